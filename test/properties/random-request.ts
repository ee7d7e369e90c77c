import { parseOperator } from '../../domain/parse-policy.ts';
import type { Condition, NamedPolicy, Only, PolicyDocument, PrincipalEntry, Statement } from '../../domain/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import type {
  AccessRequest,
  ContextValue,
  KmsGrant,
  PolicySet,
  RequestContext,
  RequestFacts,
} from '../../domain/request.ts';

/** A small seeded generator (mulberry32): the same seed gives the same requests on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= x < 1 */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.roll() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.roll() * list.length)]!;
  }

  some<T>(list: readonly T[], probability: number): readonly T[] {
    return list.filter(() => this.chance(probability));
  }
}

const A = '111122223333';
const B = '444455556666';
const user = (account: string, path: string): Principal => ({
  kind: 'user',
  partition: 'aws',
  account,
  arn: `arn:aws:iam::${account}:user/${path}`,
});
const role = (account: string, path: string, sessionName = 's1'): Principal => ({
  kind: 'roleSession',
  partition: 'aws',
  account,
  roleName: path.slice(path.lastIndexOf('/') + 1),
  roleArn: `arn:aws:iam::${account}:role/${path}`,
  sessionName,
});

interface Form {
  readonly name: string;
  readonly principal: Principal;
  readonly facts?: RequestFacts;
}

