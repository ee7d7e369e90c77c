/** Lines as `apoc.export.json.all` writes them, of nodes and relationships as Cartography's schema documents them. */
export const ONE = '111122223333';
export type Line = Readonly<Record<string, unknown>>;

export const ROLE = `arn:aws:iam::${ONE}:role/app`;
export const QUEUE = `arn:aws:sqs:eu-west-1:${ONE}:orders`;
const INLINE = `${ROLE}/inline_policy/own`;
const MANAGED = `arn:aws:iam::${ONE}:policy/Read`;

export const node = (id: string, labels: readonly string[], properties: Line): Line => {
  return { type: 'node', id, labels, properties: { lastupdated: 1, ...properties } };
};
let edges = 0;
export const edge = (label: string, start: string, end: string): Line => {
  return { id: `${++edges}`, type: 'relationship', label, start: { id: start }, end: { id: end } };
};

export const STATEMENT = node('6', ['AWSPolicyStatement'], {
  id: `${INLINE}/statements/send`,
  effect: 'Allow',
  action: ['sqs:SendMessage'],
  resource: ['*'],
  sid: 'send',
  condition: '{"Bool":{"aws:SecureTransport":"true"}}',
});
export const DUMP: readonly Line[] = [
  node('0', ['AWSAccount', 'Tenant'], { id: ONE, name: 'shop', inscope: true }),
  node('1', ['AWSAccount'], { id: '444455556666', foreign: true }),
  node('2', ['AWSPrincipal', 'AWSRole'], { id: ROLE, arn: ROLE, name: 'app', path: '/', roleid: 'AROAAPP' }),
  node('3', ['AWSPrincipal', 'AWSUser'], { arn: `arn:aws:iam::${ONE}:user/ann`, name: 'ann', userid: 'AIDAANN' }),
  node('4', ['AWSGroup', 'AWSPrincipal'], { arn: `arn:aws:iam::${ONE}:group/bakers`, name: 'bakers' }),
  node('5', ['AWSInlinePolicy', 'AWSPolicy'], { id: INLINE, name: 'own', type: 'inline' }),
  STATEMENT,
  node('7', ['AWSManagedPolicy', 'AWSPolicy'], { id: MANAGED, arn: MANAGED, name: 'Read', type: 'managed' }),
  node('8', ['AWSPolicyStatement'], {
    id: `${MANAGED}/statements/1`,
    effect: 'Deny',
    notaction: ['sqs:*'],
    notresource: [`${QUEUE}-dead`],
  }),
  node('9', ['S3Bucket'], { id: 'cakes', name: 'cakes', arn: 'arn:aws:s3:::cakes', region: 'eu-west-1' }),
  node('10', ['S3PolicyStatement'], {
    id: 'cakes/policy_statement/1/',
    bucket: 'cakes',
    policy_version: '2012-10-17',
    effect: 'Allow',
    action: ['s3:GetObject'],
    resource: ['arn:aws:s3:::cakes/${aws:username}/*'],
    principal: `{"AWS":"${ROLE}"}`,
    condition: '{"Bool":{"aws:SecureTransport":"true"}}',
  }),
  node('11', ['SQSQueue'], { id: QUEUE, arn: QUEUE, name: 'orders', region: 'eu-west-1' }),
  node('12', ['EC2Instance'], { id: 'i-1', region: 'eu-west-1' }),
  ...['2', '3', '4', '9', '11', '12'].map((id) => edge('RESOURCE', '0', id)),
  edge('POLICY', '2', '5'),
  edge('POLICY', '2', '7'),
  edge('STATEMENT', '5', '6'),
  edge('STATEMENTS', '7', '8'),
  edge('MEMBER_AWS_GROUP', '3', '4'),
  edge('TRUSTS_AWS_PRINCIPAL', '2', '3'),
];
export const linesOf = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
