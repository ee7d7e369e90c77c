"""Functions, queues, topics, secrets, and resources of services that are collected later."""
import io
import json
import zipfile

from .emulator import IRELAND
from .policies import allow, document
from .storage import role, root

ONE_NETWORK = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}


def build(shop):
    shop.web_server = f"arn:aws:iam::{shop.dev}:role/WebServer"
    make_function(shop)
    make_messages(shop)
    make_containers(shop)
    make_lake(shop)
    make_shop_front(shop)
    make_audit(shop)
    make_workloads(shop)
    make_shares(shop)
    make_streams(shop)
    make_systems_manager(shop)


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", "def h(e,c): return e")
    return {"ZipFile": buffer.getvalue()}


def make_function(shop):
    functions, code, name = shop.client(shop.finance, "lambda"), zipped(), {"FunctionName": "ledger-batch"}
    worker = role(shop.finance, "LedgerBatch")["AWS"]
    shop.do("lambda.function", functions.create_function, Runtime="python3.12", Role=worker, Handler="index.h", Code=code, **name)
    stranger = {"StatementId": "ext", "Action": "lambda:InvokeFunction", "Principal": "999988887777"}
    shop.do("lambda.permission", functions.add_permission, **name, **stranger)
    shop.do("lambda.url", functions.create_function_url_config, AuthType="NONE", **name)
    shop.do("lambda.layer", functions.publish_layer_version, LayerName="icing", Content=code, CompatibleRuntimes=["python3.12"])
    anyone = {"StatementId": "pub", "Action": "lambda:GetLayerVersion", "Principal": "*"}
    shop.do("lambda.layer_permission", functions.add_layer_version_permission, LayerName="icing", VersionNumber=1, **anyone)
    shop.do("lambda.alias", functions.create_alias, Name="live", FunctionVersion="$LATEST", **name)


def make_messages(shop):
    topic = f"arn:aws:sns:{IRELAND}:{shop.recipes}:cake-events"
    from_topic = {"ArnLike": {"aws:SourceArn": topic}}
    queue = f"arn:aws:sqs:{IRELAND}:{shop.recipes}:orders"
    policy = document(allow("sqs:SendMessage", queue, "*", from_topic))
    sqs = shop.client(shop.recipes, "sqs")
    shop.do("sqs.queue", sqs.create_queue, QueueName="orders", Attributes={"Policy": policy})
    sns = shop.client(shop.recipes, "sns")
    arn = shop.do("sns.topic", sns.create_topic, Name="cake-events")["TopicArn"]
    policy = document(allow("sns:Publish", arn, root(shop.dev)))
    shop.do("sns.policy", sns.set_topic_attributes, TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    secrets, key = shop.client(shop.recipes, "secretsmanager"), shop.emulator.manifest["keys"]["recipes"]
    made = shop.do("secretsmanager.secret", secrets.create_secret, Name="oven/api-key", SecretString="s3cr3t", KmsKeyId=key)
    legacy = {"AWS": f"arn:aws:iam::{shop.dev}:user/ci-legacy"}
    policy = document(allow("secretsmanager:GetSecretValue", "*", legacy))
    shop.do("secretsmanager.policy", secrets.put_resource_policy, SecretId=made["ARN"], ResourcePolicy=policy)


def make_containers(shop):
    ecr = shop.client(shop.dev, "ecr")
    shop.do("ecr.repo", ecr.create_repository, repositoryName="cake-api")
    pulling = allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], None, root(shop.finance))
    shop.do("ecr.policy", ecr.set_repository_policy, repositoryName="cake-api", policyText=document(pulling))
    repositories = f"arn:aws:ecr:{IRELAND}:{shop.dev}:repository/*"
    registry = document(allow("ecr:ReplicateImage", repositories, root(shop.recipes)))
    shop.do("ecr.registry_policy", ecr.put_registry_policy, policyText=registry)


def make_lake(shop):
    glue = shop.client(shop.lake, "glue")
    worker, script = role(shop.lake, "Hop1")["AWS"], {"Name": "glueetl", "ScriptLocation": "s3://x/y.py"}
    shop.do("glue.job", glue.create_job, Name="etl", Role=worker, Command=script)
    policy = document(allow("es:*", "*", {"AWS": "*"}, ONE_NETWORK))
    shop.do("opensearch.domain", shop.client(shop.lake, "opensearch").create_domain, DomainName="cakesearch", AccessPolicies=policy)


def make_shop_front(shop):
    gateway = shop.client(shop.dev, "apigateway")
    policy = document(allow("execute-api:Invoke", "execute-api:/*", "*", ONE_NETWORK))
    shop.do("apigateway.rest", gateway.create_rest_api, name="shop", policy=policy)


def make_audit(shop):
    events = shop.client(shop.security, "events")
    shop.do("events.bus", events.create_event_bus, Name="org-bus")
    ours = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": shop.id}
    shop.do(
        "events.permission",
        events.put_permission,
        EventBusName="org-bus",
        StatementId="org",
        Action="events:PutEvents",
        Principal="*",
        Condition=ours,
    )
    trail = shop.client(shop.security, "cloudtrail")
    shop.do("cloudtrail.trail", trail.create_trail, Name="org-trail", S3BucketName="org-cloudtrail-logs", IsMultiRegionTrail=True)
    shop.do("cloudtrail.start", trail.start_logging, Name="org-trail")