/** The principal forms of spec table A, each at home (A) or outside (B) of the resource's account. */
export const FORMS: readonly Form[] = [
  { name: 'user', principal: user(A, 'team/ann') },
  { name: 'roleSession', principal: role(A, 'app') },
  {
    name: 'serviceLinkedRole',
    principal: role(A, 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'),
    facts: { serviceLinkedRole: true },
  },
  {
    name: 'federatedUser',
    principal: {
      kind: 'federatedUser',
      partition: 'aws',
      account: A,
      name: 'fed',
      user: `arn:aws:iam::${A}:user/team/ann`,
    },
  },
  { name: 'root', principal: { kind: 'root', partition: 'aws', account: A } },
  { name: 'managementUser', principal: user(A, 'team/ann'), facts: { managementAccount: true } },
  { name: 'service', principal: { kind: 'service', name: 'lambda.amazonaws.com' } },
  { name: 'anonymous', principal: { kind: 'anonymous' } },
  {
    name: 'identityCenter',
    principal: role(A, 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Set_0123456789abcdef', 'ann'),
  },
  { name: 'foreignUser', principal: user(B, 'bob') },
  { name: 'foreignRole', principal: role(B, 'guest') },
  { name: 'foreignRoot', principal: { kind: 'root', partition: 'aws', account: B } },
  {
    name: 'oidcCaller',
    principal: { kind: 'federated', provider: `arn:aws:iam::${A}:oidc-provider/token.actions.githubusercontent.com` },
  },
  { name: 'samlCaller', principal: { kind: 'federated', provider: `arn:aws:iam::${A}:saml-provider/Okta` } },
];

interface Place {
  readonly action: string;
  readonly arn: string;
}

const TARGET_ROLE = `arn:aws:iam::${A}:role/target`;
const PLACES: readonly Place[] = [
  { action: 's3:GetObject', arn: 'arn:aws:s3:::cakes/recipes/sacher.txt' },
  { action: 's3:PutObject', arn: 'arn:aws:s3:::cakes/home/ann/x' },
  { action: 's3:ListBucket', arn: 'arn:aws:s3:::cakes' },
  { action: 's3:PutBucketPolicy', arn: 'arn:aws:s3:::cakes' },
  { action: 'dynamodb:GetItem', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger` },
  { action: 'dynamodb:Query', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger/index/by-day` },
  { action: 'dynamodb:PartiQLSelect', arn: `arn:aws:dynamodb:eu-west-1:${A}:table/ledger` },
  { action: 'kms:Decrypt', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'kms:ScheduleKeyDeletion', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'kms:CreateGrant', arn: `arn:aws:kms:eu-west-1:${A}:key/k-1` },
  { action: 'sqs:SendMessage', arn: `arn:aws:sqs:eu-west-1:${A}:orders` },
  { action: 'sqs:SetQueueAttributes', arn: `arn:aws:sqs:eu-west-1:${A}:orders` },
  { action: 'sns:Publish', arn: `arn:aws:sns:eu-west-1:${A}:events` },
  { action: 'lambda:InvokeFunction', arn: `arn:aws:lambda:eu-west-1:${A}:function:f` },
  { action: 'secretsmanager:GetSecretValue', arn: `arn:aws:secretsmanager:eu-west-1:${A}:secret:oven-AbCdEf` },
  { action: 'sts:AssumeRole', arn: TARGET_ROLE },
  { action: 'sts:AssumeRole', arn: TARGET_ROLE },
  { action: 'sts:TagSession', arn: TARGET_ROLE },
  { action: 'sts:SetSourceIdentity', arn: TARGET_ROLE },
  { action: 'iam:PassRole', arn: TARGET_ROLE },
];
const SIGN_INS: readonly Place[] = [
  { action: 'sts:AssumeRoleWithSAML', arn: TARGET_ROLE },
  { action: 'sts:AssumeRoleWithWebIdentity', arn: TARGET_ROLE },
  { action: 'sts:TagSession', arn: TARGET_ROLE },
];

/** A SAML assertion cannot be used as a token, nor the reverse. */
const signIns = (provider: string): readonly Place[] =>
  SIGN_INS.filter(({ action }) => !action.endsWith(provider.includes(':saml-provider/') ? 'WebIdentity' : 'SAML'));

interface KeyPool {
  readonly key: string;
  readonly values: readonly ContextValue[];
  /** Operator -> policy values. */
  readonly tests: readonly (readonly [string, readonly string[]])[];
}

/** Keys with context values and the tests made of them; every operator family and every border case is among them. */
const KEYS: readonly KeyPool[] = [
  {
    key: 'aws:SourceIp',
    values: ['203.0.113.9', '198.51.100.1', '2001:db8::5'],
    tests: [
      ['IpAddress', ['203.0.113.0/24']],
      ['NotIpAddress', ['203.0.113.0/24', '2001:db8::/32']],
      ['IpAddress', ['198.51.100.1']],
    ],
  },
  {
    key: 'aws:SecureTransport',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['false']],
      ['Bool', ['true']],
      ['Null', ['true']],
    ],
  },
  {
    key: 'aws:MultiFactorAuthPresent',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['true']],
      ['BoolIfExists', ['false']],
      ['Bool', ['false']],
    ],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    values: ['10', '3600', '3600.5'],
    tests: [
      ['NumericLessThan', ['3600']],
      ['NumericGreaterThanEquals', ['3600']],
      ['NumericEquals', ['3600']],
      ['NumericNotEquals', ['10']],
      ['NumericLessThanEquals', ['10']],
      ['NumericGreaterThan', ['10']],
    ],
  },
  {
    key: 'aws:CurrentTime',
    values: ['2026-11-22T06:00:00Z', '2026-01-01T00:00:00Z'],
    tests: [
      ['DateGreaterThan', ['2026-06-01T00:00:00Z']],
      ['DateLessThanEquals', ['1767225600']],
      ['DateEquals', ['2026-01-01']],
      ['DateNotEquals', ['2026-01-01']],
      ['DateLessThan', ['2026-06-01T00:00:00Z']],
      ['DateGreaterThanEquals', ['2026-11-22T06:00:00Z']],
    ],
  },
  {
    key: 'aws:PrincipalOrgID',
    values: ['o-cakes12345', 'o-other67890'],
    tests: [
      ['StringEquals', ['o-cakes12345']],
      ['StringNotEquals', ['o-cakes12345']],
      ['StringNotEqualsIfExists', ['o-cakes12345']],
      ['StringEqualsIfExists', ['o-cakes12345']],
    ],
  },
  {
    key: 'aws:PrincipalOrgPaths',
    values: [['o-cakes12345/r-1/ou-1/'], ['o-cakes12345/r-1/ou-2/', 'o-cakes12345/r-1/'], []],
    tests: [
      ['ForAnyValue:StringLike', ['o-cakes12345/r-1/ou-1/*']],
      ['ForAllValues:StringLike', ['o-cakes12345/*']],
      ['ForAllValues:StringNotLike', ['*ou-1*']],
      ['ForAnyValue:StringNotEquals', ['o-cakes12345/r-1/']],
      ['ForAllValues:StringEquals', ['o-cakes12345/r-1/ou-1/']],
    ],
  },
  {
    key: 'aws:PrincipalTag/Team',
    values: ['patissier', 'Patissier', 'finance', ''],
    tests: [
      ['StringEquals', ['patissier']],
      ['StringEqualsIgnoreCase', ['PATISSIER']],
      ['StringNotEqualsIgnoreCase', ['finance']],
      ['StringLike', ['pat*', 'fin?nce']],
      ['StringNotLike', ['pat*']],
      ['StringEquals', ['${aws:ResourceTag/Team}']],
      ['StringNotEquals', ['${aws:ResourceTag/Team}']],
    ],
  },
  {
    key: 'aws:ResourceTag/Team',
    values: ['patissier', 'finance'],
    tests: [
      ['StringEquals', ['${aws:PrincipalTag/Team}']],
      ['StringNotEquals', ['${aws:PrincipalTag/team}']],
      ['StringEquals', ["${aws:PrincipalTag/Team, 'finance'}"]],
      ['StringLike', ['${aws:PrincipalTag/Team}*']],
    ],
  },
  {
    key: 'aws:TagKeys',
    values: [['Team'], ['Team', 'cost'], []],
    tests: [
      ['ForAllValues:StringEquals', ['Team', 'team']],
      ['ForAnyValue:StringEquals', ['cost']],
      ['Null', ['false']],
      ['Null', ['true']],
      ['ForAllValues:StringNotEquals', ['cost']],
    ],
  },
  {
    key: 'aws:RequestedRegion',
    values: ['eu-west-1', 'us-east-1', 'ap-northeast-1'],
    tests: [
      ['StringEquals', ['eu-west-1', 'us-east-1']],
      ['StringNotEquals', ['eu-west-1', 'us-east-1']],
    ],
  },
  {
    key: 'aws:PrincipalArn',
    values: [],
    tests: [
      ['ArnLike', [`arn:aws:iam::${A}:role/*`]],
      ['ArnEquals', [`arn:aws:iam::${A}:user/team/ann`]],
      ['ArnNotLike', [`arn:aws:iam::${A}:role/app`]],
      ['StringLike', ['arn:aws:iam::*:user/*']],
      ['ArnNotEquals', [`arn:aws:iam::${A}:root`]],
      ['ArnLike', ['arn:aws:iam::*:user/*']],
    ],
  },
  {
    key: 'aws:PrincipalAccount',
    values: [],
    tests: [
      ['StringEquals', [A]],
      ['StringNotEquals', [A]],
    ],
  },
  {
    key: 'aws:ResourceAccount',
    values: [],
    tests: [
      ['StringEquals', [A]],
      ['StringEquals', ['${aws:PrincipalAccount}']],
    ],
  },
  {
    key: 'aws:PrincipalIsAWSService',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['false']],
      ['BoolIfExists', ['false']],
      ['Bool', ['true']],
    ],
  },
  {
    key: 'aws:SourceArn',
    values: [`arn:aws:sns:eu-west-1:${A}:events`, `arn:aws:sns:eu-west-1:${B}:events`],
    tests: [
      ['ArnLike', [`arn:aws:sns:*:${A}:*`]],
      ['ArnEquals', [`arn:aws:sns:eu-west-1:${A}:events`]],
      ['StringEquals', [`arn:aws:sns:eu-west-1:${B}:events`]],
    ],
  },
  {
    key: 's3:prefix',
    values: ['home/ann/', '', 'home/bob'],
    tests: [
      ['StringLike', ['home/${aws:username}/*', '']],
      ['StringEquals', ['']],
      ['StringNotLike', ['home/*']],
      ['StringLike', ['home/${*}']],
    ],
  },
  {
    key: 'sts:ExternalId',
    values: ['cakes-4711'],
    tests: [
      ['StringEquals', ['cakes-4711']],
      ['Null', ['false']],
    ],
  },
  {
    key: 'kms:ViaService',
    values: ['s3.eu-west-1.amazonaws.com', 'dynamodb.eu-west-1.amazonaws.com'],
    tests: [
      ['StringEquals', ['s3.eu-west-1.amazonaws.com']],
      ['StringLike', ['dynamodb.*.amazonaws.com']],
    ],
  },
  { key: 'kms:EncryptionContext:app', values: ['lake', 'web'], tests: [['StringEquals', ['lake']]] },
  { key: 'test:Binary', values: ['QmFzZTY0', 'AAAA'], tests: [['BinaryEquals', ['QmFzZTY0']]] },
];

