import type { Json } from '../../domain/policy.ts';
import type { Account, OrganizationalUnit, OrganizationPolicy } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { ENVIRONMENTS, type Environment, ORGANIZATION, type Place, REGIONS, sortedBy } from './names.ts';

const ROOT = 'r-scale';
const TOP: readonly (readonly [unit: string, environment?: Environment])[] = [
  ['workloads'],
  ['data', 'prod'],
  ['security', 'prod'],
  ['sandbox', 'sandbox'],
];
const BELOW: readonly (readonly [unit: string, environment: Environment])[] = [
  ['prod', 'prod'],
  ['stage', 'stage'],
  ['dev', 'dev'],
  ['regulated', 'prod'],
];
const idOf = (unit: string): string => `ou-scale-${unit}`;

const EVERY_UNIT: readonly OrganizationalUnit[] = [
  ...TOP.map(([name]) => ({ id: idOf(name), name, parent: ROOT })),
  ...BELOW.map(([name]) => ({ id: idOf(name), name, parent: idOf('workloads') })),
];
export const UNITS = sortedBy(EVERY_UNIT, ({ id }) => id);

const LEAVES = [...TOP.filter(([, environment]) => environment !== undefined), ...BELOW];

/** The first account is the management account; it stands in the root. */
export function placesOf(dice: Dice, count: number): readonly Place[] {
  return Array.from({ length: count }, (_, index): Place => {
    const account = String(100_000_000_000 + index * 1_000_003 + dice.below(1000));
    if (index === 0) return { account, environment: 'prod', unit: ROOT };
    const [unit, environment = 'prod'] = dice.pick(LEAVES);
    return { account, environment, unit: idOf(unit) };
  });
}

export const accountsOf = (places: readonly Place[]): readonly Account[] =>
  places.map(({ account, unit }, index) => ({
    id: account,
    partition: 'aws',
    name: index === 0 ? 'management' : `${unit.replace(/^ou-scale-/, '')}-${index}`,
    parent: unit,
    status: 'ACTIVE',
    s3PublicAccessBlock: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: index % 10 !== 9,
    },
  }));

export const organizationOf = ([management]: readonly Place[]) => ({
  id: ORGANIZATION,
  rootId: ROOT,
  managementAccount: management?.account ?? '',
  enabled: ['scp', 'rcp'] as const,
});

type Attached = readonly [name: string, type: 'scp' | 'rcp', targets: readonly string[], statements: readonly Json[]];

/** What AWS attaches everywhere, and what is closed at the root, in units and in some accounts. */
export function guardrails(dice: Dice, places: readonly Place[]): readonly OrganizationPolicy[] {
  const everywhere = [ROOT, ...UNITS.map(({ id }) => id), ...places.map(({ account }) => account)].sort();
  const open = everywhere.filter((target) => target !== idOf('sandbox'));
  const own = places.slice(1).flatMap(({ account }) => (dice.chance(0.2) ? [forAccount(dice, account)] : []));
  const list: readonly Attached[] = [
    ['FullAWSAccess', 'scp', open, [{ Effect: 'Allow', Action: '*', Resource: '*' }]],
    ['RCPFullAWSAccess', 'rcp', everywhere, [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]],
    ...AT_THE_ROOT,
    ...OF_UNITS,
    ...own,
  ];
  const policies = list.map(([name, type, targets, statements]) => ({
    id: `p-${name}`,
    name,
    type,
    awsManaged: /FullAWSAccess$/.test(name),
    targets,
    document: { Version: '2012-10-17', Statement: statements },
  }));
  return sortedBy(policies, ({ id }) => id);
}

const NOT_PLATFORM = { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/platform/*' } };
const FOREIGN = {
  StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
};
const GUARDED = ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*'];

const AT_THE_ROOT: readonly Attached[] = [
  [
    'Regions',
    'scp',
    [ROOT],
    [
      {
        Sid: 'OtherRegions',
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*', 'organizations:*', 's3:ListAllMyBuckets', 'cloudfront:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': [...REGIONS, 'us-east-1'] }, ...NOT_PLATFORM },
      },
      { Sid: 'Leaving', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
    ],
  ],
  [
    'OnlyOurs',
    'rcp',
    [ROOT],
    [{ Sid: 'Strangers', Effect: 'Deny', Principal: '*', Action: GUARDED, Resource: '*', Condition: FOREIGN }],
  ],
];

const OF_UNITS: readonly Attached[] = [
  [
    'NoDeletes',
    'scp',
    [idOf('prod'), idOf('data')],
    [
      {
        Sid: 'Deletes',
        Effect: 'Deny',
        Action: [
          'dynamodb:DeleteTable',
          's3:DeleteBucket*',
          'kms:ScheduleKeyDeletion',
          'rds:Delete*',
          'sqs:DeleteQueue',
        ],
        Resource: '*',
        Condition: NOT_PLATFORM,
      },
    ],
  ],
  [
    'OwnTeam',
    'scp',
    [idOf('regulated')],
    [
      {
        Sid: 'OtherTeams',
        Effect: 'Deny',
        Action: ['secretsmanager:GetSecretValue', 'dynamodb:*Item', 'sqs:*Message*'],
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
          Null: { 'aws:ResourceTag/team': 'false' },
        },
      },
    ],
  ],
  [
    'SandboxServices',
    'scp',
    [idOf('sandbox')],
    [
      {
        Effect: 'Allow',
        Action: [
          's3:*',
          'dynamodb:*',
          'lambda:*',
          'sqs:*',
          'sns:*',
          'kms:*',
          'sts:*',
          'iam:Get*',
          'iam:List*',
          'logs:*',
        ],
        Resource: '*',
      },
    ],
  ],
  [
    'SecureTransport',
    'rcp',
    [idOf('data')],
    [
      {
        Sid: 'Plain',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:*', 'sqs:*'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
      },
    ],
  ],
  [
    'TeamsOfData',
    'rcp',
    [idOf('regulated')],
    [
      {
        Sid: 'OtherTeams',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 'secretsmanager:GetSecretValue'],
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
    ],
  ],
];

function forAccount(dice: Dice, account: string): Attached {
  const service = dice.pick(['lambda', 'kinesis', 'ecr', 'elasticfilesystem', 'backup', 'codeartifact']);
  const environment = dice.pick(ENVIRONMENTS);
  return [
    `Account${account}`,
    'scp',
    [account],
    [
      {
        Sid: 'Frozen',
        Effect: 'Deny',
        Action: [`${service}:Create*`, `${service}:Delete*`, `${service}:Put*`, `${service}:Update*`],
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/env': environment } },
      },
    ],
  ];
}
