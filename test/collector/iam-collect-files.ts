/** A directory as iam-collect's documentation lays it out; the fields are AWS's own names, for the documentation has none. */
export type Files = Readonly<Record<string, unknown>>;

export const ONE = '111122223333';
export const ROLE = `arn:aws:iam::${ONE}:role/app`;
const allow = (action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
});
const QUEUE = `arn:aws:sqs:eu-west-1:${ONE}:orders`;
const at = (path: string): string => `aws/aws/accounts/${ONE}/${path}`;
const organization = (path: string): string => `aws/aws/organizations/o-cakes/${path}`;

export const IAM_COLLECT: Files = {
  [at('iam/role/app/metadata.json')]: { arn: ROLE, path: '/', permissionsBoundary: null },
  [at('iam/role/app/trust-policy.json')]: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  [at('iam/role/app/inline-policies.json')]: [{ PolicyName: 'own', PolicyDocument: allow('sqs:SendMessage') }],
  [at('iam/role/app/managed-policies.json')]: [`arn:aws:iam::${ONE}:policy/Read`],
  [at('iam/role/app/tags.json')]: { team: 'bakers' },
  [at('iam/user/ann/metadata.json')]: {
    arn: `arn:aws:iam::${ONE}:user/ann`,
    permissionsBoundary: null,
    groups: ['bakers'],
  },
  [at('iam/user/ann/inline-policies.json')]: [],
  [at('iam/user/ann/managed-policies.json')]: [],
  [at('iam/user/ann/tags.json')]: [],
  [at('iam/group/bakers/metadata.json')]: { arn: `arn:aws:iam::${ONE}:group/bakers` },
  [at('iam/group/bakers/inline-policies.json')]: { own: allow('sqs:ReceiveMessage') },
  [at('iam/group/bakers/managed-policies.json')]: [],
  [at('iam/policy/read/metadata.json')]: { arn: `arn:aws:iam::${ONE}:policy/Read` },
  [at('iam/policy/read/policy.json')]: allow('sqs:GetQueueUrl'),
  [at('s3/eu-west-1/cakes/metadata.json')]: { name: 'cakes' },
  [at('s3/eu-west-1/cakes/policy.json')]: {},
  [at('sqs/eu-west-1/queue/orders/metadata.json')]: { arn: QUEUE, kmsMasterKeyId: null },
  [at('sqs/eu-west-1/queue/orders/policy.json')]: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:PurgeQueue', Resource: QUEUE }],
  },
  [at('sqs/eu-west-1/queue/orders/tags.json')]: {},
  [organization('metadata.json')]: {
    rootId: 'r-1',
    managementAccountId: '999988887777',
    policyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  },
  [organization('accounts.json')]: [{ id: ONE, name: 'shop', parentId: 'ou-1' }],
  [organization('ous/ou-1/metadata.json')]: { name: 'shops', parentId: 'r-1' },
  [organization('scps/p-1/metadata.json')]: { name: 'guard', targets: ['r-1', 'ou-1', ONE] },
  [organization('scps/p-1/policy.json')]: allow('*'),
};
