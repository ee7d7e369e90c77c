"""IAM: what Identity Center would provision, roles, users, groups, policies, identity providers."""
from .emulator import IRELAND, VIRGINIA
from .policies import allow, deny, document, trust

AWS = "arn:aws:iam::aws:policy/"
CONSOLE = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
SSO_PROVIDER = "AWSSSO_0123456789abcdef_DO_NOT_DELETE"
METADATA = (
    '<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.cakes.example/">'
    + "<!--" + "x" * 1100 + "--></EntityDescriptor>"
)


def build(shop):
    maker = Maker(shop)
    make_sso_roles(shop, maker)
    make_finance(shop, maker)
    make_recipes(shop, maker)
    make_hops(shop, maker)
    make_outside_trust(shop, maker)
    make_users(shop, maker)
    make_odds(shop, maker)


class Maker:
    """IAM entities of any account."""

    def __init__(self, shop):
        self.shop, self.do = shop, shop.do
        self._with_sso = set()

    def iam(self, account):
        return self.shop.client(account, "iam", VIRGINIA)

    def policy(self, account, name, content):
        answer = self.do("iam.policy", self.iam(account).create_policy, PolicyName=name, PolicyDocument=content, Path="/")
        return answer["Policy"]["Arn"]

    def role(self, account, name, trusted, inline=None, attached=(), boundary=None, path="/", tags=None):
        iam, more = self.iam(account), {}
        if boundary:
            more["PermissionsBoundary"] = boundary
        if tags:
            more["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        self.do(
            "iam.role",
            iam.create_role,
            RoleName=name,
            AssumeRolePolicyDocument=trusted,
            Path=path,
            MaxSessionDuration=3600,
            Description=name,
            **more,
        )
        for policy, content in (inline or {}).items():
            self.do("iam.role_inline", iam.put_role_policy, RoleName=name, PolicyName=policy, PolicyDocument=content)
        for arn in attached:
            self.do("iam.role_attach", iam.attach_role_policy, RoleName=name, PolicyArn=arn)

    def sso_role(self, account, permission_set, suffix, **parts):
        """The role Identity Center would provision; moto provisions none."""
        if account not in self._with_sso:
            self._with_sso.add(account)
            create = self.iam(account).create_saml_provider
            self.do("iam.saml_sso", create, SAMLMetadataDocument=METADATA, Name=SSO_PROVIDER)
        provider = {"Federated": f"arn:aws:iam::{account}:saml-provider/{SSO_PROVIDER}"}
        trusted = trust(provider, CONSOLE, ["sts:AssumeRoleWithSAML", "sts:TagSession"])
        path = f"/aws-reserved/sso.amazonaws.com/{IRELAND}/"
        self.role(account, f"AWSReservedSSO_{permission_set}_{suffix}", trusted, path=path, **parts)

    def user(self, account, name, groups=(), attached=(), key=None, login=False, mfa=False):
        iam = self.iam(account)
        self.do("iam.user", iam.create_user, UserName=name)
        for group in groups:
            self.do("iam.add_to_group", iam.add_user_to_group, UserName=name, GroupName=group)
        for arn in attached:
            self.do("iam.user_attach", iam.attach_user_policy, UserName=name, PolicyArn=arn)
        if login:
            self.do("iam.login", iam.create_login_profile, UserName=name, Password="Sacher-Torte-1832!")
        if mfa:
            self.give_device(iam, name)
        if key:
            answer = self.do("iam.access_key", iam.create_access_key, UserName=name)
            if key == "inactive":
                made = answer["AccessKey"]["AccessKeyId"]
                self.do("iam.key_off", iam.update_access_key, UserName=name, AccessKeyId=made, Status="Inactive")

    def give_device(self, iam, name):
        device = self.do("iam.vmfa", iam.create_virtual_mfa_device, VirtualMFADeviceName=name)
        codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
        serial = device["VirtualMFADevice"]["SerialNumber"]
        self.do("iam.mfa", iam.enable_mfa_device, UserName=name, SerialNumber=serial, **codes)


def root(account):
    return {"AWS": f"arn:aws:iam::{account}:root"}


def role_arn(account, name):
    return f"arn:aws:iam::{account}:role/{name}"


def assume(account, name):
    return allow("sts:AssumeRole", role_arn(account, name))


