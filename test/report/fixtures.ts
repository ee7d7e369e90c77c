import { SCOPE_LINE } from '../../answers/open-snapshot.ts';
import type {
  CypherAnswer,
  Language,
  ProvedSnapshot,
  Status,
  TakenSnapshot,
  Verification,
} from '../../answers/questions.ts';
import { conditionWords } from '../../answers/words/condition-words.ts';
import type {
  AnswerHop,
  AnswerPath,
  CanAnswer,
  ExplainAnswer,
  NodeInfo,
  OrdinaryCaller,
  PathsAnswer,
  WhatCanAnswer,
  WhoCanAnswer,
  WhoCanResult,
} from '../../domain/answer.ts';
import type { Formula } from '../../domain/formula.ts';
import type { StatementRef } from '../../domain/policy.ts';
import { all, test } from '../words/conditions.ts';

const FINANCE = '646836788589';
const LAKE = '417056316757';
const RECIPES = '590776722117';
export const LEDGER = `arn:aws:dynamodb:eu-west-1:${FINANCE}:table/finance-ledger`;
export const HOP3 = `arn:aws:iam::${FINANCE}:role/Hop3`;
const HOP2 = `arn:aws:iam::${RECIPES}:role/Hop2`;
const HOP1 = `arn:aws:iam::${LAKE}:role/Hop1`;
const SSO = `arn:aws:iam::${LAKE}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_LakeHop_0123456789abcdef`;
const SET = `permissionset:arn:aws:sso:::permissionSet/ssoins-1/ps-1@${LAKE}`;

const node = (id: string, kind: NodeInfo['kind'], name: string, more: Partial<NodeInfo> = {}): NodeInfo => ({
  id,
  kind,
  name,
  ...more,
});
const lake = { account: LAKE, accountName: 'data-lake' };
const finance = {
  account: FINANCE,
  accountName: 'prod-finance',
  guardrails: ['EuropeOnly', 'NoFinanceWritesExceptBatch'],
};

const ANN = node('person:ann@cakes.example', 'person', 'ann.alyst', { department: 'Analytics', active: true });
const PAUL = node('person:paul@cakes.example', 'person', 'paul.patissier', { department: 'Bakery', active: true });
const LARRY = node('person:larry@cakes.example', 'person', 'lone.larry', { employment: 'contractor', active: false });
const MARY = node('person:mary@cakes.example', 'person', 'mary.berry');
const YUKI = node('person:yuki@cakes.example', 'person', '佐藤 由紀', { department: '経理部', active: true });
const BATCH = node(`arn:aws:iam::${FINANCE}:role/LedgerBatch`, 'role', 'LedgerBatch', finance);

const byId = (...nodes: readonly NodeInfo[]): Readonly<Record<string, NodeInfo>> =>
  Object.fromEntries(nodes.map((one) => [one.id, one]));

const NODES = byId(
  ANN,
  PAUL,
  LARRY,
  MARY,
  YUKI,
  BATCH,
  node('ssogroup:analysts', 'directoryGroup', 'Analysts'),
  node(SET, 'permissionSet', 'LakeHop', lake),
  node(SSO, 'ssoRole', 'AWSReservedSSO_LakeHop_0123456789abcdef', lake),
  node(HOP1, 'role', 'Hop1', lake),
  node(HOP2, 'role', 'Hop2', { account: RECIPES, accountName: 'prod-recipes' }),
  node(HOP3, 'role', 'Hop3', finance),
  node(LEDGER, 'resource', 'finance-ledger', { ...finance, type: 'AWS::DynamoDB::Table' }),
);

const PROFILE: OrdinaryCaller = { secureTransport: true, signed: true, at: '2026-11-22T06:00:00Z', region: 'resource' };
const ref = (
  layer: StatementRef['layer'],
  policy: string,
  index = 0,
  more: Partial<StatementRef> = {},
): StatementRef => ({
  layer,
  policy,
  index,
  ...more,
});
const SCP = ref('scp', 'SCP NoFinanceWritesExceptBatch (p-mrvjy5g5)', 0, { level: 3 });
const GRANT = ref('identity', `inline policy h of ${HOP3}`);

type Proven = Partial<Pick<AnswerHop, 'verdict' | 'proof' | 'when' | 'crossesAccount' | 'assumptions'>>;
const hop = (
  kind: AnswerHop['kind'],
  from: string,
  to: string,
  technique: string | undefined,
  by: readonly StatementRef[],
  more: Proven = {},
): AnswerHop => ({
  kind,
  from,
  to,
  ...(technique === undefined ? {} : { technique }),
  verdict: 'allowed',
  proof: 'certified',
  by,
  ...more,
});

const when = (formula: Formula, language: Language) => ({ text: conditionWords(formula, language), formula });
const trust = (role: string): StatementRef => ref('resource', `trust policy of ${role}`);
const assumes = (from: string, to: string, more: Proven = {}): AnswerHop =>
  hop('assumes', from, to, 'sts:AssumeRole', [ref('identity', `inline policy hop of ${from}`), trust(to)], more);

