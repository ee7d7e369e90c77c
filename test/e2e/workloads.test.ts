import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { ANY_ROLE, type RoleEntitlement } from '../../domain/entitlement.ts';
import type { Json } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { allow, document, HOME, role, snapshotOf } from '../reasoning/two-accounts.ts';
import { got, type ProvedData, provedData, QUIET, whoCan } from './proved.ts';

const TABLE = `arn:aws:dynamodb:eu-west-1:${HOME}:table/cakes`;
const CLUSTER = `arn:aws:eks:eu-west-1:${HOME}:cluster/kitchen`;
const POOL = `arn:aws:cognito-identity:eu-west-1:${HOME}:identitypool/eu-west-1:1`;
const COGNITO = 'cognito-identity.amazonaws.com';

const trusting = (name: string, principal: Json, action: Json) =>
  role(name, allow('dynamodb:GetItem', TABLE), {
    trustPolicy: document({ Effect: 'Allow', Principal: principal, Action: action }),
  });

const POD: RoleEntitlement = {
  source: CLUSTER,
  principalKind: 'workload',
  principalId: `${CLUSTER}/shop/web`,
  role: `arn:aws:iam::${HOME}:role/pod`,
  through: 'pods.eks.amazonaws.com',
  rule: 'pod identity association a-1',
  fixes: { 'aws:RequestTag/kubernetes-namespace': 'shop' },
  closedTags: true,
};
const GUEST: RoleEntitlement = {
  source: POOL,
  principalKind: 'anyone',
  principalId: '',
  role: ANY_ROLE,
  through: COGNITO,
  rule: 'guests of identity pool eu-west-1:1, classic flow',
  fixes: { [`${COGNITO}:aud`]: 'eu-west-1:1', [`${COGNITO}:amr`]: ['unauthenticated'] },
  closedTags: true,
};

const SNAPSHOT: Snapshot = snapshotOf(
  {
    roles: [
      trusting('pod', { Service: 'pods.eks.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession']),
      trusting('guest', { Federated: COGNITO }, 'sts:AssumeRoleWithWebIdentity'),
    ],
    identitySources: [
      { id: CLUSTER, kind: 'eks', name: 'kitchen', closed: false, providers: [] },
      { id: POOL, kind: 'cognito', name: 'shop', closed: false, providers: [] },
    ],
    entitlements: [POD, GUEST],
    resources: [
      {
        type: 'AWS::DynamoDB::Table',
        arn: TABLE,
        account: HOME,
        region: 'eu-west-1',
        name: 'cakes',
        tags: {},
        indexes: [],
      },
    ],
  },
  'dynamodb:GetResourcePolicy',
  'dynamodb:DescribeTable',
);

describe('a snapshot with workloads and guests, stored, proved, loaded and asked', () => {
  let proved: ProvedData;
  let answer: WhoCanAnswer;

  beforeAll(async () => {
    proved = await provedData(SNAPSHOT);
    answer = await whoCan(proved.questions, TABLE);
  }, 120_000);
  afterAll(() => proved.close());

  const reaching = (start: string): readonly string[] =>
    answer.results
      .filter(({ subject, paths }) => subject.id === start || paths.some(({ hops }) => hops[0]?.from === start))
      .map(({ principal, verdict }) => `${principal.split('/').at(-1)} ${verdict}`);

  it('tells of the service account and of anyone, each by its role', () => {
    expect(reaching(`workload:${CLUSTER}/shop/web`)).toEqual(['pod allowed']);
    expect(reaching('anyone')).toEqual(['guest allowed']);
  });

  it('calls the service account by its name, and its cluster', () => {
    const subjects = answer.results.map(({ subject }) => subject);
    expect(subjects.find(({ kind }) => kind === 'workload')).toMatchObject({
      name: 'shop/web of kitchen',
      account: HOME,
    });
  });

  it('is verified: every stored record is right, and none is missing', async () => {
    const verified = got(await operationsAt({ data: proved.data, store: 'embedded' }).verify({}, QUIET));
    expect(verified).toMatchObject({ failed: [] });
  }, 120_000);
});