def make_sso_roles(shop, maker):
    baker = {"AwsSSOInlinePolicy": document(assume(shop.recipes, "PastryChef"))}
    maker.sso_role(shop.recipes, "BakerAccess", "1111aaaa2222bbbb", inline=baker, attached=[AWS + "ReadOnlyAccess"])
    # Lists what may not be written, and forgets the writes of PartiQL.
    writes = ["dynamodb:Put*", "dynamodb:Update*", "dynamodb:Delete*", "dynamodb:BatchWrite*"]
    boundary = maker.policy(shop.finance, "FinanceBoundary", document(allow("*", "*"), deny(writes, "*")))
    ledger = f"arn:aws:dynamodb:{IRELAND}:{shop.finance}:table/finance-ledger"
    maker.policy(shop.finance, "LedgerRead", document(allow(["dynamodb:GetItem", "dynamodb:Query"], ledger)))
    finance = {"AwsSSOInlinePolicy": document(allow("dynamodb:*", "*"), assume(shop.finance, "CFO"))}
    attached = [f"arn:aws:iam::{shop.finance}:policy/LedgerRead"]
    maker.sso_role(shop.finance, "FinanceAccess", "3333cccc4444dddd", inline=finance, attached=attached, boundary=boundary)
    hop = {"AwsSSOInlinePolicy": document(assume(shop.lake, "Hop1"))}
    maker.sso_role(shop.lake, "LakeHop", "5555eeee6666ffff", inline=hop)
    driver = {"AwsSSOInlinePolicy": document(assume(shop.recipes, "DeliveryDriver"))}
    maker.sso_role(shop.recipes, "DriverAccess", "7777aaaa8888bbbb", inline=driver)
    for number, account in enumerate(shop.accounts.values()):
        maker.sso_role(account, "AdminAccess", f"9999cccc0000ddd{number}", attached=[AWS + "AdministratorAccess"])


def make_finance(shop, maker):
    """A CFO with every right on DynamoDB under a boundary that lists what may be read, and is complete."""
    like_full = allow(["dynamodb:*", "dax:*", "kms:DescribeKey", "kms:ListAliases"], "*")
    full = maker.policy(shop.finance, "DynamoDBFullAccessLike", document(like_full))
    reads = [f"dynamodb:{name}" for name in ("BatchGet*", "Get*", "Describe*", "List*", "Query", "Scan", "PartiQLSelect")]
    others = allow(None, "*", NotAction="dynamodb:*")
    boundary = maker.policy(shop.finance, "CfoReadsOnly", document(others, allow(reads, "*", sid="ReadsOnly")))
    attached = [full, AWS + "AmazonDynamoDBFullAccess"]
    maker.role(shop.finance, "CFO", trust(root(shop.finance)), attached=attached, boundary=boundary, tags={"dept": "finance"})
    ledger = f"arn:aws:dynamodb:{IRELAND}:{shop.finance}:table/finance-ledger"
    writing = {"w": document(allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], ledger))}
    maker.role(shop.finance, "LedgerBatch", trust({"Service": "lambda.amazonaws.com"}), writing)


