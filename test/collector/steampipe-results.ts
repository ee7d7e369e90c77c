/** Rows as the documentation of Steampipe's AWS plugin names their columns; one result for each table. */
export const ONE = '111122223333';
const MAIN = '999988887777';
export type Row = Readonly<Record<string, unknown>>;

export const ROLE = `arn:aws:iam::${ONE}:role/app`;
export const QUEUE = `arn:aws:sqs:eu-west-1:${ONE}:orders`;
export const KEY = `arn:aws:kms:eu-west-1:${ONE}:key/k`;
const allow = (action: string): Row => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
});
const open = (principal: string): Row => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: '*', Resource: '*' }],
});
const common = { account_id: ONE, partition: 'aws', _ctx: { connection_name: 'aws' } };

export const ROLE_ROW: Row = {
  ...common,
  arn: ROLE,
  name: 'app',
  path: '/',
  role_id: 'AROAAPP',
  create_date: '2024-01-01T00:00:00Z',
  max_session_duration: 3600,
  permissions_boundary_arn: null,
  inline_policies: [{ PolicyName: 'own', PolicyDocument: allow('sqs:SendMessage') }],
  attached_policy_arns: [`arn:aws:iam::${ONE}:policy/Read`],
  assume_role_policy: open(`arn:aws:iam::${ONE}:root`),
  tags: { team: 'bakers' },
};
export const USER_ROW: Row = {
  ...common,
  arn: `arn:aws:iam::${ONE}:user/ann`,
  name: 'ann',
  path: '/',
  user_id: 'AIDAANN',
  permissions_boundary_arn: null,
  inline_policies: null,
  attached_policy_arns: null,
  groups: [{ Arn: `arn:aws:iam::${ONE}:group/bakers`, GroupName: 'bakers', Path: '/' }],
  tags: null,
};
export const POLICY_ROW: Row = {
  ...common,
  arn: `arn:aws:iam::${ONE}:policy/Read`,
  name: 'Read',
  policy_id: 'ANPAREAD',
  is_aws_managed: false,
  policy: allow('sqs:GetQueueUrl'),
};
export const QUEUE_ROW: Row = {
  ...common,
  queue_arn: QUEUE,
  queue_url: `https://sqs.eu-west-1.amazonaws.com/${ONE}/orders`,
  region: 'eu-west-1',
  policy: null,
  kms_master_key_id: null,
  sqs_managed_sse_enabled: true,
  redrive_policy: { deadLetterTargetArn: `${QUEUE}-dead`, maxReceiveCount: 3 },
  tags: null,
};
export const BUCKET_ROW: Row = {
  ...common,
  name: 'cakes',
  arn: 'arn:aws:s3:::cakes',
  region: 'eu-west-1',
  block_public_acls: true,
  block_public_policy: false,
  ignore_public_acls: true,
  restrict_public_buckets: true,
  acl: {
    Owner: { ID: 'owner' },
    Grants: [{ Grantee: { ID: 'owner', Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  },
  object_ownership_controls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  server_side_encryption_configuration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
  },
  policy: open(ROLE),
  tags: { team: 'bakers' },
};
export const THING_ROWS: readonly Row[] = [
  QUEUE_ROW,
  BUCKET_ROW,
  {
    ...common,
    id: 'k',
    arn: KEY,
    region: 'eu-west-1',
    key_manager: 'CUSTOMER',
    key_state: 'Enabled',
    aliases: [{ AliasName: 'alias/cakes' }],
    policy: open(ROLE),
    tags: null,
  },
  {
    ...common,
    name: 'bake',
    arn: `arn:aws:lambda:eu-west-1:${ONE}:function:bake`,
    region: 'eu-west-1',
    role: ROLE,
    policy: null,
    tags: null,
  },
  {
    ...common,
    name: 'ledger',
    arn: `arn:aws:dynamodb:eu-west-1:${ONE}:table/ledger`,
    region: 'eu-west-1',
    sse_description: null,
    tags: null,
  },
  {
    ...common,
    topic_arn: `arn:aws:sns:eu-west-1:${ONE}:news`,
    region: 'eu-west-1',
    kms_master_key_id: 'alias/aws/sns',
    policy: open(ROLE),
    tags: null,
  },
  {
    ...common,
    name: 's',
    arn: `arn:aws:secretsmanager:eu-west-1:${ONE}:secret:s-AbCdEf`,
    region: 'eu-west-1',
    kms_key_id: KEY,
    policy: null,
    tags: null,
  },
];

const called = (kind: string): string => `arn:aws:organizations::${MAIN}:${kind}`;
const caller = { account_id: MAIN, partition: 'aws' };
const guard = (target: string): Row => ({
  ...caller,
  arn: called('policy/o-cakes/service_control_policy/p-1'),
  id: 'p-1',
  name: 'guard',
  type: 'SERVICE_CONTROL_POLICY',
  aws_managed: false,
  content: allow('*'),
  target_id: target,
});
export const ORGANIZATION_ROWS: readonly Row[] = [
  {
    ...caller,
    id: 'r-1',
    arn: called('root/o-cakes/r-1'),
    name: 'Root',
    policy_types: [{ Status: 'ENABLED', Type: 'SERVICE_CONTROL_POLICY' }],
  },
  { ...caller, id: 'ou-1', arn: called('ou/o-cakes/ou-1'), name: 'shops', parent_id: 'r-1' },
  { ...caller, id: ONE, arn: called(`account/o-cakes/${ONE}`), name: 'shop', status: 'ACTIVE' },
  guard('r-1'),
  guard('ou-1'),
];
export const GUARD_OF_ACCOUNT = guard(ONE);

/** As version 0.24 and later print it. */
export const resultOf = (rows: readonly Row[], columns: readonly string[] = []): Row => ({
  columns: [...new Set([...columns, ...rows.flatMap((row) => Object.keys(row))])].map((name) => {
    return { name, data_type: 'text' };
  }),
  rows,
  metadata: { rows_returned: rows.length },
});

export const RESULTS: Readonly<Record<string, Row>> = {
  'roles.json': resultOf([ROLE_ROW]),
  'users.json': resultOf([USER_ROW]),
  'groups.json': resultOf([], ['arn', 'group_id', 'inline_policies']),
  'policies.json': resultOf([POLICY_ROW]),
  'things.json': resultOf(THING_ROWS),
};
