"""People: the identity store, permission sets and their assignments."""
from .policies import allow, document

GROUPS = ("Bakers", "Finance", "Drivers", "Admins", "Analysts")
USERS = (
    ("mary.berry", ["Bakers"]),
    ("paul.patissier", ["Bakers", "Analysts"]),
    ("cfo.carla", ["Finance"]),
    ("dave.driver", ["Drivers"]),
    ("root.rita", ["Admins"]),
    ("ann.alyst", ["Analysts"]),
    ("lone.larry", []),
    ("gone.gary", ["Finance"]),
)


def build(shop):
    sso, store = shop.client(shop.management, "sso-admin"), shop.client(shop.management, "identitystore")
    shop.do("sso.create_instance", sso.create_instance, Name="cakes")
    instance = shop.do("sso.list_instances", sso.list_instances)["Instances"][0]
    shop.emulator.manifest["sso"] = {"instance": instance["InstanceArn"], "store": instance["IdentityStoreId"]}
    groups, users = make_people(shop, store, instance["IdentityStoreId"])
    sets = make_permission_sets(shop, sso, instance["InstanceArn"])
    assign(shop, sso, instance["InstanceArn"], sets, groups, users)


def make_people(shop, store, store_id):
    groups, users = {}, {}
    for name in GROUPS:
        groups[name] = shop.do("identitystore.group", store.create_group, IdentityStoreId=store_id, DisplayName=name)["GroupId"]
    for name, memberships in USERS:
        users[name] = make_user(shop, store, store_id, name, "employee" if memberships else "contractor")
        for group in memberships:
            member = {"GroupId": groups[group], "MemberId": {"UserId": users[name]}}
            shop.do("identitystore.membership", store.create_group_membership, IdentityStoreId=store_id, **member)
    shop.emulator.manifest.update(groups=groups, users=users)
    return groups, users


def make_user(shop, store, store_id, name, kind):
    given, family = name.split(".")
    address = f"{name}@cakes.example"
    answer = shop.do(
        "identitystore.user",
        store.create_user,
        IdentityStoreId=store_id,
        UserName=address,
        DisplayName=name,
        Name={"GivenName": given, "FamilyName": family},
        Emails=[{"Value": address, "Type": "work", "Primary": True}],
        UserType=kind,
    )
    return answer["UserId"]


def make_permission_sets(shop, sso, instance):
    sets = {}

    def make(name, managed=(), inline=None, customer=(), boundary=None):
        answer = shop.do("sso.permission_set", sso.create_permission_set, Name=name, InstanceArn=instance, SessionDuration="PT4H", Description=name)
        arn = sets[name] = answer["PermissionSet"]["PermissionSetArn"]
        here = {"InstanceArn": instance, "PermissionSetArn": arn}
        for policy in managed:
            shop.do("sso.attach_managed", sso.attach_managed_policy_to_permission_set, ManagedPolicyArn=policy, **here)
        if inline:
            shop.do("sso.inline", sso.put_inline_policy_to_permission_set, InlinePolicy=inline, **here)
        for policy in customer:
            reference = {"Name": policy, "Path": "/"}
            attach = sso.attach_customer_managed_policy_reference_to_permission_set
            shop.do("sso.customer_ref", attach, CustomerManagedPolicyReference=reference, **here)
        if boundary:
            cap = {"CustomerManagedPolicyReference": {"Name": boundary, "Path": "/"}}
            shop.do("sso.boundary", sso.put_permissions_boundary_to_permission_set, PermissionsBoundary=cap, **here)
            # moto cannot hold it; whoever reads the organisation back is told of it.
            shop.emulator.manifest["permission_set_boundaries"][arn] = cap

    def assume(account, role):
        return allow("sts:AssumeRole", f"arn:aws:iam::{account}:role/{role}")

    make("BakerAccess", ["arn:aws:iam::aws:policy/ReadOnlyAccess"], document(assume(shop.recipes, "PastryChef")))
    everything = allow("dynamodb:*", "*")
    make("FinanceAccess", [], document(everything, assume(shop.finance, "CFO")), ["LedgerRead"], "FinanceBoundary")
    make("DriverAccess", [], document(assume(shop.recipes, "DeliveryDriver")))
    make("AdminAccess", ["arn:aws:iam::aws:policy/AdministratorAccess"])
    make("LakeHop", [], document(assume(shop.lake, "Hop1")))
    shop.emulator.manifest["permission_sets"] = sets
    return sets


def assign(shop, sso, instance, sets, groups, users):
    def give(name, kind, principal, account):
        target = {"TargetId": account, "TargetType": "AWS_ACCOUNT", "PrincipalType": kind, "PrincipalId": principal}
        shop.do("sso.assign", sso.create_account_assignment, InstanceArn=instance, PermissionSetArn=sets[name], **target)

    give("BakerAccess", "GROUP", groups["Bakers"], shop.recipes)
    give("FinanceAccess", "GROUP", groups["Finance"], shop.finance)
    give("DriverAccess", "GROUP", groups["Drivers"], shop.recipes)
    give("LakeHop", "GROUP", groups["Analysts"], shop.lake)
    give("LakeHop", "USER", users["lone.larry"], shop.lake)
    for account in shop.accounts.values():
        give("AdminAccess", "GROUP", groups["Admins"], account)
