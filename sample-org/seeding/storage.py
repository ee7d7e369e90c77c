"""Keys, buckets, access points, tables, databases, snapshots, a VPC endpoint."""
from .emulator import IRELAND, VIRGINIA
from .policies import allow, deny, document

BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def root(account):
    return {"AWS": f"arn:aws:iam::{account}:root"}


def role(account, name):
    return {"AWS": f"arn:aws:iam::{account}:role/{name}"}


def build(shop):
    keys = make_keys(shop)
    make_buckets(shop, keys["recipes"])
    make_access_points(shop)
    make_lake_tables(shop)
    make_tables(shop, keys)
    make_databases(shop)
    make_network(shop)
    shop.emulator.manifest["keys"] = keys


def make_keys(shop):
    def make(account, alias, policy):
        kms = shop.client(account, "kms")
        metadata = shop.do("kms.key", kms.create_key, Description=alias, Policy=policy)["KeyMetadata"]
        shop.do("kms.alias", kms.create_alias, AliasName=f"alias/{alias}", TargetKeyId=metadata["KeyId"])
        return metadata["Arn"]

    through_s3 = {"StringEquals": {"kms:ViaService": f"s3.{IRELAND}.amazonaws.com"}}
    recipes = document(
        allow("kms:*", "*", root(shop.recipes)),
        allow(["kms:Decrypt"], "*", root(shop.lake), through_s3),
    )
    # The usual pair: the account administers the key, and whoever may use the table may use the key through DynamoDB.
    using = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"]
    through_dynamodb = {"StringEquals": {"kms:CallerAccount": shop.finance, "kms:ViaService": f"dynamodb.{IRELAND}.amazonaws.com"}}
    ledger = document(
        allow("kms:*", "*", root(shop.finance)),
        allow(using, "*", {"AWS": "*"}, through_dynamodb, sid="ThroughDynamoDB"),
    )
    # No statement for the account, on purpose: only the CFO role, not even root.
    board = document(allow("kms:*", "*", role(shop.finance, "CFO")))
    keys = {
        "recipes": make(shop.recipes, "recipes", recipes),
        "ledger": make(shop.finance, "ledger", ledger),
        "board": make(shop.finance, "board", board),
    }
    shop.do(
        "kms.grant",
        shop.client(shop.recipes, "kms").create_grant,
        KeyId=keys["recipes"],
        GranteePrincipal=role(shop.lake, "VendorAnalytics")["AWS"],
        Operations=["Decrypt"],
        Constraints={"EncryptionContextSubset": {"app": "lake"}},
    )
    return keys


# What AWS sets on every new bucket since April 2023; moto sets nothing.
NEW_BUCKETS = "BucketOwnerEnforced"


def make_bucket(shop, account, name, policy=None, block=None, acl=None, ownership=NEW_BUCKETS, region=IRELAND):
    s3 = shop.client(account, "s3", region)
    place = {} if region == VIRGINIA else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    shop.do("s3.bucket", s3.create_bucket, Bucket=name, **place)
    rules = {"Rules": [{"ObjectOwnership": ownership}]}
    shop.do("s3.ownership", s3.put_bucket_ownership_controls, Bucket=name, OwnershipControls=rules)
    if block is not None:
        settings = {setting: block for setting in BLOCKS}
        shop.do("s3.pab", s3.put_public_access_block, Bucket=name, PublicAccessBlockConfiguration=settings)
    if acl:
        shop.do("s3.acl", s3.put_bucket_acl, Bucket=name, ACL=acl)
    if policy:
        shop.do("s3.policy", s3.put_bucket_policy, Bucket=name, Policy=policy)


def make_buckets(shop, key):
    secret, objects = "arn:aws:s3:::secret-cake-recipes", "arn:aws:s3:::secret-cake-recipes/*"
    recipes = document(
        allow("s3:GetObject", objects, role(shop.lake, "Hop1"), {"StringEquals": {"aws:PrincipalOrgID": shop.id}}),
        deny("s3:*", [secret, objects], "*", {"Bool": {"aws:SecureTransport": "false"}}),
        allow("s3:GetObject", objects, "*", {"StringEquals": {"s3:DataAccessPointAccount": shop.recipes}}),
    )
    make_bucket(shop, shop.recipes, "secret-cake-recipes", recipes, True)
    sealed = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}]}
    encrypt = shop.client(shop.recipes, "s3").put_bucket_encryption
    shop.do("s3.enc", encrypt, Bucket="secret-cake-recipes", ServerSideEncryptionConfiguration=sealed)
    make_bucket(shop, shop.recipes, "delivery-routes", None, True)
    website = document(allow("s3:GetObject", "arn:aws:s3:::cakes-website/*", "*"))
    make_bucket(shop, shop.dev, "cakes-website", website, False)
    make_bucket(shop, shop.dev, "old-acl-bucket", acl="public-read", ownership="ObjectWriter", region=VIRGINIA)
    put = shop.client(shop.dev, "s3", VIRGINIA).put_object
    shop.do("s3.object", put, Bucket="old-acl-bucket", Key="flyer.txt", Body=b"cakes", ACL="private")
    trail = {"Service": "cloudtrail.amazonaws.com"}
    logs = document(
        allow("s3:PutObject", "arn:aws:s3:::org-cloudtrail-logs/AWSLogs/*", trail),
        allow("s3:GetBucketAcl", "arn:aws:s3:::org-cloudtrail-logs", trail),
    )
    make_bucket(shop, shop.security, "org-cloudtrail-logs", logs, True)