/** Odd things that stored text can hold: kept rare. */
const ODD_TESTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['StringEquals', 'aws:PrincipalOrgPaths', ['o-cakes12345/r-1/']],
  ['ForAnyValue:StringEqualsIfExists', 'aws:TagKeys', ['Team']],
  ['StringMatches', 'aws:PrincipalTag/Team', ['x']],
  ['NumericEquals', 'aws:MultiFactorAuthAge', ['10abc']],
  ['ForAllValues:StringEquals', 'aws:PrincipalTag/Team', ['patissier']],
  ['ForAnyValue:StringLike', 'aws:PrincipalTag/Team', ['p*']],
];

function randomCondition(dice: Dice): Condition {
  if (dice.chance(0.03)) {
    const [operator, key, values] = dice.pick(ODD_TESTS);
    return { operator: parseOperator(operator), key, values };
  }
  const pool = dice.pick(KEYS);
  const [operator, values] = dice.pick(pool.tests);
  const key = dice.chance(0.2) ? pool.key.toLowerCase() : pool.key;
  return { operator: parseOperator(operator), key, values };
}

function randomContext(dice: Dice): RequestContext {
  const context: Record<string, ContextValue> = {};
  for (const { key, values } of KEYS) {
    if (values.length > 0 && dice.chance(0.6)) context[key] = dice.pick(values);
  }
  // AWS sends the age only with MFA (see reasoning/data/key-relations.ts): other requests do not exist
  if (context['aws:MultiFactorAuthAge'] !== undefined) context['aws:MultiFactorAuthPresent'] = 'true';
  return context;
}

