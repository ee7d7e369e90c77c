import type { Language } from '../../answers/questions.ts';
import type { CanAnswer, Change, ExplainAnswer } from '../../domain/answer.ts';
import { BATCH, DOUBT, FINANCE, GRANT, HOP3, LEDGER, LEVELS, NODES, OFFICE, PROFILE, SCP, when } from './sample.ts';

const WITNESS = {
  principal: `arn:aws:sts::${FINANCE}:assumed-role/Hop3/tadori`,
  action: 'dynamodb:GetItem',
  resource: LEDGER,
  context: { 'aws:RequestedRegion': 'eu-west-1', 'aws:PrincipalOrgPaths': ['o-hbrpoig8f1/r-1/ou-1/'] },
  decision: 'allowed',
} as const;

export const can = (_: Language): CanAnswer => ({
  principal: HOP3,
  action: 'dynamodb:GetItem',
  resource: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  level: 'Read',
  verdict: 'allowed',
  proof: 'certified',
  by: [GRANT],
  blockedBy: [],
  alsoNeeds: [{ action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'allowed' }],
  witness: WITNESS,
  assumptions: [],
  nodes: NODES,
});

/** The layers let it through; the key does not. */
export const canNeed = (language: Language): CanAnswer => ({
  ...can(language),
  verdict: 'denied',
  by: [],
  alsoNeeds: [
    {
      action: 'kms:Decrypt',
      resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`,
      verdict: 'denied',
      blockedBy: ['resource', 'identity'],
      by: [],
    },
  ],
});

/** AWS lists more dependent actions than text has room for. */
export const canDependents = (language: Language): CanAnswer => {
  const { alsoNeeds: _, witness: __, ...answer } = can(language);
  const because = [{ rule: 57, text: 'of which resource it is asked depends on the call' }];
  const open = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'].map((name) => `dynamodb:${name}`);
  return {
    ...answer,
    action: 'dynamodb:RestoreTableToPointInTime',
    level: 'Write',
    mayNeed: [
      { action: 'dynamodb:BatchWriteItem', verdict: 'denied', because: [] },
      ...open.map((action) => ({ action, verdict: 'unknown' as const, because })),
      { action: 'dynamodb:UpdateItem', verdict: 'allowed', because: [] },
    ],
  };
};

/** An action that AWS does not list. */
export const canUnlisted = (language: Language): CanAnswer => ({
  ...canDenied(language),
  action: 'dynamodb:BrandNew',
  level: 'Unlisted',
  blockedBy: ['identity', 'resource'],
});

export const canDenied = (_: Language): CanAnswer => ({
  principal: HOP3,
  action: 'dynamodb:PutItem',
  resource: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  level: 'Write',
  verdict: 'denied',
  proof: 'certified',
  by: [],
  blockedBy: ['scp'],
  assumptions: [],
  nodes: NODES,
});

export const canUnknown = (language: Language): CanAnswer => ({
  ...canDenied(language),
  verdict: 'unknown',
  proof: 'pending',
  blockedBy: [],
  assumptions: [DOUBT],
});

export const canConditional = (language: Language): CanAnswer => ({
  ...can(language),
  verdict: 'conditional',
  proof: 'replayed',
  when: when(OFFICE, language),
});

const GRANTING = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:PutItem'], Resource: LEDGER },
    { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
  ],
};
const CUTTING = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Deny',
    Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Resource: '*',
    Condition: { ArnNotLike: { 'aws:PrincipalArn': BATCH.id } },
  },
};

const NOTHING = { items: [], complete: true } as const;
const KEY = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger` } as const;
const TAKE_AWAY: Change = { kind: 'removeAllow', layer: 'identity', policy: GRANT.policy, statement: GRANT };
const SMALLEST: readonly Change[] = [
  { kind: 'removeDeny', layer: 'scp', policy: SCP.policy, statement: SCP, level: 'prod-finance' },
  {
    kind: 'addAllow',
    layer: 'permissionsBoundary',
    policy: 'managed policy arn:aws:iam::646836788589:policy/HopBoundary',
    add: { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: LEDGER },
  },
  {
    kind: 'addAllow',
    layer: 'identity',
    add: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY.resource },
    besides: KEY,
  },
];

export const explain = (language: Language): ExplainAnswer => ({
  principal: HOP3,
  resource: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  columns: [
    {
      action: 'dynamodb:GetItem',
      level: 'Read',
      verdict: 'allowed',
      proof: 'certified',
      by: [GRANT],
      deniedBy: [],
      missing: [],
      blockedBy: [],
      alsoNeeds: [
        { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'allowed' },
      ],
      mayNeed: [{ action: 'ec2:DescribeVpcs', verdict: 'conditional', because: [] }],
      reasons: { items: [{ statements: [GRANT] }], complete: true },
      blocks: NOTHING,
      toAllow: NOTHING,
      toDeny: { items: [{ changes: [TAKE_AWAY], verdict: 'denied' }], complete: true },
      smallestChange: [],
      witness: WITNESS,
      assumptions: [],
      certificate: { hash: 'sha256:5c90e177ab', result: 'refuted', ms: 12, solver: 'Z3 4.13' },
    },
    {
      action: 'dynamodb:PutItem',
      level: 'Write',
      verdict: 'denied',
      proof: 'certified',
      by: [],
      deniedBy: [SCP],
      missing: ['permissionsBoundary'],
      blockedBy: ['scp', 'permissionsBoundary'],
      reasons: NOTHING,
      blocks: {
        items: [
          { obstacles: [{ kind: 'deny', statement: SCP, level: 'prod-finance' }] },
          { obstacles: [{ kind: 'noAllow', layer: 'permissionsBoundary' }] },
          {
            obstacles: [
              { kind: 'noAllow', layer: 'identity', besides: KEY },
              { kind: 'unmet', key: 'aws:PrincipalTag/team', besides: KEY },
            ],
          },
        ],
        complete: true,
      },
      toAllow: {
        items: [
          { changes: SMALLEST, verdict: 'allowed', except: { ArnNotEquals: { 'aws:PrincipalArn': HOP3 } } },
          {
            changes: [...SMALLEST.slice(0, 2), { kind: 'meetCondition', key: 'aws:PrincipalTag/team', besides: KEY }],
            verdict: 'conditional',
            when: when(OFFICE, language),
          },
        ],
        complete: false,
      },
      toDeny: NOTHING,
      smallestChange: SMALLEST,
      assumptions: [],
    },
  ],
  layers: [
    {
      layer: 'identity',
      policies: [`inline policy h of ${HOP3}`],
      effects: [
        { effect: 'allows', by: [GRANT] },
        { effect: 'allows', by: [GRANT] },
      ],
    },
    {
      layer: 'resource',
      policies: [`policy of ${LEDGER}`],
      effects: [
        { effect: 'silent', by: [] },
        { effect: 'silent', by: [] },
      ],
    },
    {
      layer: 'session',
      policies: [],
      reason: 'absent',
      effects: [
        { effect: 'noLimit', by: [] },
        { effect: 'noLimit', by: [] },
      ],
    },
    {
      layer: 'scp',
      level: 'Root',
      policies: ['SCP FullAWSAccess (p-FullAWSAccess)', 'SCP DenyLeaveOrg (p-1)'],
      effects: [
        { effect: 'allows', by: [{ layer: 'scp', policy: 'SCP FullAWSAccess (p-FullAWSAccess)', index: 0, level: 0 }] },
        { effect: 'allows', by: [{ layer: 'scp', policy: 'SCP FullAWSAccess (p-FullAWSAccess)', index: 0, level: 0 }] },
      ],
    },
    {
      layer: 'scp',
      level: 'prod-finance',
      policies: ['SCP NoFinanceWritesExceptBatch (p-mrvjy5g5)'],
      effects: [
        { effect: 'allows', by: [] },
        { effect: 'cuts', by: [SCP] },
      ],
    },
  ],
  policies: [
    {
      layer: 'identity',
      policy: `inline policy h of ${HOP3}`,
      role: 'grants',
      document: GRANTING,
      statements: [{ index: 0, actions: ['dynamodb:GetItem'] }],
      of: 2,
    },
    {
      layer: 'scp',
      policy: 'SCP NoFinanceWritesExceptBatch (p-mrvjy5g5)',
      role: 'cuts',
      document: CUTTING,
      statements: [{ index: 0, actions: ['dynamodb:PutItem'] }],
      of: 1,
    },
  ],
  gaps: [],
  policiesRead: 8,
  dataVersion: 'iam-data 0.21.202609261',
  levels: LEVELS,
  nodes: NODES,
});
