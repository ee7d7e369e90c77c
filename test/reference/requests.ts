import fc from 'fast-check';
import { withDerivedKeys } from '../../answers/simulate/caller.ts';
import { parseOperator } from '../../domain/parse-policy.ts';
import type { Condition, NamedPolicy, PrincipalEntry, Statement } from '../../domain/policy.ts';
import type { AccessRequest, ContextValue, KmsGrant, PolicySet, RequestFacts } from '../../domain/request.ts';
import { principalOf } from '../dsl.ts';

/** Small pools, so that statements meet requests often. */
const HOME = '111122223333';
const OTHER = '444455556666';

const CALLERS = [
  `user/alice@${HOME}`,
  `role/app#s1@${HOME}`,
  `role/app@${HOME}`,
  `session/app/s1@${HOME}`,
  `role/team/app#s1@${OTHER}`,
  `federated-user/bob@${HOME}`,
  `root@${HOME}`,
  `root@${OTHER}`,
  `assumed-root@${HOME}`,
  `user/bob@${OTHER}`,
  'service/sns.amazonaws.com',
  `federated/arn:aws:iam::${HOME}:saml-provider/Corp`,
  'anonymous',
];

const ASKS = [
  { action: 's3:GetObject', resource: { arn: 'arn:aws:s3:::logs/a', account: HOME } },
  { action: 's3:DeleteBucketPolicy', resource: { arn: 'arn:aws:s3:::logs', account: HOME } },
  { action: 'sqs:SendMessage', resource: { arn: `arn:aws:sqs:us-east-1:${HOME}:orders` } },
  { action: 'sns:Publish', resource: { arn: `arn:aws:sns:us-east-1:${OTHER}:news` } },
  { action: 'kms:Decrypt', resource: { arn: `arn:aws:kms:us-east-1:${HOME}:key/k` } },
  { action: 'kms:RetireGrant', resource: { arn: `arn:aws:kms:us-east-1:${HOME}:key/k` } },
  { action: 'sts:AssumeRole', resource: { arn: `arn:aws:iam::${HOME}:role/app` } },
  { action: 'sts:AssumeRoleWithSAML', resource: { arn: `arn:aws:iam::${HOME}:role/app` } },
  { action: 'sts:SetSourceIdentity', resource: { arn: `arn:aws:iam::${HOME}:role/next` } },
  { action: 'lambda:InvokeFunction', resource: { arn: `arn:aws:lambda:us-east-1:${HOME}:function:f:prod` } },
  { action: 's3:ListAllMyBuckets', resource: { arn: '*' } },
];

const PRINCIPALS: readonly PrincipalEntry[] = [
  { kind: 'AWS', value: '*', bare: true },
  { kind: 'AWS', value: '*' },
  { kind: 'AWS', value: HOME },
  { kind: 'AWS', value: `arn:aws:iam::${OTHER}:root` },
  { kind: 'AWS', value: `arn:aws:iam::${HOME}:user/alice` },
  { kind: 'AWS', value: `arn:aws:iam::${HOME}:role/app` },
  { kind: 'AWS', value: `arn:aws:sts::${HOME}:assumed-role/app/s1` },
  { kind: 'AWS', value: `arn:aws:sts::${HOME}:federated-user/bob` },
  { kind: 'Service', value: 'sns.amazonaws.com' },
  { kind: 'Federated', value: `arn:aws:iam::${HOME}:saml-provider/Corp` },
  { kind: 'CanonicalUser', value: 'c1' },
];

const anyActions = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('*', 's3:*', 'sqs:*', 'sns:Pub*', 'kms:*', 'sts:*', 'lambda:*') },
  { weight: 1, arbitrary: fc.constantFrom('s3:Get*', '*:Get*', ...ASKS.map((one) => one.action)) },
);
const anyResource = fc.oneof(
  { weight: 4, arbitrary: fc.constant('*') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'arn:aws:s3:::logs*',
      'arn:aws:s3:::${aws:username}/*',
      'arn:aws:sqs',
      'arn:*:sqs:*:*:*',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ASKS.map((one) => one.resource.arn)) },
);
const only = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }).map((list) => ({ in: list })) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }).map((list) => ({ notIn: list })) },
  );

const anyCondition: fc.Arbitrary<Condition> = fc
  .record({
    operator: fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringLikeIfExists',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringLike',
      'ForAnyValue:StringEqualsIfExists',
      'Null',
      'Bool',
      'NumericLessThan',
      'ArnLike',
      'NotIpAddress',
    ),
    key: fc.constantFrom(
      'aws:PrincipalTag/team',
      'aws:TagKeys',
      'aws:SourceIp',
      'aws:PrincipalArn',
      'aws:MultiFactorAuthPresent',
    ),
    values: fc.array(
      fc.constantFrom(
        'red',
        'r*',
        'true',
        'false',
        '5',
        `arn:aws:iam::${HOME}:role/*`,
        '203.0.113.0/24',
        '${aws:username}',
      ),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ operator, key, values }) => ({ operator: parseOperator(operator), key, values }));