function actionPatterns(dice: Dice, action: string, hit: boolean): Only<string> {
  const [service = '', name = ''] = action.split(':');
  const hits = [
    action,
    `${service}:*`,
    '*',
    `${service.toUpperCase()}:${name.slice(0, 3)}*`,
    `${service}:${name.slice(0, -1)}?`,
  ];
  const misses = [`${service}:Other`, 'ec2:*', `${service}:${name}X`, `${service}:?`, `x${service}:*`];
  if (dice.chance(0.12)) return { notIn: hit ? [dice.pick(misses)] : [dice.pick(hits), dice.pick(misses)] };
  return { in: hit ? [dice.pick(misses), dice.pick(hits)] : [dice.pick(misses)] };
}

function resourcePatterns(dice: Dice, arn: string, hit: boolean): Only<string> {
  const parts = arn.split(':');
  const tail = parts.slice(5).join(':');
  const head = parts.slice(0, 5).join(':');
  const hits = [
    '*',
    arn,
    `${head}:${tail.slice(0, 3)}*`,
    `${head}:*`,
    `${arn.slice(0, -1)}?`,
    `arn:aws:${parts[2]}:*:*:${tail}`,
  ];
  const misses = [
    `${head}:${tail}?`,
    `${head}:nothing*`,
    `arn:aws:${parts[2]}:xx:*:*`,
    `${head}:\${aws:PrincipalTag/Team}/*`,
    `${head}:*/\${aws:username}/*`,
  ];
  if (dice.chance(0.12)) return { notIn: hit ? [dice.pick(misses.slice(0, 3))] : [dice.pick(hits)] };
  return { in: hit ? [dice.pick(hits)] : [dice.pick(misses)] };
}

interface Shape {
  readonly place: Place;
  /** Probability that a statement's action and resource fit. */
  readonly fit: number;
  readonly deny: number;
  readonly conditions: number;
  readonly principals?: (dice: Dice) => Only<PrincipalEntry>;
  readonly resources: boolean;
}

function randomStatement(dice: Dice, shape: Shape): Statement {
  const hit = dice.chance(shape.fit);
  const count = dice.chance(shape.conditions) ? (dice.chance(0.3) ? 2 : 1) : 0;
  const effect = dice.chance(shape.deny) ? 'Deny' : 'Allow';
  const principals = shape.principals?.(dice);
  const safe = principals !== undefined && 'notIn' in principals && effect === 'Allow' ? EVERYBODY : principals;
  return {
    effect,
    ...(safe === undefined ? {} : { principals: safe }),
    actions: actionPatterns(dice, shape.place.action, hit),
    ...(shape.resources ? { resources: resourcePatterns(dice, shape.place.arn, hit || dice.chance(0.3)) } : {}),
    conditions: Array.from({ length: count }, () => randomCondition(dice)),
  };
}