def make_access_points(shop):
    control, account = shop.client(shop.recipes, "s3control"), {"AccountId": shop.recipes}
    settings = {setting: True for setting in BLOCKS}
    shop.do("s3control.account_pab", control.put_public_access_block, PublicAccessBlockConfiguration=settings, **account)
    point = {**account, "Name": "recipes-lake"}
    vpc = {"VpcId": "vpc-0123456789abcdef0"}
    shop.do("s3control.access_point", control.create_access_point, Bucket="secret-cake-recipes", VpcConfiguration=vpc, **point)
    objects = f"arn:aws:s3:{IRELAND}:{shop.recipes}:accesspoint/recipes-lake/object/*"
    policy = document(allow("s3:GetObject", objects, role(shop.lake, "Hop1")))
    shop.do("s3control.access_point_policy", control.put_access_point_policy, Policy=policy, **point)
    details = {"Name": "recipes-mrap", "Regions": [{"Bucket": "secret-cake-recipes"}]}
    west = shop.client(shop.recipes, "s3control", "us-west-2")
    shop.do("s3control.mrap", west.create_multi_region_access_point, ClientToken="t1", Details=details, **account)


def make_lake_tables(shop):
    place = {
        "Location": {"Type": "AvailabilityZone", "Name": "use1-az4"},
        "Bucket": {"Type": "Directory", "DataRedundancy": "SingleAvailabilityZone"},
    }
    s3 = shop.client(shop.lake, "s3", VIRGINIA)
    shop.do("s3.directory_bucket", s3.create_bucket, Bucket="lake-fast--use1-az4--x-s3", CreateBucketConfiguration=place)
    tables = shop.client(shop.lake, "s3tables", VIRGINIA)
    arn = shop.do("s3tables.table_bucket", tables.create_table_bucket, name="cake-sales")["arn"]
    shop.do("s3tables.namespace", tables.create_namespace, tableBucketARN=arn, namespace=["sales"])
    shop.do("s3tables.table", tables.create_table, tableBucketARN=arn, namespace="sales", name="orders", format="ICEBERG")
    policy = document(allow("s3tables:GetTable", f"{arn}/*", root(shop.finance)))
    shop.do("s3tables.policy", tables.put_table_bucket_policy, tableBucketARN=arn, resourcePolicy=policy)


def make_tables(shop, keys):
    dynamodb = shop.client(shop.finance, "dynamodb")

    def make(name, key, **more):
        shop.do(
            "dynamodb.table",
            dynamodb.create_table,
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
            **more,
        )

    make("finance-ledger", keys["ledger"], StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    make("board-minutes", keys["board"])
    ledger = f"arn:aws:dynamodb:{IRELAND}:{shop.finance}:table/finance-ledger"
    policy = document(allow("dynamodb:GetItem", ledger, role(shop.lake, "Hop1")))
    shop.do("dynamodb.policy", dynamodb.put_resource_policy, ResourceArn=ledger, Policy=policy)


def make_databases(shop):
    rds = shop.client(shop.finance, "rds")
    login = {"MasterUsername": "cakes", "MasterUserPassword": "Sacher-Torte-1832"}
    size = {"DBInstanceClass": "db.t3.micro", "AllocatedStorage": 10, "EnableIAMDatabaseAuthentication": True}
    books, big = {"DBInstanceIdentifier": "books"}, {"DBClusterIdentifier": "bigbooks"}
    shop.do("rds.instance", rds.create_db_instance, Engine="postgres", **books, **size, **login)
    snapshot = {"DBSnapshotIdentifier": "books-2026"}
    shop.do("rds.snapshot", rds.create_db_snapshot, **books, **snapshot)
    shared = {"AttributeName": "restore", "ValuesToAdd": ["999988887777"]}
    shop.do("rds.share", rds.modify_db_snapshot_attribute, **snapshot, **shared)
    shop.do("rds.cluster", rds.create_db_cluster, Engine="aurora-postgresql", **big, **login)
    snapshot = {"DBClusterSnapshotIdentifier": "bigbooks-2026"}
    shop.do("rds.cluster_snapshot", rds.create_db_cluster_snapshot, **big, **snapshot)
    public = {"AttributeName": "restore", "ValuesToAdd": ["all"]}
    shop.do("rds.cluster_share", rds.modify_db_cluster_snapshot_attribute, **snapshot, **public)


def make_network(shop):
    ec2 = shop.client(shop.dev, "ec2")
    volume = shop.do("ec2.volume", ec2.create_volume, AvailabilityZone=f"{IRELAND}a", Size=1)["VolumeId"]
    sharing = {"Attribute": "createVolumePermission", "OperationType": "add"}
    shared = shop.do("ec2.snapshot", ec2.create_snapshot, VolumeId=volume)["SnapshotId"]
    shop.do("ec2.share", ec2.modify_snapshot_attribute, SnapshotId=shared, UserIds=["999988887777"], **sharing)
    public = shop.do("ec2.snapshot", ec2.create_snapshot, VolumeId=volume)["SnapshotId"]
    shop.do("ec2.share_public", ec2.modify_snapshot_attribute, SnapshotId=public, GroupNames=["all"], **sharing)
    vpc = shop.do("ec2.vpc", ec2.create_vpc, CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = shop.do("ec2.subnet", ec2.create_subnet, VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    policy = document(allow("s3:*", "*", "*", {"StringEquals": {"aws:ResourceOrgID": shop.id}}))
    service = f"com.amazonaws.{IRELAND}.s3"
    shop.do("ec2.endpoint", ec2.create_vpc_endpoint, VpcId=vpc, ServiceName=service, PolicyDocument=policy)
    image = "ami-0abcdef1234567890"
    shop.do(
        "ec2.instance",
        ec2.run_instances,
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        SubnetId=subnet,
        IamInstanceProfile={"Name": "WebServer"},
        MetadataOptions={"HttpTokens": "optional"},
    )
    shop.subnet = subnet