const statementOf = (withPrincipal: boolean, effect: fc.Arbitrary<Statement['effect']>): fc.Arbitrary<Statement> =>
  fc
    .record({
      effect,
      actions: only(anyActions),
      resources: only(anyResource),
      principals: withPrincipal ? only(fc.constantFrom(...PRINCIPALS)) : fc.constant(undefined),
      conditions: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(anyCondition, { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map(({ principals, ...rest }) => (principals === undefined ? rest : { ...rest, principals }));

const EFFECTS = fc.oneof(
  { weight: 7, arbitrary: fc.constant<Statement['effect']>('Allow') },
  { weight: 1, arbitrary: fc.constant<Statement['effect']>('Deny') },
);
export const anyDeny = (withPrincipal: boolean): fc.Arbitrary<Statement> =>
  statementOf(withPrincipal, fc.constant<Statement['effect']>('Deny'));

const RCP_DENY: fc.Arbitrary<Statement> = anyDeny(false).map((one) => ({
  ...one,
  principals: { in: [{ kind: 'AWS', value: '*', bare: true }] },
  actions: { in: ['s3:*'] },
}));

export const document = (name: string, statements: readonly Statement[]): NamedPolicy => ({
  name,
  document: { version: '2012-10-17', statements },
});

const policy = (statement: fc.Arbitrary<Statement>): fc.Arbitrary<NamedPolicy> =>
  fc.array(statement, { minLength: 1, maxLength: 3 }).map((list) => document('p', list));
const some = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { minLength: 1, maxLength });

export const anyCallerSide: fc.Arbitrary<NamedPolicy> = policy(statementOf(false, EFFECTS));
export const anyResourceSide: fc.Arbitrary<NamedPolicy> = policy(statementOf(true, EFFECTS));
export const anyRcp: fc.Arbitrary<NamedPolicy> = policy(RCP_DENY);

const anyLayers: fc.Arbitrary<PolicySet> = fc.record(
  {
    identity: some(anyCallerSide, 2),
    resource: some(anyResourceSide, 2),
    permissionsBoundary: some(anyCallerSide, 1),
    session: some(anyCallerSide, 2),
    scp: some(fc.array(anyCallerSide, { minLength: 1, maxLength: 2 }), 2),
    rcp: some(fc.array(anyRcp, { maxLength: 1 }), 2),
    vpcEndpoint: some(anyResourceSide, 1),
  },
  { requiredKeys: [] },
);

/** Caps and guardrails now and then only, or hardly anything would be allowed. */
const anyPolicies: fc.Arbitrary<PolicySet> = fc.oneof(
  { weight: 1, arbitrary: anyLayers },
  { weight: 2, arbitrary: anyLayers.map(({ identity = [], resource = [] }) => ({ identity, resource })) },
  { weight: 1, arbitrary: anyLayers.map(({ permissionsBoundary: _, scp: __, vpcEndpoint: ___, ...rest }) => rest) },
);

export const anyGrant: fc.Arbitrary<KmsGrant> = fc.record(
  {
    id: fc.constant('g'),
    grantee: fc.constantFrom(
      `arn:aws:iam::${HOME}:user/alice`,
      `arn:aws:iam::${HOME}:role/app`,
      `arn:aws:iam::${HOME}:root`,
    ),
    operations: fc.constantFrom(['Decrypt'], ['Decrypt', 'RetireGrant'], ['Encrypt']),
    issuingAccount: fc.constantFrom(`arn:aws:iam::${HOME}:root`, `arn:aws:iam::${OTHER}:root`),
  },
  { requiredKeys: ['id', 'grantee', 'operations'] },
);

const anyFacts: fc.Arbitrary<RequestFacts> = fc.record(
  {
    managementAccount: fc.boolean(),
    serviceLinkedRole: fc.boolean(),
    s3BlockPublicAccess: fc.boolean(),
    s3RestrictPublicBuckets: fc.boolean(),
    kmsGrants: fc.array(anyGrant, { maxLength: 2 }),
    roleCreatedBefore2022: fc.boolean(),
  },
  { requiredKeys: [] },
);

const anyContext: fc.Arbitrary<Readonly<Record<string, ContextValue>>> = fc.record(
  {
    'aws:PrincipalTag/team': fc.constantFrom('red', 'blue'),
    'aws:TagKeys': fc.array(fc.constantFrom('red', 'env', ''), { maxLength: 2 }),
    'aws:SourceIp': fc.constantFrom('203.0.113.9', '198.51.100.7'),
    'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

/** Requests of every form of caller, with every layer now and then. */
export const anyRequest: fc.Arbitrary<AccessRequest> = fc
  .record({
    caller: fc.constantFrom(...CALLERS),
    ask: fc.constantFrom(...ASKS),
    context: anyContext,
    policies: anyPolicies,
    facts: anyFacts,
  })
  .map(({ caller, ask, context, policies, facts }) =>
    withDerivedKeys({ principal: principalOf(caller), ...ask, context, policies, facts }),
  );
