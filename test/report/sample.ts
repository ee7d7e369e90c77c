import type { Language } from '../../answers/questions.ts';
import { conditionWords } from '../../answers/words/condition-words.ts';
import type { AnswerHop, AnswerPath, NodeInfo, OrdinaryCaller, WhoCanResult } from '../../domain/answer.ts';
import type { Formula } from '../../domain/formula.ts';
import type { StatementRef } from '../../domain/policy.ts';
import { all, test } from '../words/conditions.ts';

export const FINANCE = '646836788589';
const LAKE = '417056316757';
const RECIPES = '590776722117';
export const LEDGER = `arn:aws:dynamodb:eu-west-1:${FINANCE}:table/finance-ledger`;
export const HOP3 = `arn:aws:iam::${FINANCE}:role/Hop3`;
const HOP2 = `arn:aws:iam::${RECIPES}:role/Hop2`;
export const HOP1 = `arn:aws:iam::${LAKE}:role/Hop1`;
const SSO = `arn:aws:iam::${LAKE}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_LakeHop_0123456789abcdef`;
export const SET = `permissionset:arn:aws:sso:::permissionSet/ssoins-1/ps-1@${LAKE}`;

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

export const ANN = node('person:ann@cakes.example', 'person', 'ann.alyst', { department: 'Analytics', active: true });
export const PAUL = node('person:paul@cakes.example', 'person', 'paul.patissier', {
  department: 'Bakery',
  active: true,
});
export const LARRY = node('person:larry@cakes.example', 'person', 'lone.larry', {
  employment: 'contractor',
  active: false,
});
export const MARY = node('person:mary@cakes.example', 'person', 'mary.berry');
export const YUKI = node('person:yuki@cakes.example', 'person', '佐藤 由紀', { department: '経理部', active: true });
export const BATCH = node(`arn:aws:iam::${FINANCE}:role/LedgerBatch`, 'role', 'LedgerBatch', finance);

const byId = (...nodes: readonly NodeInfo[]): Readonly<Record<string, NodeInfo>> =>
  Object.fromEntries(nodes.map((one) => [one.id, one]));

export const NODES = byId(
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

export const PROFILE: OrdinaryCaller = {
  secureTransport: true,
  signed: true,
  at: '2026-11-22T06:00:00Z',
  region: 'resource',
};
export const ref = (
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
export const SCP = ref('scp', 'SCP NoFinanceWritesExceptBatch (p-mrvjy5g5)', 0, { level: 3 });
export const GRANT = ref('identity', `inline policy h of ${HOP3}`);

export type Proven = Partial<Pick<AnswerHop, 'verdict' | 'proof' | 'when' | 'crossesAccount' | 'assumptions'>>;
export const hop = (
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

export const when = (formula: Formula, language: Language) => ({ text: conditionWords(formula, language), formula });
const trust = (role: string): StatementRef => ref('resource', `trust policy of ${role}`);
export const assumes = (from: string, to: string, more: Proven = {}): AnswerHop =>
  hop('assumes', from, to, 'sts:AssumeRole', [ref('identity', `inline policy hop of ${from}`), trust(to)], more);

const lastHops = (from: string): readonly AnswerHop[] => [
  assumes(from, HOP1),
  assumes(HOP1, HOP2, { crossesAccount: true }),
  assumes(HOP2, HOP3, { crossesAccount: true }),
  hop('canAct', HOP3, LEDGER, undefined, [GRANT]),
];
export const intoLake: readonly AnswerHop[] = [
  hop('federatesTo', SET, SSO, 'Identity Center sign-in', [trust(SSO)]),
  ...lastHops(SSO),
];
export const path = (hops: readonly AnswerHop[], more: Partial<AnswerPath> = {}): AnswerPath => ({
  hops,
  verdict: 'allowed',
  proof: 'certified',
  now: true,
  chained: true,
  ...more,
});
export const throughGroup = (person: NodeInfo, more: Partial<AnswerPath> = {}): AnswerPath =>
  path(
    [
      hop('memberOf', person.id, 'ssogroup:analysts', 'group membership', []),
      hop('assigned', 'ssogroup:analysts', SET, 'Identity Center assignment', []),
      ...intoLake,
    ],
    more,
  );

export const WHOLE = { kind: 'whole', pattern: LEDGER, except: [], sample: LEDGER } as const;

export const result = (
  subject: NodeInfo,
  paths: readonly AnswerPath[],
  more: Partial<WhoCanResult> = {},
): WhoCanResult => ({
  subject,
  principal: HOP3,
  scope: WHOLE,
  actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
  conditionalActions: [],
  unknownActions: [],
  by: [GRANT],
  alsoNeeds: [{ action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'allowed' }],
  cuts: [{ actions: ['dynamodb:PutItem'], layers: ['scp'], by: [SCP] }],
  verdict: 'allowed',
  proof: 'certified',
  assumptions: [],
  paths,
  ...more,
});

export const GAPS = [
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

export const LEVELS = { Read: 16, List: 2, Write: 37, 'Permissions management': 2, Tagging: 0 };
export const OFFICE = all(
  test('IpAddress', 'aws:SourceIp', '203.0.113.0/24'),
  test('Bool', 'aws:MultiFactorAuthPresent', 'true'),
);
export const DOUBT = { rule: 29, text: 'whether a role session shows MFA as absent or false is not documented' };
