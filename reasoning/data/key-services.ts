/** Which services send the endpoint keys and the resource owner keys. Source: AWS global condition context keys, 2026-11-22. */

/** Service prefixes that send these keys; everywhere else they are absent. Four different lists: keep them apart (rule 93). */
export const KEY_SERVICES: Readonly<Record<string, ReadonlySet<string>>> = {
  "aws:SourceVpcArn": new Set(["acm-pca", "applicationinsights", "apprunner", "athena", "cloudformation", "comprehendmedical", "compute-optimizer", "datasync", "discovery", "ebs", "ecr", "ecs", "firehose", "healthlake", "iam", "iotfleetwise", "iotwireless", "kinesisanalytics", "kms", "lambda", "medical-imaging", "omics", "payment-cryptography", "polly", "rbin", "rekognition", "route53", "s3", "scheduler", "servicediscovery", "servicequotas", "ssm-contacts", "storagegateway", "textract", "transcribe", "transfer"]),
  "aws:VpceAccount": new Set(["acm-pca", "applicationinsights", "apprunner", "athena", "cloudformation", "comprehendmedical", "compute-optimizer", "datasync", "discovery", "dynamodb", "ebs", "ecr", "ecs", "firehose", "gamelift", "healthlake", "iam", "iotfleetwise", "iotwireless", "kinesisanalytics", "kms", "lambda", "medical-imaging", "omics", "payment-cryptography", "polly", "rbin", "rekognition", "route53", "s3", "scheduler", "servicediscovery", "servicequotas", "shield", "ssm-contacts", "storagegateway", "textract", "transcribe", "transfer"]),
  "aws:VpceOrgPaths": new Set(["acm-pca", "applicationinsights", "apprunner", "athena", "cloudformation", "comprehendmedical", "compute-optimizer", "datasync", "discovery", "dynamodb", "ebs", "ecr", "ecs", "firehose", "gamelift", "healthlake", "iam", "iotfleetwise", "iotwireless", "kinesisanalytics", "kms", "lambda", "medical-imaging", "omics", "payment-cryptography", "polly", "rbin", "rekognition", "route53", "s3", "scheduler", "servicediscovery", "servicequotas", "shield", "ssm-contacts", "storagegateway", "textract", "transcribe", "transfer"]),
  "aws:VpceOrgID": new Set(["acm-pca", "applicationinsights", "apprunner", "athena", "b2bi", "cassandra", "cloudformation", "cognito-identity", "comprehendmedical", "compute-optimizer", "datasync", "discovery", "dms", "ds-data", "dynamodb", "ebs", "ecr", "ecs", "firehose", "gamelift", "healthlake", "iam", "identitystore", "iotfleetwise", "iottwinmaker", "iotwireless", "kinesisanalytics", "kms", "lambda", "medical-imaging", "network-firewall", "omics", "payment-cryptography", "polly", "pricing", "rbin", "rekognition", "route53", "s3", "scheduler", "servicediscovery", "servicequotas", "ses", "shield", "sms-voice", "sqs", "ssm-contacts", "storagegateway", "textract", "transcribe", "transfer", "workmail"]),
};

/** Actions of those services that do not send them. */
export const KEY_SERVICES_EXCEPT: ReadonlySet<string> = new Set(["iam:PassRole"]);

/** Actions without aws:ResourceAccount, aws:ResourceOrgID and aws:ResourceOrgPaths. */
export const NO_RESOURCE_OWNER_KEYS: ReadonlySet<string> = new Set([
  "auditmanager:UpdateAssessmentFrameworkShare",
  "detective:AcceptInvitation",
  "ds:AcceptSharedDirectory",
  "ebs:*",
  "ec2:AcceptTransitGatewayPeeringAttachment",
  "ec2:AcceptVpcEndpointConnections",
  "ec2:AcceptVpcPeeringConnection",
  "ec2:CreateTransitGatewayPeeringAttachment",
  "ec2:CreateVpcEndpoint",
  "ec2:CreateVpcPeeringConnection",
  "events:PutEvents",
  "guardduty:AcceptAdministratorInvitation",
  "macie2:AcceptInvitation",
  "es:AcceptInboundConnection",
  "route53:AssociateVpcWithHostedZone",
  "route53:CreateVPCAssociationAuthorization",
  "securityhub:AcceptAdministratorInvitation",
]);
