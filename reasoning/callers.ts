import { parseArn } from '../domain/arn.ts';
import { ANY_ACCOUNT_ID, ANYONE_ID, externalAccountId, federatedId, rootId, serviceId } from '../domain/node-ids.ts';
import type { PolicyDocument, PrincipalEntry } from '../domain/policy.ts';
import { SERVICE_NAME } from '../domain/principal.ts';
import type { KmsGrant } from '../domain/request.ts';
import type { IamRole, IamUser } from '../domain/snapshot.ts';
import { type DocumentFacts, factsOf, namedEntry } from './document-facts.ts';
import { entrancesOf } from './entitlements.ts';
import { narrowedCallers, sessionOfRole } from './narrowed.ts';
import { onceEach } from './once.ts';
import { type PrincipalInAccount, principalOfArn } from './principal-of-arn.ts';
import type { Caller } from './question.ts';
import type { World } from './world.ts';

export const userCaller = onceEach(
  (user: IamUser): Caller => ({
    id: user.arn,
    entity: user,
    principal: { kind: 'user', partition: partitionOf(user.arn), account: user.account, arn: user.arn },
  }),
);

export const roleCaller = onceEach((role: IamRole): Caller => ({ ...sessionOfRole(role), id: role.arn }));

const rootCaller = (partition: string, account: string): Caller => ({
  id: rootId(partition, account),
  principal: { kind: 'root', partition, account },
});

const ANYONE: Caller = { id: ANYONE_ID, principal: { kind: 'anonymous' } };

/** Stands for the account of a caller about whom nothing but "some other account" is known. */
const NO_ACCOUNT = '000000000000';
const anyAccount = (partition: string): Caller => ({
  ...foreignAccount(partition, NO_ACCOUNT),
  id: ANY_ACCOUNT_ID,
  foreign: 'anyAccount',
});

const foreignAccount = (partition: string, account: string): Caller => ({
  id: externalAccountId(account),
  foreign: 'account',
  principal: { kind: 'user', partition, account, arn: `arn:${partition}:iam::${account}:user/somebody` },
});

const serviceCaller = (name: string): Caller => ({
  id: serviceId(name),
  principal: { kind: 'service', name },
});
export const federatedCaller = (provider: string): Caller => ({
  id: federatedId(provider),
  principal: { kind: 'federated', provider },
});

const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

/** Every caller the snapshot knows or some policy names: users, roles, roots, foreign accounts and principals, services, sign-ins, anyone. */
export function callersOf(world: World): readonly Caller[] {
  const known = memo.get(world) ?? findCallers(world);
  memo.set(world, known);
  return known;
}

/** A snapshot never changes; questions about it ask for its callers again and again. */
const memo = new WeakMap<World, readonly Caller[]>();

