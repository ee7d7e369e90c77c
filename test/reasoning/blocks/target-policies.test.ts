import { expect, it } from 'vitest';
import { coverageOf } from '../../../bench/organisation/coverage.ts';
import type { CoverageCell } from '../../../domain/gap.ts';
import type { Json } from '../../../domain/policy.ts';
import type { IamRole, Resource, S3Bucket, Snapshot, SqsQueue } from '../../../domain/snapshot.ts';
import { World } from '../../../reasoning/world.ts';
import { NOTHING } from '../../empty-snapshot.ts';
import { compareBlocks } from './compare-blocks.ts';

const HOME = '111111111111';
const ELSEWHERE = '222222222222';
const ACCOUNTS = [HOME, ELSEWHERE];

const policyOf = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
const role = (account: string, path: string, name: string, team: string): IamRole => ({
  arn: `arn:aws:iam::${account}:role${path}${name}`,
  account,
  name,
  path,
  uniqueId: `AROA${account}${name.toUpperCase()}`,
  inlinePolicies: [{ name: 'all', document: policyOf({ Effect: 'Allow', Action: '*', Resource: '*' }) }],
  attachedPolicies: [],
  tags: { team },
  trustPolicy: policyOf({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  }),
});
const bucket = (account: string, name: string, ...statements: readonly Json[]): S3Bucket => ({
  type: 'AWS::S3::Bucket',
  arn: `arn:aws:s3:::${name}`,
  account,
  region: 'eu-west-1',
  name,
  tags: {},
  acl: [],
  objectGrants: [],
  policy: { name: 'bucket', document: policyOf(...statements) },
});
const queue = (account: string, name: string, ...statements: readonly Json[]): SqsQueue => ({
  type: 'AWS::SQS::Queue',
  arn: `arn:aws:sqs:eu-west-1:${account}:${name}`,
  account,
  region: 'eu-west-1',
  name,
  tags: {},
  policy: { name: 'queue', document: policyOf(...statements) },
});
const worldOf = (
  roles: Snapshot['roles'],
  resources: readonly Resource[],
  isRead: (cell: CoverageCell) => boolean = () => true,
): World =>
  new World({
    ...NOTHING,
    accounts: ACCOUNTS.map((id) => ({ id, partition: 'aws' })),
    roles,
    resources,
    coverage: coverageOf(ACCOUNTS.map((account) => ({ account, environment: 'prod', unit: '' }))).filter(isRead),
  });

it('blocks tell callers apart by variables in what the policy of a target covers', () => {
  const roles = [HOME, ELSEWHERE].flatMap((account) => ['app', 'ops'].map((team) => role(account, '/', team, team)));
  const open = { Principal: { AWS: [HOME, ELSEWHERE] }, Action: 's3:*' };
  const { differences, compared } = compareBlocks(
    worldOf(roles, [
      bucket(HOME, 'data-app', {
        ...open,
        Effect: 'Allow',
        Resource: [
          'arn:aws:s3:::data-$' + '{aws:PrincipalTag/team}',
          'arn:aws:s3:::data-app/$' + '{aws:PrincipalTag/team}/*',
        ],
      }),
      bucket(HOME, 'logs-app', {
        ...open,
        Effect: 'Deny',
        NotResource: 'arn:aws:s3:::logs-$' + '{aws:PrincipalTag/team}*',
      }),
    ]),
    1,
    1,
  );
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(10);
});

it('a session of a role that nobody read may be of the role that the policy of a target names', () => {
  const session = `arn:aws:sts::${HOME}:assumed-role/app/s`;
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };
  const { differences, compared } = compareBlocks(
    worldOf(
      [{ ...role(HOME, '/', 'ops', 'ops'), inlinePolicies: [] }],
      [
        queue(HOME, 'of-session', { ...send, Principal: { AWS: session } }),
        queue(ELSEWHERE, 'of-role', { ...send, Principal: { AWS: `arn:aws:iam::${HOME}:role/path/app` } }),
      ],
      ({ account, service }) => account !== HOME || service !== 'iam',
    ),
    1,
    1,
  );
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(5);
});

/** A role whose sessions choose their tags. */
const choosing = (action: string, resource: string | readonly string[]) => ({
  ...role(HOME, '/', 'app', 'app'),
  tags: {},
  trustPolicy: policyOf({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${HOME}:root` },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
  }),
  inlinePolicies: [{ name: 'own', document: policyOf({ Effect: 'Allow', Action: action, Resource: resource }) }],
});

it('a name that a session chooses in one bucket says nothing of the objects in another, to a block nor to the engine', () => {
  const chooser = choosing('s3:*', 'arn:aws:s3:::other/${aws:PrincipalTag/team}/*');
  const { differences, verdicts } = compareBlocks(worldOf([chooser], [bucket(HOME, 'mine')]), 1, 1);
  expect(differences).toEqual([]);
  expect(verdicts['unknown']).toBeUndefined();
});

it('a variable that requests of some actions alone fill may stand in any name', () => {
  const named = ['arn:aws:sqs:eu-west-1', HOME, '${aws:RequestTag/team}'].join(':');
  const tagger = {
    ...role(HOME, '/', 'app', 'app'),
    inlinePolicies: [{ name: 'own', document: policyOf({ Effect: 'Allow', Action: 'sqs:*', Resource: named }) }],
  };
  const { differences } = compareBlocks(worldOf([tagger], [queue(HOME, 'mine'), queue(HOME, 'other')]), 1, 1);
  expect(differences).toEqual([]);
});

it('an entry whose variables cannot make it the name of a resource says nothing of it, to a block nor to the engine', () => {
  const chooser = choosing('sqs:*', [
    'arn:aws:sqs:*:*:theirs-${aws:PrincipalTag/team}-${aws:userid}',
    'arn:aws:sns:*:*:${aws:userid}${aws:PrincipalTag/team}',
  ]);
  const { differences, nothing } = compareBlocks(worldOf([chooser], [queue(HOME, 'mine')]), 1, 1);
  expect(differences).toEqual([]);
  expect(nothing).toBeGreaterThan(0);
});

it('blocks fill variables in what a policy of the caller covers with tags of each target', () => {
  const region = 'ap-northeast-1';
  const secret = (name: string, tags: Readonly<Record<string, string>>): Resource => ({
    type: 'AWS::SecretsManager::Secret',
    arn: `arn:aws:secretsmanager:${region}:${HOME}:secret:${name}-AbCdEf`,
    account: HOME,
    region,
    name,
    tags,
  });
  const ofItsTeam = 'arn:aws:secretsmanager:ap-*:*:secret:$' + '{aws:ResourceTag/team}*';
  const named = (name: string, ...policies: readonly (readonly Json[])[]): IamRole => ({
    ...role(HOME, '/', name, 'b'),
    inlinePolicies: policies.map((statements, at) => ({ name: `policy ${at}`, document: policyOf(...statements) })),
  });
  const all = { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' };
  const roles = [
    named('denied', [{ ...all, Effect: 'Deny', Resource: ofItsTeam }], [all]),
    named('allowed', [{ ...all, Resource: ofItsTeam }]),
  ];
  const secrets = [secret('x', {}), secret('b', { team: 'b' })];
  const { differences, alone } = compareBlocks(worldOf(roles, secrets), 1, 1);
  expect(differences).toEqual([]);
  // each has to be asked by itself
  expect(alone).toBe(4);
});
