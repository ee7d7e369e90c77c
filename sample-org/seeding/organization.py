"""The organisation itself: units, accounts, service and resource control policies."""
from dataclasses import dataclass, field

from .emulator import IRELAND, VIRGINIA, Emulator
from .policies import allow, deny, document

UNITS = (
    ("Security", None),
    ("Workloads", None),
    ("Sandbox", None),
    ("Kitchen", "Workloads"),
    ("BackOffice", "Workloads"),
)
# Name, unit, and the name by which the steps speak of it.
ACCOUNTS = (
    ("security", "Security", "security"),
    ("prod-recipes", "Kitchen", "recipes"),
    ("prod-finance", "BackOffice", "finance"),
    ("data-lake", "Workloads", "lake"),
    ("dev", "Sandbox", "dev"),
)
SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


@dataclass
class Shop:
    """What later steps need to know of the organisation."""

    emulator: Emulator
    management: str
    security: str = ""
    recipes: str = ""
    finance: str = ""
    lake: str = ""
    dev: str = ""
    # Ids by the names that AWS Organizations holds.
    accounts: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    root: str = ""
    id: str = ""

    def __post_init__(self):
        self.do, self.client = self.emulator.do, self.emulator.client


def build(emulator):
    shop = Shop(emulator, emulator.management, accounts={"management": emulator.management})
    organizations = emulator.client(shop.management, "organizations", VIRGINIA)
    emulator.do("organizations.create", organizations.create_organization, FeatureSet="ALL")
    shop.root = organizations.list_roots()["Roots"][0]["Id"]
    for name, parent in UNITS:
        make_unit(shop, organizations, name, parent)
    for name, unit, short in ACCOUNTS:
        setattr(shop, short, make_account(shop, organizations, name, unit))
    shop.id = organizations.describe_organization()["Organization"]["Id"]
    emulator.manifest.update(accounts=shop.accounts, ous=shop.units, root=shop.root, org_id=shop.id)
    for kind in (SCP, RCP):
        emulator.do(f"organizations.enable_{kind}", organizations.enable_policy_type, RootId=shop.root, PolicyType=kind)
    make_policies(shop, organizations)
    return shop


def make_unit(shop, organizations, name, parent):
    answer = shop.do("organizations.ou", organizations.create_organizational_unit, ParentId=shop.units.get(parent, shop.root), Name=name)
    shop.units[name] = answer["OrganizationalUnit"]["Id"]


def make_account(shop, organizations, name, unit):
    tags = [{"Key": "env", "Value": "dev" if name == "dev" else "prod"}]
    answer = shop.do("organizations.account", organizations.create_account, Email=f"{name}@cakes.example", AccountName=name, Tags=tags)
    account = shop.accounts[name] = answer["CreateAccountStatus"]["AccountId"]
    move = {"AccountId": account, "SourceParentId": shop.root, "DestinationParentId": shop.units[unit]}
    shop.do("organizations.move", organizations.move_account, **move)
    return account


def make_policies(shop, organizations):
    def make(name, kind, content, *targets):
        answer = shop.do(f"organizations.policy_{kind}", organizations.create_policy, Name=name, Description=name, Type=kind, Content=content)
        if answer:
            policy = shop.emulator.keep(f"{kind}/{name}", answer["Policy"]["PolicySummary"]["Id"])
            for target in targets:
                shop.do(f"organizations.attach_{kind}", organizations.attach_policy, PolicyId=policy, TargetId=target)

    outsiders = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": shop.id}}
    make("DenyLeaveOrg", SCP, document(deny("organizations:LeaveOrganization", "*")), shop.root)
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": [IRELAND, VIRGINIA]}}
    free = ["iam:*", "sts:*", "organizations:*", "s3:ListAllMyBuckets"]
    make("EuropeOnly", SCP, document(deny(None, "*", NotAction=free, condition=elsewhere)), shop.units["Workloads"])
    writes = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:DeleteTable"]
    not_batch = {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{shop.finance}:role/LedgerBatch"}}
    make("NoFinanceWritesExceptBatch", SCP, document(deny(writes, "*", condition=not_batch)), shop.finance)
    not_services = {**outsiders, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    make("S3OrgOnly", RCP, document(deny("s3:*", "*", "*", not_services)), shop.units["Kitchen"])
    # Forgets AWS services: nothing that Lambda or EC2 assumes in this account works.
    make("StsOrgOnly", RCP, document(deny("sts:AssumeRole", "*", "*", outsiders)), shop.finance)
    delegate = {"AccountId": shop.security, "ServicePrincipal": "access-analyzer.amazonaws.com"}
    shop.do("organizations.delegated", organizations.register_delegated_administrator, **delegate)
    reading = ["organizations:Describe*", "organizations:List*"]
    content = document(allow(reading, "*", {"AWS": f"arn:aws:iam::{shop.security}:root"}))
    shop.do("organizations.resource_policy", organizations.put_resource_policy, Content=content)