function findCallers(world: World): readonly Caller[] {
  const { snapshot } = world;
  const known = [
    ...snapshot.users.map(userCaller),
    ...snapshot.roles.map(roleCaller),
    ...narrowedCallers(world),
    ...snapshot.accounts.map((account) => rootCaller(account.partition, account.id)),
    ANYONE,
    anyAccount(world.partition),
  ];
  const byId = new Map(known.map((caller) => [caller.id, caller]));
  for (const entry of namedPrincipals(world)) {
    for (const caller of callersNamedBy(world, entry)) {
      if (!byId.has(caller.id)) byId.set(caller.id, caller);
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** All entries of Principal elements in trust and resource policies, and whom the grants of keys name (rule 79), each once. */
function namedPrincipals(world: World): readonly PrincipalEntry[] {
  const { roles, resources } = world.snapshot;
  const grants = resources.flatMap((resource) => (resource.type === 'AWS::KMS::Key' ? resource.grants : []));
  const stored = resources.flatMap((resource) => [
    resource.policy,
    ...('qualifiers' in resource ? resource.qualifiers.map(({ policy }) => policy) : []),
  ]);
  const documents = [
    ...roles.map(({ trustPolicy }) => trustPolicy),
    ...stored.flatMap((policy) => (policy === undefined ? [] : [policy.document])),
  ];
  const found = new Map<string, PrincipalEntry>();
  for (const json of documents) for (const [id, entry] of namedIn(world.parsed(json))) found.set(id, entry);
  for (const [id, entry] of grants.flatMap(namedByGrant).map(namedEntry)) found.set(id, entry);
  return [...found.values()];
}

const namedIn = (document: PolicyDocument | undefined): DocumentFacts['principals'] =>
  document === undefined ? [] : factsOf(document).principals;

const namedByGrant = ({ grantee, retiring }: KmsGrant): readonly PrincipalEntry[] =>
  [grantee, ...(retiring === undefined ? [] : [retiring])].map((value) => ({
    kind: SERVICE_NAME.test(value) ? 'Service' : 'AWS',
    value,
  }));

function callersNamedBy(world: World, entry: PrincipalEntry): readonly Caller[] {
  if (entry.kind === 'Service') return [serviceCaller(entry.value)];
  if (entry.kind === 'Federated') return [federatedCaller(entry.value)];
  if (entry.kind !== 'AWS') return [];
  if (/^\d{12}$/.test(entry.value))
    return world.account(entry.value) === undefined ? [foreignAccount(world.partition, entry.value)] : [];
  const arn = parseArn(entry.value);
  if (!arn.ok) return [];
  const { partition, account, resource } = arn.value;
  if (resource === 'root') return world.account(account) === undefined ? [foreignAccount(partition, account)] : [];
  const principal = principalOfArn(entry.value);
  return principal === undefined || isListed(world, principal) ? [] : [unseenCaller(world, entry.value, principal)];
}

/** Was every principal of this kind and account read? Federated users are sessions, which nobody can list. */
export const isListed = (world: World, { kind, account }: PrincipalInAccount): boolean =>
  kind !== 'federatedUser' && world.knowsIam(account);

/** In an account outside the snapshot it is foreign; in one of ours, nothing is known of it. */
const unseenCaller = (world: World, id: string, principal: PrincipalInAccount): Caller => ({
  id,
  principal,
  ...(world.account(principal.account) === undefined ? { foreign: 'named' } : {}),
});

/** The caller behind a node id or an ARN; undefined for people, groups and permission sets, which do not call AWS themselves, and for principals that an account which was read does not have. */
export function callerOfId(world: World, id: string): Caller | undefined {
  const role = world.role(id);
  if (role !== undefined) return roleCaller(role);
  const user = world.user(id);
  if (user !== undefined) return userCaller(user);
  const entrance = entrancesOf(world).get(id);
  if (entrance !== undefined) return entrance.caller;
  return callersOf(world).find((caller) => caller.id === id) ?? callerOfArn(world, id);
}

function callerOfArn(world: World, id: string): Caller | undefined {
  const [prefix = ''] = id.split(':');
  const rest = id.slice(prefix.length + 1);
  if (prefix === 'service') return serviceCaller(rest);
  if (prefix === 'federated') return federatedCaller(rest);
  if (prefix === 'external')
    return /^\d{12}$/.test(rest) && world.account(rest) === undefined
      ? foreignAccount(world.partition, rest)
      : undefined;
  const principal = principalOfArn(id);
  if (principal === undefined) return undefined;
  const role =
    principal.kind === 'roleSession'
      ? world.snapshot.roles.find((one) => one.account === principal.account && one.name === principal.roleName)
      : undefined;
  if (role === undefined || principal.kind !== 'roleSession')
    return isListed(world, principal) ? undefined : unseenCaller(world, id, principal);
  const { sessionName } = principal;
  return {
    ...roleCaller(role),
    principal: { ...principal, roleArn: role.arn, ...(sessionName === undefined ? {} : { sessionName }) },
  };
}
