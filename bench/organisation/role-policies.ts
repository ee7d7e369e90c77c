import type { Json } from '../../domain/policy.ts';
import type { ManagedPolicy } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { ENVIRONMENTS, TEAMS } from './names.ts';

const document = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });

/** What teams write: some actions of a service on things of a name. */
const USES: readonly (readonly [actions: readonly string[], resource: (name: string) => string])[] = [
  [['s3:GetObject', 's3:ListBucket'], (name) => `arn:aws:s3:::${name}*`],
  [['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], (name) => `arn:aws:s3:::${name}-data*/*`],
  [['dynamodb:GetItem', 'dynamodb:Query'], (name) => `arn:aws:dynamodb:*:*:table/${name}*`],
  [['dynamodb:*'], (name) => `arn:aws:dynamodb:*:*:table/${name}-*`],
  [['sqs:SendMessage', 'sqs:GetQueueAttributes'], (name) => `arn:aws:sqs:*:*:${name}*`],
  [['sqs:ReceiveMessage', 'sqs:DeleteMessage'], (name) => `arn:aws:sqs:ap-northeast-1:*:${name}-jobs*`],
  [['sns:Publish'], (name) => `arn:aws:sns:*:*:${name}*`],
  [['secretsmanager:GetSecretValue'], (name) => `arn:aws:secretsmanager:*:*:secret:${name}/*`],
  [['lambda:InvokeFunction'], (name) => `arn:aws:lambda:*:*:function:${name}*`],
  [['kms:Decrypt', 'kms:GenerateDataKey'], () => 'arn:aws:kms:*:*:key/*'],
  [['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], (name) => `arn:aws:ecr:*:*:repository/${name}*`],
  [['kinesis:GetRecords', 'kinesis:GetShardIterator'], (name) => `arn:aws:kinesis:*:*:stream/${name}*`],
  [['events:PutEvents'], (name) => `arn:aws:events:*:*:event-bus/${name}*`],
  [['backup:StartRestoreJob', 'backup:Describe*'], (name) => `arn:aws:backup:*:*:backup-vault:${name}*`],
];

const CONDITIONS: readonly (Json | undefined)[] = [
  undefined,
  undefined,
  undefined,
  { StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.0/25'] } },
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'aws:SourceVpce': ['vpce-0a1b2c3d4e5f60718', 'vpce-0f1e2d3c4b5a69788'] } },
];

/** An inline policy, one of several hundred that teams have copied from each other. */
export function inlinePolicy(dice: Dice, team: string, environment: string): Json {
  const statements = Array.from({ length: 1 + dice.below(3) }, (): Json => {
    const [actions, resource] = dice.favourite(USES);
    const name = dice.pick([`${team}-${environment}`, `${team}-`, `*-${environment}-${team}`]);
    const condition = dice.pick(CONDITIONS);
    return {
      Effect: 'Allow',
      Action: actions,
      Resource: resource(name),
      ...(condition === undefined ? {} : { Condition: condition }),
    };
  });
  return document(...statements, ...(dice.chance(0.15) ? [deny(dice)] : []));
}

const deny = (dice: Dice): Json => ({
  Sid: 'Never',
  Effect: 'Deny',
  Action: dice.pick([['s3:DeleteObject*'], ['dynamodb:DeleteTable', 'dynamodb:DeleteBackup'], ['kms:*Grant']]),
  Resource: dice.pick(['*', `arn:aws:s3:::*-${dice.pick(ENVIRONMENTS)}-*`]),
});

const SAME_TEAM = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };

/** Access by tags: equal tags, unequal ones denied, and names that hold the caller's tag. */
const BY_TAGS: readonly Json[] = [
  document({
    Sid: 'SameTeam',
    Effect: 'Allow',
    Action: ['dynamodb:*Item', 'sqs:*', 'secretsmanager:GetSecretValue', 'lambda:InvokeFunction', 'kms:Decrypt'],
    Resource: '*',
    Condition: SAME_TEAM,
  }),
  document(
    { Sid: 'Wide', Effect: 'Allow', Action: ['s3:*', 'sns:*', 'kinesis:*', 'ecr:*'], Resource: '*' },
    {
      Sid: 'OtherTeams',
      Effect: 'Deny',
      Action: ['s3:*', 'sns:*', 'kinesis:*', 'ecr:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
    },
  ),
  document({
    Sid: 'NamedForTeam',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::${aws:PrincipalTag/team}-*', 'arn:aws:s3:::${aws:PrincipalTag/team}-*/*'],
  }),
  document({
    Sid: 'NamedForTeamAndEnvironment',
    Effect: 'Allow',
    Action: ['dynamodb:Query', 'dynamodb:GetItem'],
    Resource: 'arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}-${aws:PrincipalTag/env}*',
    Condition: SAME_TEAM,
  }),
];

export const policyByTags = (dice: Dice): Json => dice.pick(BY_TAGS);

const BOUNDARIES: readonly (readonly [name: string, document: Json])[] = [
  [
    'developers',
    document({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'kms:Schedule*'], Resource: '*' }),
  ],
  [
    'readers',
    document({
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*', 'ec2:Describe*', 'rds:Describe*', 'dynamodb:*', 'sqs:*', 'kms:Decrypt'],
      Resource: '*',
    }),
  ],
  [
    'tokyo',
    document({
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } },
    }),
  ],
  [
    'team',
    document(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Sid: 'OtherTeams',
        Effect: 'Deny',
        Action: ['dynamodb:*', 'secretsmanager:*'],
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
      },
    ),
  ],
  [
    'data',
    document({
      Effect: 'Allow',
      Action: ['s3:*', 'dynamodb:*', 'kinesis:*', 'kms:*', 'sqs:*', 'sns:*'],
      Resource: '*',
    }),
  ],
];

const boundaryArn = (account: string, name: string): string => `arn:aws:iam::${account}:policy/boundary-${name}`;

export const boundaryOf = (dice: Dice, account: string): string => boundaryArn(account, dice.favourite(BOUNDARIES)[0]);

export const boundariesIn = (account: string): readonly ManagedPolicy[] =>
  BOUNDARIES.map(([name, policy]) => ({
    arn: boundaryArn(account, name),
    account,
    name: `boundary-${name}`,
    awsManaged: false,
    document: policy,
  }));

export const teamOf = (dice: Dice): string => dice.favourite(TEAMS);