const lastHops = (from: string): readonly AnswerHop[] => [
  assumes(from, HOP1),
  assumes(HOP1, HOP2, { crossesAccount: true }),
  assumes(HOP2, HOP3, { crossesAccount: true }),
  hop('canAct', HOP3, LEDGER, undefined, [GRANT]),
];
const intoLake: readonly AnswerHop[] = [
  hop('federatesTo', SET, SSO, 'Identity Center sign-in', [trust(SSO)]),
  ...lastHops(SSO),
];
const path = (hops: readonly AnswerHop[], more: Partial<AnswerPath> = {}): AnswerPath => ({
  hops,
  verdict: 'allowed',
  proof: 'certified',
  now: true,
  chained: true,
  ...more,
});
const throughGroup = (person: NodeInfo, more: Partial<AnswerPath> = {}): AnswerPath =>
  path(
    [
      hop('memberOf', person.id, 'ssogroup:analysts', 'group membership', []),
      hop('assigned', 'ssogroup:analysts', SET, 'Identity Center assignment', []),
      ...intoLake,
    ],
    more,
  );

const result = (subject: NodeInfo, paths: readonly AnswerPath[], more: Partial<WhoCanResult> = {}): WhoCanResult => ({
  subject,
  principal: HOP3,
  scope: { kind: 'whole', pattern: LEDGER, except: [], sample: LEDGER },
  actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
  conditionalActions: [],
  unknownActions: [],
  alsoNeeds: [{ action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'allowed' }],
  cuts: [{ actions: ['dynamodb:PutItem'], layers: ['scp'], by: [SCP] }],
  verdict: 'allowed',
  proof: 'certified',
  assumptions: [],
  paths,
  ...more,
});

const GAPS = [
  {
    account: FINANCE,
    region: 'eu-west-1',
    service: 'dynamodb',
    call: 'GetResourcePolicy',
    status: 'denied',
    target: 'board-minutes',
    detail: 'AccessDeniedException',
  },
  { account: LAKE, region: '', service: 'organizations', call: 'ListPolicies', status: 'throttled' },
] as const;

const LEVELS = { Read: 16, List: 2, Write: 35, 'Permissions management': 2, Tagging: 2 };
const OFFICE = all(
  test('IpAddress', 'aws:SourceIp', '203.0.113.0/24'),
  test('Bool', 'aws:MultiFactorAuthPresent', 'true'),
);
const DOUBT = { rule: 29, text: 'whether a role session shows MFA as absent or false is not documented' };

export const whoCan = (language: Language): WhoCanAnswer => ({
  resource: LEDGER,
  asked: ['read'],
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: false,
  gaps: GAPS,
  results: [
    result(ANN, [throughGroup(ANN)]),
    result(PAUL, [throughGroup(PAUL)]),
    result(LARRY, [
      path([hop('assigned', LARRY.id, SET, 'Identity Center assignment', []), ...intoLake], { now: false }),
    ]),
    result(YUKI, [throughGroup(YUKI, { verdict: 'conditional', when: when(OFFICE, language) })], {
      verdict: 'conditional',
      actions: [],
      conditionalActions: [{ actions: ['dynamodb:GetItem', 'dynamodb:Scan'], when: when(OFFICE, language) }],
      cuts: [],
      proof: 'replayed',
    }),
    result(BATCH, [], {
      principal: BATCH.id,
      actions: [],
      unknownActions: [{ actions: ['dynamodb:Query'], reasons: [DOUBT] }],
      scope: {
        kind: 'part',
        pattern: `${LEDGER}/index/*`,
        except: [`${LEDGER}/index/audit`],
        sample: `${LEDGER}/index/a`,
      },
      alsoNeeds: [
        { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'unknown' },
      ],
      verdict: 'unknown',
      proof: 'pending',
      assumptions: [DOUBT],
      cuts: [],
    }),
  ],
  without: [MARY.id],
  looksOpen: [
    {
      principal: HOP1,
      statement: ref('resource', `policy of ${LEDGER}`, 1, { sid: 'Lake' }),
      missing: ['identity'],
    },
  ],
  levels: LEVELS,
  levelOf: {
    'dynamodb:GetItem': 'Read',
    'dynamodb:Scan': 'Read',
    'dynamodb:Query': 'Read',
    'dynamodb:PutItem': 'Write',
  },
  nodes: NODES,
});

/** Nobody, and everything was read. */
export const whoCanNobody = (language: Language): WhoCanAnswer => ({
  ...whoCan(language),
  complete: true,
  gaps: [],
  results: [],
  looksOpen: [],
  without: [ANN.id, PAUL.id],
});