def make_recipes(shop, maker):
    secret = ["arn:aws:s3:::secret-cake-recipes", "arn:aws:s3:::secret-cake-recipes/*"]
    account = trust(root(shop.recipes))
    baking = ["s3:GetObject*", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject*"]
    chef = document(allow(baking, secret, sid="RecipesTooWide"), allow(["kms:Decrypt", "kms:GenerateDataKey"], "*"))
    maker.role(shop.recipes, "PastryChef", account, {"recipes": chef}, tags={"team": "patissier"})
    # The unintended reader: a policy for reports, written with a star.
    driver = document(
        allow("s3:*", ["arn:aws:s3:::delivery-routes", "arn:aws:s3:::delivery-routes/*"]),
        allow(["s3:Get*", "s3:List*"], "*", sid="ReportsReadEverything"),
        allow("kms:Decrypt", "*"),
        deny("s3:*", ["arn:aws:s3:::secret-cake-recipes*"], condition={"NumericLessThan": {"s3:max-keys": "1"}}),
    )
    maker.role(shop.recipes, "DeliveryDriver", account, {"routes": driver})
    # With MFA only: nobody who arrives through a role session can show it.
    with_mfa = trust(root(shop.recipes), {"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    maker.role(shop.recipes, "VaultKeeper", with_mfa, {"vault": document(allow("s3:*", secret))})


def make_hops(shop, maker):
    """Lake Hop1, recipes Hop2, finance Hop3."""
    maker.role(shop.lake, "Hop1", trust(root(shop.lake)), {"h": document(assume(shop.recipes, "Hop2"))})
    second = {"h": document(assume(shop.finance, "Hop3"))}
    maker.role(shop.recipes, "Hop2", trust({"AWS": role_arn(shop.lake, "Hop1")}), second)
    ledger = f"arn:aws:dynamodb:{IRELAND}:{shop.finance}:table/finance-ledger"
    third = {"h": document(allow(["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:PutItem"], ledger))}
    maker.role(shop.finance, "Hop3", trust({"AWS": role_arn(shop.recipes, "Hop2")}), third)


def make_outside_trust(shop, maker):
    """Vendors, GitHub, Okta, a service-linked role, and a role nobody uses."""
    vendor = {"AWS": "arn:aws:iam::999988887777:root"}
    with_id = trust(vendor, {"StringEquals": {"sts:ExternalId": "cakes-4711"}})
    maker.role(shop.lake, "VendorAnalytics", with_id, attached=[AWS + "AmazonS3ReadOnlyAccess"])
    maker.role(shop.lake, "VendorNoExternalId", trust(vendor), attached=[AWS + "SecurityAudit"])
    issuer = "token.actions.githubusercontent.com"
    shop.do(
        "iam.oidc",
        maker.iam(shop.dev).create_open_id_connect_provider,
        Url=f"https://{issuer}",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
    )
    github = {"Federated": f"arn:aws:iam::{shop.dev}:oidc-provider/{issuer}"}
    audience = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    any_repo = trust(github, audience, "sts:AssumeRoleWithWebIdentity")
    maker.role(shop.dev, "GithubAnyRepo", any_repo, attached=[AWS + "PowerUserAccess"])
    branch = {**audience, "StringLike": {f"{issuer}:sub": "repo:cakes/site:ref:refs/heads/main"}}
    one_repo = trust(github, branch, "sts:AssumeRoleWithWebIdentity")
    publishing = {"d": document(allow("s3:PutObject", "arn:aws:s3:::cakes-website/*"))}
    maker.role(shop.dev, "GithubOneRepo", one_repo, publishing)
    shop.do("iam.saml", maker.iam(shop.recipes).create_saml_provider, SAMLMetadataDocument=METADATA, Name="CakesOkta")
    okta = {"Federated": f"arn:aws:iam::{shop.recipes}:saml-provider/CakesOkta"}
    baker = {"p": document(assume(shop.recipes, "PastryChef"))}
    maker.role(shop.recipes, "OktaBaker", trust(okta, CONSOLE, "sts:AssumeRoleWithSAML"), baker)
    shop.do("iam.slr", maker.iam(shop.dev).create_service_linked_role, AWSServiceName="ecs.amazonaws.com")
    maker.role(shop.dev, "UnusedIntern", trust(root(shop.dev)), attached=[AWS + "IAMFullAccess"])


def make_users(shop, maker):
    iam = maker.iam(shop.dev)
    shop.do("iam.group", iam.create_group, GroupName="developers")
    shop.do("iam.group_attach", iam.attach_group_policy, GroupName="developers", PolicyArn=AWS + "PowerUserAccess")
    no_iam = document(deny("iam:*", "*"))
    shop.do("iam.group_inline", iam.put_group_policy, GroupName="developers", PolicyName="noiam", PolicyDocument=no_iam)
    maker.user(shop.dev, "dev-dora", ["developers"], login=True, mfa=True, key="active")
    maker.user(shop.dev, "ci-legacy", attached=[AWS + "AdministratorAccess"], key="active")
    maker.user(shop.dev, "gone-gus", ["developers"], key="inactive")


def make_odds(shop, maker):
    """A policy with versions, an instance profile, an alias, a password policy."""
    iam = maker.iam(shop.dev)
    many = maker.policy(shop.dev, "ManyVersions", document(allow("s3:GetObject", "*")))
    for number, action in enumerate(("s3:Get*", "s3:GetObject*")):
        content = document(allow(action, "*"))
        shop.do("iam.policy_version", iam.create_policy_version, PolicyArn=many, PolicyDocument=content, SetAsDefault=number == 1)
    reading = {"s3": document(allow("s3:GetObject", "*"))}
    maker.role(shop.dev, "WebServer", trust({"Service": "ec2.amazonaws.com"}), reading)
    shop.do("iam.profile", iam.create_instance_profile, InstanceProfileName="WebServer")
    add = iam.add_role_to_instance_profile
    shop.do("iam.profile_role", add, InstanceProfileName="WebServer", RoleName="WebServer")
    shop.do("iam.alias", iam.create_account_alias, AccountAlias="boutique-cakes-dev")
    shop.do("iam.pwpolicy", iam.update_account_password_policy, MinimumPasswordLength=14)
