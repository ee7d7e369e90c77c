import type { Principal } from '../../domain/principal.ts';
import type { RequestFacts } from '../../domain/request.ts';

export const A = '111122223333';
export const B = '444455556666';
const user = (account: string, path: string): Principal => ({
  kind: 'user',
  partition: 'aws',
  account,
  arn: `arn:aws:iam::${account}:user/${path}`,
});
const role = (account: string, path: string, sessionName = 's1'): Principal => ({
  kind: 'roleSession',
  partition: 'aws',
  account,
  roleName: path.slice(path.lastIndexOf('/') + 1),
  roleArn: `arn:aws:iam::${account}:role/${path}`,
  sessionName,
});

export interface Form {
  readonly name: string;
  readonly principal: Principal;
  readonly facts?: RequestFacts;
}

/** The principal forms of spec table A, each at home (A) or outside (B) of the resource's account. */
export const FORMS: readonly Form[] = [
  { name: 'user', principal: user(A, 'team/ann') },
  { name: 'roleSession', principal: role(A, 'app') },
  {
    name: 'serviceLinkedRole',
    principal: role(A, 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'),
    facts: { serviceLinkedRole: true },
  },
  {
    name: 'federatedUser',
    principal: {
      kind: 'federatedUser',
      partition: 'aws',
      account: A,
      name: 'fed',
      user: `arn:aws:iam::${A}:user/team/ann`,
    },
  },
  { name: 'root', principal: { kind: 'root', partition: 'aws', account: A } },
  {
    name: 'assumedRoot',
    principal: { kind: 'assumedRoot', partition: 'aws', account: A },
  },
  { name: 'managementUser', principal: user(A, 'team/ann'), facts: { managementAccount: true } },
  { name: 'service', principal: { kind: 'service', name: 'lambda.amazonaws.com' } },
  { name: 'anonymous', principal: { kind: 'anonymous' } },
  {
    name: 'identityCenter',
    principal: role(A, 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Set_0123456789abcdef', 'ann'),
  },
  { name: 'foreignUser', principal: user(B, 'bob') },
  { name: 'foreignRole', principal: role(B, 'guest') },
  { name: 'foreignRoot', principal: { kind: 'root', partition: 'aws', account: B } },
  {
    name: 'oidcCaller',
    principal: { kind: 'federated', provider: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com` },
  },
  { name: 'samlCaller', principal: { kind: 'federated', provider: `arn:aws:iam::${A}:saml-provider/Okta` } },
];

export interface Place {
  readonly action: string;
  readonly arn: string;
}

const TARGET_ROLE = `arn:aws:iam::${A}:role/target`;
export const PLACES: readonly Place[] = [
  { action: 's3:GetObject', arn: 'arn:aws:s3:::cakes/recipes/sacher.txt' },
  { action: 's3:PutObject', arn: 'arn:aws:s3:::cakes/home/ann/x' },
  { action: 's3:ListBucket', arn: 'arn:aws:s3:::cakes' },
  { action: 's3:PutBucketPolicy', arn: 'arn:aws:s3:::cakes' },
  { action: 'dynamodb:GetItem', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger` },
  { action: 'dynamodb:Query', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger/index/by-day` },
  { action: 'dynamodb:PartiQLSelect', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger` },
  { action: 'kms:Decrypt', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'kms:ScheduleKeyDeletion', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'kms:CreateGrant', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'sqs:SendMessage', arn: `arn:aws:sqs:eu-west-1:${A}:orders` },
  { action: 'sqs:SetQueueAttributes', arn: `arn:aws:sqs:eu-west-1:${A}:orders` },
  { action: 'sns:Publish', arn: `arn:aws:sns:eu-west-1:${A}:events` },
  { action: 'lambda:InvokeFunction', arn: `arn:aws:lambda:eu-west-1:${A}:function:f` },
  { action: 'lambda:InvokeFunctionUrl', arn: `arn:aws:lambda:eu-west-1:${A}:function:f` },
  { action: 'lambda:GetLayerVersion', arn: `arn:aws:lambda:eu-west-1:${A}:layer:l:3` },
  { action: 's3:ListAllMyBuckets', arn: '*' },
  { action: 'secretsmanager:GetSecretValue', arn: `arn:aws:secretsmanager:eu-west-1:${A}:secret:oven-AbCdEf` },
  { action: 'sts:AssumeRole', arn: TARGET_ROLE },
  { action: 'sts:AssumeRole', arn: TARGET_ROLE },
  { action: 'sts:TagSession', arn: TARGET_ROLE },
  { action: 'sts:SetSourceIdentity', arn: TARGET_ROLE },
  { action: 'iam:PassRole', arn: TARGET_ROLE },
];
/** Services with a closed list of actions that cross accounts, with documents of their own, or with none. */
export const FURTHER_PLACES: readonly Place[] = [
  { action: 's3express:CreateSession', arn: `arn:aws:s3express:eu-west-1:${A}:bucket/b--euw1-az1--x-s3` },
  { action: 's3tables:GetTableData', arn: `arn:aws:s3tables:eu-west-1:${A}:bucket/b/table/t` },
  { action: 'ecr:BatchGetImage', arn: `arn:aws:ecr:eu-west-1:${A}:repository/oven` },
  { action: 'elasticfilesystem:ClientMount', arn: `arn:aws:elasticfilesystem:eu-west-1:${A}:file-system/fs-1` },
  { action: 'execute-api:Invoke', arn: `arn:aws:execute-api:eu-west-1:${A}:api/prod/GET/cakes` },
  { action: 'events:PutEvents', arn: `arn:aws:events:eu-west-1:${A}:event-bus/orders` },
  { action: 'kinesis:PutRecord', arn: `arn:aws:kinesis:eu-west-1:${A}:stream/sales` },
  { action: 'glue:GetTable', arn: `arn:aws:glue:eu-west-1:${A}:table/lake/cakes` },
  { action: 'es:ESHttpGet', arn: `arn:aws:es:eu-west-1:${A}:domain/search/cakes` },
  { action: 'aoss:APIAccessAll', arn: `arn:aws:aoss:eu-west-1:${A}:collection/x1` },
  { action: 'backup:CopyIntoBackupVault', arn: `arn:aws:backup:eu-west-1:${A}:backup-vault:nightly` },
  { action: 'codeartifact:ReadFromRepository', arn: `arn:aws:codeartifact:eu-west-1:${A}:repository/d/r` },
  { action: 'cloudtrail:StartQuery', arn: `arn:aws:cloudtrail:eu-west-1:${A}:eventdatastore/e` },
  { action: 'kafka:DescribeCluster', arn: `arn:aws:kafka:eu-west-1:${A}:cluster/c/u` },
  { action: 'ec2:CreateVolume', arn: 'arn:aws:ec2:eu-west-1::snapshot/snap-1' },
  { action: 'ec2:RunInstances', arn: 'arn:aws:ec2:eu-west-1::image/ami-1' },
  { action: 'codebuild:BatchGetProjects', arn: `arn:aws:codebuild:eu-west-1:${A}:project/bake` },
  { action: 'codebuild:BatchGetBuildBatches', arn: `arn:aws:codebuild:eu-west-1:${A}:project/bake` },
  { action: 'sagemaker:CreateModelPackage', arn: `arn:aws:sagemaker:eu-west-1:${A}:model-package/cakes/1` },
  { action: 'ssm:GetParameter', arn: `arn:aws:ssm:eu-west-1:${A}:parameter/till/key` },
  { action: 'ssm:SendCommand', arn: `arn:aws:ssm:eu-west-1:${A}:document/restart` },
  { action: 'rds:CopyDBSnapshot', arn: `arn:aws:rds:eu-west-1:${A}:snapshot:nightly` },
  { action: 'rds:RestoreDBClusterFromSnapshot', arn: `arn:aws:rds:eu-west-1:${A}:cluster-snapshot:nightly` },
  { action: 'lambda:AddPermission', arn: `arn:aws:lambda:eu-west-1:${A}:function:f` },
  { action: 'es:UpdateDomainConfig', arn: `arn:aws:es:eu-west-1:${A}:domain/search` },
  { action: 'aoss:DeleteCollection', arn: `arn:aws:aoss:eu-west-1:${A}:collection/x1` },
  { action: 'glue:StartJobRun', arn: `arn:aws:glue:eu-west-1:${A}:job/bake` },
];

/** Every service of whose rules docs/semantics.md speaks. */
export const SERVICES: readonly string[] = [
  ...new Set([...PLACES, ...FURTHER_PLACES].map(({ action }) => action.slice(0, action.indexOf(':')))),
];

const SIGN_INS: readonly Place[] = [
  { action: 'sts:AssumeRoleWithSAML', arn: TARGET_ROLE },
  { action: 'sts:AssumeRoleWithWebIdentity', arn: TARGET_ROLE },
  { action: 'sts:TagSession', arn: TARGET_ROLE },
];

/** A SAML assertion cannot be used as a token, nor the reverse. */
export const signIns = (provider: string): readonly Place[] =>
  SIGN_INS.filter(({ action }) => !action.endsWith(provider.includes(':saml-provider/') ? 'WebIdentity' : 'SAML'));