function randomDocument(dice: Dice, shape: Shape): PolicyDocument {
  const size = dice.chance(0.5) ? 1 : dice.chance(0.6) ? 2 : 3;
  return {
    version: dice.chance(0.9) ? '2012-10-17' : '2008-10-17',
    statements: Array.from({ length: size }, () => randomStatement(dice, shape)),
  };
}

const named = (dice: Dice, name: string, shape: Shape): NamedPolicy => ({
  name,
  document: randomDocument(dice, shape),
});

const EVERYBODY: Only<PrincipalEntry> = { in: [{ kind: 'AWS', value: '*', bare: true }] };

/** How a resource policy may speak of the caller: by every form, of somebody else, of everybody, or of all but. */
function randomPrincipals(dice: Dice, principal: Principal): Only<PrincipalEntry> {
  const own = namesOf(principal);
  if (dice.chance(0.04)) return { notIn: dice.some(own, 0.6) };
  const others: readonly PrincipalEntry[] = [
    { kind: 'AWS', value: `arn:aws:iam::${A}:role/somebody-else` },
    { kind: 'Service', value: 'ec2.amazonaws.com' },
    { kind: 'AWS', value: '777788889999' },
  ];
  if (dice.chance(0.15)) return EVERYBODY;
  return { in: dice.chance(0.8) && own.length > 0 ? [dice.pick(others), dice.pick(own)] : [dice.pick(others)] };
}

function namesOf(principal: Principal): readonly PrincipalEntry[] {
  const aws = (...values: readonly string[]): readonly PrincipalEntry[] =>
    values.map((value) => ({ kind: 'AWS', value }));
  switch (principal.kind) {
    case 'user':
      return aws(principal.arn, principal.account, `arn:aws:iam::${principal.account}:root`);
    case 'roleSession':
      return aws(
        principal.roleArn ?? '',
        `arn:aws:sts::${principal.account}:assumed-role/${principal.roleName}/${principal.sessionName ?? ''}`,
        `arn:aws:iam::${principal.account}:root`,
      );
    case 'federatedUser':
      return aws(
        principal.user ?? '',
        `arn:aws:sts::${principal.account}:federated-user/${principal.name}`,
        principal.account,
      );
    case 'root':
    case 'assumedRoot':
      return aws(principal.account, `arn:aws:iam::${principal.account}:root`);
    case 'service':
      return [{ kind: 'Service', value: principal.name }];
    case 'federated':
      return [{ kind: 'Federated', value: principal.provider }];
    case 'anonymous':
      return [];
  }
}

function randomPolicies(dice: Dice, place: Place, form: Form): PolicySet {
  const base: Shape = { place, fit: 0.85, deny: 0.07, conditions: 0.35, resources: true };
  const cap: Shape = { ...base, fit: 0.93, deny: 0.12, conditions: 0.2 };
  const trust = place.arn.includes(':role/') && place.action.startsWith('sts:');
  const hasAccount = 'account' in form.principal;
  const resource: Shape = {
    ...base,
    principals: (inner) => randomPrincipals(inner, form.principal),
    resources: !trust,
    fit: 0.9,
  };
  const level = (layer: string): readonly NamedPolicy[] => [
    named(dice, layer, { ...cap, conditions: 0.1, deny: 0.08 }),
    ...(dice.chance(0.5) ? [named(dice, `${layer}-2`, cap)] : []),
  ];
  const rcp = (): readonly NamedPolicy[] => [
    { name: 'rcp', document: { version: '2012-10-17', statements: [rcpStatement(dice, place)] } },
  ];
  return {
    ...(hasAccount && dice.chance(0.85)
      ? { identity: [named(dice, 'identity', base), ...(dice.chance(0.3) ? [named(dice, 'identity-2', base)] : [])] }
      : {}),
    ...(dice.chance(0.8) || trust ? { resource: [named(dice, 'resource', resource)] } : {}),
    ...(hasBoundary(form) && dice.chance(0.3) ? { permissionsBoundary: [named(dice, 'boundary', cap)] } : {}),
    ...(hasSession(form) && dice.chance(0.3) ? { session: [named(dice, 'session', cap)] } : {}),
    ...(dice.chance(0.35) ? { scp: [level('scp-root'), ...(dice.chance(0.4) ? [level('scp-account')] : [])] } : {}),
    ...(dice.chance(0.3) ? { rcp: [rcp(), ...(dice.chance(0.3) ? [rcp()] : [])] } : {}),
  };
}