def make_workloads(shop):
    server = shop.web_server
    stacks = shop.client(shop.dev, "cloudformation")
    template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "site-q"}}}}
    shop.do("cloudformation.stack", stacks.create_stack, StackName="site", RoleARN=server, TemplateBody=json.dumps(template))
    ecs = shop.client(shop.dev, "ecs")
    shop.do("ecs.cluster", ecs.create_cluster, clusterName="c1")
    container = [{"name": "c", "image": "x", "memory": 128}]
    roles = {"taskRoleArn": server, "executionRoleArn": server}
    shop.do("ecs.taskdef", ecs.register_task_definition, family="web", containerDefinitions=container, **roles)
    make_kubernetes(shop)
    image = {"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"}
    shop.do(
        "codebuild.project",
        shop.client(shop.dev, "codebuild").create_project,
        name="bake",
        source={"type": "S3", "location": "cakes-website/x"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment=image,
        serviceRole=server,
    )
    notebook = {"NotebookInstanceName": "nb", "InstanceType": "ml.t2.medium", "RoleArn": server}
    shop.do("sagemaker.notebook", shop.client(shop.dev, "sagemaker").create_notebook_instance, **notebook)
    flow = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
    machines = shop.client(shop.dev, "stepfunctions")
    shop.do("stepfunctions.machine", machines.create_state_machine, name="flow", definition=flow, roleArn=server)


def make_kubernetes(shop):
    eks, cluster = shop.client(shop.dev, "eks"), {"clusterName": "k1"}
    network = {"subnetIds": [shop.subnet]}
    shop.do("eks.cluster", eks.create_cluster, name="k1", roleArn=shop.web_server, resourcesVpcConfig=network)
    pod = {"namespace": "default", "serviceAccount": "sa", "roleArn": shop.web_server}
    shop.do("eks.pod_identity", eks.create_pod_identity_association, **cluster, **pod)
    intern = f"arn:aws:iam::{shop.dev}:role/UnusedIntern"
    shop.do("eks.access_entry", eks.create_access_entry, principalArn=intern, **cluster)


def make_shares(shop):
    backup = shop.client(shop.finance, "backup")
    shop.do("backup.vault", backup.create_backup_vault, BackupVaultName="safe")
    ours = {"StringEquals": {"aws:PrincipalOrgID": shop.id}}
    policy = document(allow("backup:CopyIntoBackupVault", "*", "*", ours))
    shop.do("backup.policy", backup.put_backup_vault_access_policy, BackupVaultName="safe", Policy=policy)
    subnet = f"arn:aws:ec2:{IRELAND}:{shop.dev}:subnet/{shop.subnet}"
    share = shop.client(shop.dev, "ram").create_resource_share
    shop.do("ram.share", share, name="subnets", resourceArns=[subnet], principals=[shop.finance])
    pools = shop.client(shop.dev, "cognito-identity")
    pool = shop.do("cognito.pool", pools.create_identity_pool, IdentityPoolName="shop", AllowUnauthenticatedIdentities=True)
    guests = {"IdentityPoolId": pool["IdentityPoolId"], "Roles": {"unauthenticated": shop.web_server}}
    shop.do("cognito.roles", pools.set_identity_pool_roles, **guests)


def make_streams(shop):
    kinesis, arn = shop.client(shop.lake, "kinesis"), f"arn:aws:kinesis:{IRELAND}:{shop.lake}:stream/sales"
    shop.do("kinesis.stream", kinesis.create_stream, StreamName="sales", ShardCount=1)
    policy = document(allow("kinesis:GetRecords", arn, root(shop.finance)))
    shop.do("kinesis.policy", kinesis.put_resource_policy, ResourceARN=arn, Policy=policy)
    logs = shop.client(shop.security, "logs")
    policy = document(allow("logs:PutLogEvents", "*", {"Service": "es.amazonaws.com"}))
    shop.do("logs.policy", logs.put_resource_policy, policyName="es", policyDocument=policy)
    shop.do("rolesanywhere.anchor", shop.client(shop.dev, "rolesanywhere").list_trust_anchors)
    shop.do("accessanalyzer.analyzer", shop.client(shop.security, "accessanalyzer").create_analyzer, analyzerName="org", type="ORGANIZATION")


def make_systems_manager(shop):
    parameters, key = shop.client(shop.recipes, "ssm"), shop.emulator.manifest["keys"]["recipes"]
    tags = [{"Key": "team", "Value": "ovens"}]
    sealed = {"Type": "SecureString", "Value": "s3cr3t", "KeyId": key, "Tags": tags}
    shop.do("ssm.parameter", parameters.put_parameter, Name="/oven/token", **sealed)
    advanced = {"Type": "String", "Value": "warm", "Tier": "Advanced"}
    shop.do("ssm.parameter", parameters.put_parameter, Name="oven-mode", **advanced)
    documents = shop.client(shop.dev, "ssm")
    step = {"action": "aws:runShellScript", "name": "restart", "inputs": {"runCommand": ["systemctl restart shop"]}}
    content = json.dumps({"schemaVersion": "2.2", "description": "restart", "mainSteps": [step]})
    shop.do("ssm.document", documents.create_document, Name="restart-shop", DocumentType="Command", Content=content)
    sharing = {"Name": "restart-shop", "PermissionType": "Share", "AccountIdsToAdd": [shop.finance]}
    shop.do("ssm.share", documents.modify_document_permission, **sharing)