export const whatCan = (language: Language): WhatCanAnswer => ({
  subject: ANN,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: true,
  gaps: [],
  results: [
    {
      resource: LEDGER,
      principal: HOP3,
      scope: { kind: 'whole', pattern: LEDGER, except: [], sample: LEDGER },
      actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
      conditionalActions: [],
      unknownActions: [],
      verdict: 'allowed',
      proof: 'certified',
      paths: [throughGroup(ANN)],
    },
    {
      resource: 'arn:aws:s3:::cake-photos',
      principal: HOP1,
      scope: { kind: 'part', pattern: 'arn:aws:s3:::cake-photos/*', except: [], sample: 'arn:aws:s3:::cake-photos/a' },
      actions: ['s3:GetObject'],
      conditionalActions: [
        { actions: ['s3:PutObject'], when: when(test('StringEquals', 'aws:SourceVpce', 'vpce-1'), language) },
      ],
      unknownActions: [],
      alsoNeeds: [],
      verdict: 'conditional',
      proof: 'replayed',
      paths: [],
    },
  ],
  levelOf: { 'dynamodb:GetItem': 'Read', 'dynamodb:Scan': 'Read', 's3:GetObject': 'Read', 's3:PutObject': 'Write' },
  nodes: NODES,
});

export const paths = (language: Language): PathsAnswer => ({
  from: YUKI.id,
  to: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: true,
  gaps: [],
  paths: [
    throughGroup(YUKI),
    path(
      [
        assumes(YUKI.id, HOP3, {
          verdict: 'unknown',
          proof: 'pending',
          when: when(OFFICE, language),
          assumptions: [DOUBT],
        }),
      ],
      {
        verdict: 'unknown',
        proof: 'pending',
        when: when(OFFICE, language),
        chained: false,
        now: false,
      },
    ),
  ],
  nodes: NODES,
});

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
  verdict: 'allowed',
  proof: 'certified',
  by: [GRANT],
  blockedBy: [],
  alsoNeeds: [{ action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'allowed' }],
  witness: WITNESS,
  assumptions: [],
});

export const canDenied = (_: Language): CanAnswer => ({
  principal: HOP3,
  action: 'dynamodb:PutItem',
  resource: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  verdict: 'denied',
  proof: 'certified',
  by: [],
  blockedBy: ['scp'],
  assumptions: [],
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

export const explain = (_: Language): ExplainAnswer => ({
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
      smallestChange: [
        {
          kind: 'removeDeny',
          layer: 'scp',
          policy: 'SCP NoFinanceWritesExceptBatch (p-mrvjy5g5)',
          statement: SCP,
          level: 'prod-finance',
        },
        {
          kind: 'addAllow',
          layer: 'permissionsBoundary',
          policy: 'managed policy arn:aws:iam::646836788589:policy/HopBoundary',
        },
      ],
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
        { effect: 'allows', by: [] },
        { effect: 'allows', by: [] },
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

export const cypher = (_: Language): CypherAnswer => ({
  engine: 'ladybug 0.19',
  columns: ['name', 'n', 'list'],
  rows: [
    ['Hop1', 2, ['a', 'b']],
    ['佐藤', null, { x: 1 }],
  ],
  truncated: true,
});

export const taken: TakenSnapshot = {
  snapshot: 'b41d07e2c901',
  accounts: 6,
  principals: 61,
  resources: 40,
  gaps: GAPS,
};

export const proved: ProvedSnapshot = {
  snapshot: 'b41d07e2c901',
  pairs: 2440,
  accesses: 310,
  hops: 57,
  claims: { distinct: 120, certified: 110, replayed: 6, pending: 4 },
  unknown: 3,
  seconds: 4.26,
  store: 'embedded',
};

export const verification: Verification = {
  snapshot: 'b41d07e2c901',
  checked: 120,
  failed: [{ claim: 'sha256:00ff', problem: 'the witness is denied by the reference interpreter' }],
};

export const status: Status = {
  snapshot: 'b41d07e2c901',
  takenAt: '2026-11-22T06:00:00Z',
  source: 'sample',
  store: 'memory',
  cypher: false,
  accounts: 6,
  principals: 61,
  resources: 40,
  people: 7,
  gaps: 2,
  proof: { certified: 110, replayed: 6, pending: 4 },
};

export const found: readonly NodeInfo[] = [NODES[LEDGER] ?? ANN, ANN];

/** A name that tries to drive the terminal, the spreadsheet, the Markdown viewer. */
export const HOSTILE_NAME = '=1+1|\u001b[2J\u009b31m\u202e[x](https://evil.example)<img src=x>\n# h';
export const hostileWhoCan = (language: Language): WhoCanAnswer => {
  const answer = whoCan(language);
  const hostile = { ...ANN, name: HOSTILE_NAME };
  return {
    ...answer,
    nodes: { ...answer.nodes, [ANN.id]: hostile },
    results: answer.results.map((one) => (one.subject.id === ANN.id ? { ...one, subject: hostile } : one)),
  };
};
