import type { Json } from '../domain/policy.ts';
import type { DirectoryUser, IamRole, PermissionSet, Person, Resource, Snapshot } from '../domain/snapshot.ts';
import { coverageOf } from './organisation/coverage.ts';
import { Dice } from './organisation/dice.ts';
import { accountsOf, guardrails, organizationOf, placesOf, UNITS } from './organisation/guardrails.ts';
import { byArn, HOME, INSTANCE, type Place, STORE, sortedBy } from './organisation/names.ts';
import { roleOfSet, samlProvider } from './organisation/roles.ts';

const ACCOUNTS = 25;
const PEOPLE = 300;
const SETS = 30;
/** Roles of each tier; people come in by the roles of permission sets, before the first. */
const TIERS = [440, 1_500, 1_500, 1_500] as const;
const TEAMS = ['pay', 'ship', 'cart', 'lake', 'auth', 'mail', 'risk', 'tax'] as const;
const CRITICAL = 36;
const USERS_OF_EACH = 3;

const document = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });

/** What trust policies ask of a call, two in five of them nothing. */
const CONDITIONS: readonly (readonly [(dice: Dice) => Json | undefined, number])[] = [
  [() => undefined, 40],
  [(dice) => ({ StringEquals: { 'sts:ExternalId': `ext-${dice.below(12)}` } }), 15],
  [() => ({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }), 10],
  [(dice) => ({ StringEquals: { 'aws:PrincipalTag/team': dice.pick(TEAMS) } }), 10],
  [(dice) => ({ StringLike: { 'sts:SourceIdentity': `person${dice.below(3)}*` } }), 10],
  [() => ({ StringLike: { 'aws:SourceIdentity': 'person*' } }), 5],
  [() => ({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.0/25'] } }), 10],
];

/** Who may become whom through the hops of a large organisation: 5,000 roles, each trusting five or six others, people in front, critical tables at the end. */
export function chainedRoles(seed: number): Snapshot {
  const dice = new Dice(seed);
  const places = placesOf(dice, ACCOUNTS);
  const directory = directoryOf(dice, places);
  const own = rolesIn(dice, places, directory.roles);
  const last = own.slice(-TIERS[3]);
  const bare = Array.from({ length: CRITICAL }, (_, index) => tableOf(dice, places, index));
  const users = bare.map(({ arn }) => [arn, Array.from({ length: USERS_OF_EACH }, () => dice.pick(last).arn)] as const);
  const tables = bare.map((table, index) => usedBy(table, users[index]?.[1] ?? []));
  const { roles, ...people } = directory;
  return {
    format: 1,
    takenAt: '2026-11-30T00:00:00Z',
    source: 'sample',
    organization: organizationOf(places),
    organizationalUnits: UNITS,
    organizationPolicies: guardrails(dice, places),
    accounts: accountsOf(places),
    users: [],
    groups: [],
    roles: byArn([...roles, ...own.map((role) => withTables(role, users))]),
    managedPolicies: [],
    identityProviders: byArn(
      places.map(({ account }) => ({ kind: 'saml', arn: samlProvider(account), account }) as const),
    ),
    instanceProfiles: [],
    identityCenters: [
      { instanceArn: INSTANCE, identityStoreId: STORE, region: HOME, ownerAccount: places[0]?.account ?? '' },
    ],
    ...people,
    identitySources: [],
    entitlements: [],
    resources: byArn(tables),
    computeBindings: [],
    resourceShares: [],
    usage: [],
    coverage: coverageOf(places),
  };
}

/** Ten people a group, some in another one, too; each group has a permission set in two accounts. */
function directoryOf(dice: Dice, places: readonly Place[]) {
  const numbers = Array.from({ length: PEOPLE }, (_, index) => index);
  const nameOf = (index: number): string => `person${index.toString().padStart(4, '0')}@example.com`;
  const common = (index: number) => ({ displayName: `Person ${index}`, active: index % 40 !== 39 });
  const userId = (index: number): string => `u-${index.toString().padStart(4, '0')}`;
  const sets = Array.from({ length: SETS }, (_, index) => setOf(index));
  const groups = sets.map((_, index) => ({
    id: `g-${index.toString().padStart(4, '0')}`,
    provider: STORE,
    name: `group-${index}`,
    members: numbers.filter((one) => one % SETS === index || dice.chance(0.02)).map(userId),
  }));
  const assignments = sets.flatMap(({ arn }, index) =>
    [0, 1].map((other) => ({
      instanceArn: INSTANCE,
      permissionSet: arn,
      account: places[(index + other * 7) % places.length]?.account ?? '',
      principalKind: 'group' as const,
      principalId: groups[index]?.id ?? '',
    })),
  );
  return {
    permissionSets: sortedBy(sets, ({ arn }) => arn),
    assignments: sortedBy(assignments, (one) => `${one.account} ${one.permissionSet} ${one.principalId}`),
    directoryGroups: groups,
    directoryUsers: numbers.map(
      (index): DirectoryUser => ({
        id: userId(index),
        provider: STORE,
        userName: nameOf(index),
        emails: [nameOf(index)],
        ...common(index),
      }),
    ),
    people: numbers.map((index): Person => ({ email: nameOf(index), ...common(index) })),
    roles: assignments.map(({ account, permissionSet }) =>
      roleOfSet(account, sets.find(({ arn }) => arn === permissionSet)?.name ?? '', [], ONWARD),
    ),
  };
}

const ONWARD: Json = document({
  Sid: 'Onward',
  Effect: 'Allow',
  Action: 'sts:*',
  Resource: 'arn:aws:iam::*:role/chain/*',
});

const setOf = (index: number): PermissionSet => ({
  arn: `${INSTANCE.replace(':instance/', ':permissionSet/')}/ps-${index.toString(16).padStart(16, '0')}`,
  instanceArn: INSTANCE,
  name: `Set${index}`,
  managedPolicies: [],
  customerManagedPolicies: [],
  inlinePolicy: ONWARD,
});

function rolesIn(dice: Dice, places: readonly Place[], entrances: readonly IamRole[]): readonly IamRole[] {
  const tiers: IamRole[][] = [[...entrances]];
  for (const count of TIERS) {
    const before = tiers.at(-1) ?? [];
    const earlier = tiers.flat();
    const tier: IamRole[] = [];
    while (tier.length < count) tier.push(roleOf(dice, places, before, [...earlier, ...tier]));
    tiers.push(tier);
  }
  return tiers.slice(1).flat();
}

/** Trusts roles of the tier before, one in ten of any tier up to its own. */
function roleOf(
  dice: Dice,
  places: readonly Place[],
  before: readonly IamRole[],
  earlier: readonly IamRole[],
): IamRole {
  const { account } = dice.pick(places);
  const name = `chain-${earlier.length}`;
  const trusted = new Set<string>();
  const count = dice.chance(0.6) ? 6 : 5;
  while (trusted.size < count) trusted.add(dice.pick(dice.chance(0.1) ? earlier : before).arn);
  const list = [...trusted];
  const cut = dice.below(count + 1);
  const parts = [list.slice(0, cut), list.slice(cut)].filter((part) => part.length > 0);
  return {
    arn: `arn:aws:iam::${account}:role/chain/${name}`,
    account,
    name,
    path: '/chain/',
    uniqueId: `AROA${earlier.length.toString(36).toUpperCase().padStart(17, 'A')}`,
    createdAt: '2026-01-01T00:00:00Z',
    inlinePolicies: [{ name: 'onward', document: ONWARD }],
    attachedPolicies: [],
    tags: dice.chance(0.5) ? { team: dice.pick(TEAMS) } : {},
    trustPolicy: document(...parts.map((part) => trustOf(dice, part))),
  };
}

function trustOf(dice: Dice, principals: readonly string[]): Json {
  const condition = dice.weighted(CONDITIONS)(dice);
  const passing = [
    ...(dice.chance(0.2) ? ['sts:TagSession'] : []),
    ...(dice.chance(0.2) || JSON.stringify(condition ?? '').includes('sts:SourceIdentity')
      ? ['sts:SetSourceIdentity']
      : []),
  ];
  return {
    Effect: 'Allow',
    Principal: { AWS: principals },
    Action: ['sts:AssumeRole', ...passing],
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

type Table = Extract<Resource, { readonly type: 'AWS::DynamoDB::Table' }>;

function tableOf(dice: Dice, places: readonly Place[], index: number): Table {
  const { account } = dice.pick(places);
  const name = `critical-${index.toString().padStart(2, '0')}`;
  return {
    arn: `arn:aws:dynamodb:${HOME}:${account}:table/${name}`,
    account,
    region: HOME,
    type: 'AWS::DynamoDB::Table',
    name,
    indexes: [],
    tags: { team: dice.pick(TEAMS) },
  };
}

/** A table lets in by its policy the roles whose own policies name it. */
function usedBy(table: Table, users: readonly string[]): Table {
  const statement = { Effect: 'Allow', Principal: { AWS: users }, Action: USES, Resource: table.arn };
  return { ...table, policy: { name: 'policy', document: document(statement) } };
}

const USES = ['dynamodb:GetItem', 'dynamodb:Query'];

function withTables(role: IamRole, users: readonly (readonly [table: string, roles: readonly string[]])[]): IamRole {
  const tables = users.flatMap(([table, roles]) => (roles.includes(role.arn) ? [table] : []));
  if (tables.length === 0) return role;
  const statement = { Effect: 'Allow', Action: USES, Resource: tables };
  return { ...role, inlinePolicies: [...role.inlinePolicies, { name: 'tables', document: document(statement) }] };
}