const hasBoundary = ({ name, principal }: Form): boolean =>
  name !== 'serviceLinkedRole' && ['user', 'roleSession', 'federatedUser'].includes(principal.kind);
const hasSession = ({ name, principal }: Form): boolean =>
  name !== 'serviceLinkedRole' && ['roleSession', 'federatedUser'].includes(principal.kind);

/** RCPs can only deny, for everybody, with a service prefix. */
function rcpStatement(dice: Dice, place: Place): Statement {
  const [service = ''] = place.action.split(':');
  const hit = dice.chance(0.5);
  return {
    effect: 'Deny',
    principals: EVERYBODY,
    actions: { in: [hit ? dice.pick([place.action, `${service}:*`]) : `${service}:Other`] },
    resources: { in: ['*'] },
    conditions: dice.chance(0.8) ? [randomCondition(dice)] : [],
  };
}

function randomGrants(dice: Dice, principal: Principal): readonly KmsGrant[] {
  if (!('account' in principal) || dice.chance(0.6)) return [];
  const own =
    principal.kind === 'user'
      ? principal.arn
      : principal.kind === 'roleSession'
        ? (principal.roleArn ?? '')
        : `arn:aws:iam::${principal.account}:root`;
  return [
    {
      id: 'g',
      grantee: dice.chance(0.8) ? own : `arn:aws:iam::${A}:role/other`,
      operations: dice.chance(0.8) ? ['Decrypt', 'DescribeKey'] : ['Encrypt'],
      issuingAccount: dice.pick([A, B]),
      ...(dice.chance(0.4) ? { encryptionContextSubset: { app: 'lake' } } : {}),
    },
  ];
}

/** What AWS itself puts into every request of the principal. */
function derived(principal: Principal): RequestContext {
  const account = 'account' in principal ? { 'aws:PrincipalAccount': principal.account } : {};
  return { ...account, ...arnOf(principal), 'aws:ResourceAccount': A, ...nameOf(principal) };
}

function arnOf(principal: Principal): RequestContext {
  switch (principal.kind) {
    case 'user':
      return { 'aws:PrincipalArn': principal.arn };
    case 'roleSession':
      return { 'aws:PrincipalArn': principal.roleArn ?? '' };
    case 'root':
      return { 'aws:PrincipalArn': `arn:aws:iam::${principal.account}:root` };
    case 'federatedUser':
      return { 'aws:PrincipalArn': `arn:aws:sts::${principal.account}:federated-user/${principal.name}` };
    default:
      return {};
  }
}

const nameOf = (principal: Principal): RequestContext =>
  principal.kind === 'user' ? { 'aws:username': principal.arn.slice(principal.arn.lastIndexOf('/') + 1) } : {};

export interface Sample {
  readonly form: string;
  readonly request: AccessRequest;
}

/** A random request with its policies, steered so that every layer and operator often decides. */
export function randomRequest(dice: Dice): Sample {
  const form = dice.pick(FORMS);
  const place = dice.pick(form.principal.kind === 'federated' ? signIns(form.principal.provider) : PLACES);
  const sealed = place.action.startsWith('kms:');
  const facts: RequestFacts = {
    ...form.facts,
    ...(place.action.startsWith('s3:') && dice.chance(0.1) ? { s3BlockPublicAccess: true } : {}),
    ...(sealed ? { kmsGrants: randomGrants(dice, form.principal) } : {}),
  };
  return {
    form: form.name,
    request: {
      principal: form.principal,
      action: place.action,
      resource: { arn: place.arn, account: A },
      context: { ...derived(form.principal), ...randomContext(dice) },
      policies: randomPolicies(dice, place, form),
      facts,
    },
  };
}
