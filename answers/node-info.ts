import type { NodeInfo, NodeKind } from '../domain/answer.ts';
import { lastSegment } from '../domain/arn.ts';
import { entitledId, entitlementId, type IdentitySource, type RoleEntitlement } from '../domain/entitlement.ts';
import { type Join, joinsOf } from '../domain/joins.ts';
import { ANYONE_ID, connectorOfDirectory, personId, rootId, ssoGroupId, ssoUserId } from '../domain/node-ids.ts';
import { isIdentityCenterRoleArn } from '../domain/principal.ts';
import type { DirectoryGroup, DirectoryUser, Person } from '../domain/snapshot.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import type { UsedBy } from '../domain/used-by.ts';
import { narrowingOf } from '../reasoning/narrowed.ts';
import type { World } from '../reasoning/world.ts';
import { usedByRole } from './used-by.ts';

/** Describes nodes by their ids, from the snapshot. */
export class NodeBook {
  readonly #world: World;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #users: ReadonlyMap<string, DirectoryUser>;
  readonly #entitlements: ReadonlyMap<string, RoleEntitlement>;
  /** Those that make a session which is less than its role, by its node. */
  readonly #sessions: ReadonlyMap<string, RoleEntitlement>;
  readonly #usedBy: ReadonlyMap<string, UsedBy>;
  /** The person of each joined account, both by node id. */
  readonly #joined: ReadonlyMap<string, string>;
  readonly #known = new Map<string, NodeInfo>();
  #all: readonly NodeInfo[] | undefined;
  #everybody: readonly NodeInfo[] | undefined;

  /** `isJoined`: which people and accounts are one to readers. */
  constructor(world: World, isJoined: (join: Join) => boolean = () => true) {
    this.#world = world;
    this.#people = new Map(world.snapshot.people.map((person) => [personId(person.email), person]));
    const joins = joinsOf(world.snapshot).filter(isJoined);
    this.#joined = new Map(joins.map(({ person, user }) => [ssoUserId(user), personId(person)]));
    this.#entitlements = new Map(entitlementsOf(world.snapshot).map((one) => [entitlementId(one), one]));
    this.#sessions = narrowingOf(world);
    this.#usedBy = usedByRole(world.snapshot);
    this.#users = new Map(world.snapshot.directoryUsers.map((user) => [ssoUserId(user.id), user]));
  }

  info(id: string): NodeInfo {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const info = this.#describe(id);
    this.#known.set(id, info);
    return info;
  }

  /** Every node a question can start from or ask about. */
  all(): readonly NodeInfo[] {
    this.#all ??= this.#allIds().map((id) => this.info(id));
    return this.#all;
  }

  #allIds(): readonly string[] {
    const { snapshot } = this.#world;
    return [
      ...this.#peopleIds(),
      ...snapshot.directoryGroups.map((group) => ssoGroupId(group.id)),
      ...snapshot.users.map((user) => user.arn),
      ...snapshot.roles.map((role) => role.arn),
      ...snapshot.accounts.map((account) => rootId(account.partition, account.id)),
      ...snapshot.resources.map((resource) => resource.arn),
      ...new Set(entitlementsOf(snapshot).filter(isOfNoDirectory).map(entitledId)),
      ...this.#sessions.keys(),
      ANYONE_ID,
    ];
  }

  /** Everybody who is a human, once. */
  people(): readonly NodeInfo[] {
    this.#everybody ??= this.#peopleIds().map((id) => this.info(id));
    return this.#everybody;
  }

  #peopleIds(): readonly string[] {
    const { people, directoryUsers } = this.#world.snapshot;
    const users = directoryUsers.map(({ id }) => ssoUserId(id));
    return [...people.map(({ email }) => personId(email)), ...users.filter((id) => this.personOf(id) === undefined)];
  }

  directoryUser(id: string): DirectoryUser | undefined {
    return this.#users.get(id);
  }

  /** The human behind a directory user, if a people file knows one. */
  personOf(directoryUser: string): string | undefined {
    return this.#joined.get(directoryUser);
  }

  #describe(id: string): NodeInfo {
    const person = this.#people.get(id);
    if (person !== undefined) return describePerson(id, person);
    const user = this.#users.get(id);
    if (user !== undefined) return describeDirectoryUser(id, user);
    return this.#describeDirectory(id) ?? this.#describePrincipal(id) ?? this.#describeResource(id);
  }

  #describeDirectory(id: string): NodeInfo | undefined {
    const { snapshot } = this.#world;
    if (id.startsWith('ssogroup:')) {
      const group = snapshot.directoryGroups.find((one) => one.id === id.slice('ssogroup:'.length));
      return { id, kind: 'directoryGroup', name: group === undefined ? id : groupName(group) };
    }
    const made = this.#sessions.get(id);
    if (made !== undefined) return this.#describeSession(id, made);
    const entitlement = this.#entitlements.get(id);
    if (entitlement !== undefined) return describeEntitlement(id, entitlement, snapshot.identitySources);
    if (!id.startsWith('permissionset:')) return undefined;
    const at = id.lastIndexOf('@');
    const set = snapshot.permissionSets.find((one) => one.arn === id.slice('permissionset:'.length, at));
    return { id, kind: 'permissionSet', name: set?.name ?? id, ...this.#place(id.slice(at + 1)) };
  }

  /** `app (profile machines)`: a session that is less than its role, and what makes it so. */
  #describeSession(id: string, { role, rule }: RoleEntitlement): NodeInfo {
    const { name, ...acting } = this.info(role);
    return { ...acting, id, name: `${name} (${rule})` };
  }

  #describePrincipal(id: string): NodeInfo | undefined {
    const simple = describeSimple(id);
    if (simple !== undefined) return simple;
    const role = this.#world.role(id);
    if (role !== undefined) {
      const kind: NodeKind = isIdentityCenterRoleArn(id) ? 'ssoRole' : 'role';
      const usedBy = this.#usedBy.get(id);
      return { id, kind, name: role.name, ...this.#place(role.account), ...(usedBy === undefined ? {} : { usedBy }) };
    }
    const user = this.#world.user(id);
    if (user !== undefined) return { id, kind: 'user', name: user.name, ...this.#place(user.account) };
    const root = /^arn:[^:]+:iam::(\d{12}):root$/.exec(id)?.[1];
    return root === undefined ? undefined : { id, kind: 'root', name: 'root', ...this.#place(root) };
  }

  #describeResource(id: string): NodeInfo {
    const resource = this.#world.resource(id);
    if (resource !== undefined) {
      const alias = resource.type === 'AWS::KMS::Key' ? resource.aliases[0] : undefined;
      const name = alias ?? resource.name;
      return { id, kind: 'resource', name, type: resource.type, ...this.#place(resource.account) };
    }
    const account = id.split(':')[4];
    const foreign = /^arn:[^:]+:(iam|sts):/.test(id);
    const name = id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
    const kind: NodeKind = foreign ? (id.includes(':user/') ? 'user' : 'role') : 'resource';
    return { id, kind, name, ...(account === undefined || account === '' ? {} : this.#place(account)) };
  }

  #place(account: string): Pick<NodeInfo, 'account' | 'accountName' | 'guardrails'> {
    const name = this.#world.account(account)?.name;
    const guardrails = (['scp', 'rcp'] as const).flatMap((type) =>
      (this.#world.levels(type, account) ?? []).flatMap((level) => level.policies.map((policy) => policy.name)),
    );
    return { account, ...(name === undefined ? {} : { accountName: name }), guardrails: [...new Set(guardrails)] };
  }
}

const isOfNoDirectory = ({ principalKind }: RoleEntitlement): boolean =>
  principalKind === 'workload' || principalKind === 'outside';

/** A group that was pushed is often called as the one of Identity Center is; its connector tells them apart. */
function groupName({ name, provider }: DirectoryGroup): string {
  const connector = connectorOfDirectory(provider);
  return connector === undefined ? name : `${name} (${connector})`;
}

/** `OKTA (okta)`: where it comes in, and by which source. */
function describeEntitlement(
  id: string,
  { source, role, through }: RoleEntitlement,
  sources: readonly IdentitySource[],
): NodeInfo {
  const name = sources.find((one) => one.id === source)?.name ?? source;
  return { id, kind: 'entitlement', name: `${name} (${lastSegment(role)}, ${lastSegment(through)})` };
}

function describePerson(id: string, person: Person): NodeInfo {
  const { department, title, manager, employment } = person;
  return {
    id,
    kind: 'person',
    name: person.displayName ?? person.email,
    ...(department === undefined ? {} : { department }),
    ...(title === undefined ? {} : { title }),
    ...(manager === undefined ? {} : { manager }),
    ...(employment === undefined ? {} : { employment }),
    active: person.active,
  };
}

function describeDirectoryUser(id: string, user: DirectoryUser): NodeInfo {
  const { department, title, manager } = user;
  return {
    id,
    kind: 'directoryUser',
    name: user.displayName ?? user.userName,
    ...(department === undefined ? {} : { department }),
    ...(title === undefined ? {} : { title }),
    ...(manager === undefined ? {} : { manager }),
    active: user.active,
  };
}

/** `shop/web of kitchen`: a service account of a cluster. */
function workloadPlace(id: string): Pick<NodeInfo, 'name' | 'account'> {
  const [, account, cluster, served] = /^arn:[^:]+:eks:[^:]*:(\d{12}):cluster\/([^/]+)\/(.+)$/.exec(id) ?? [];
  return served === undefined ? { name: id } : { name: `${served} of ${cluster}`, account: account ?? '' };
}

function describeSimple(id: string): NodeInfo | undefined {
  if (id === ANYONE_ID) return { id, kind: 'anyone', name: 'anyone' };
  const [prefix = ''] = id.split(':');
  const name = id.slice(prefix.length + 1);
  switch (prefix) {
    case 'service':
      return { id, kind: 'service', name };
    case 'external':
      return { id, kind: 'externalAccount', name: name === '*' ? 'any other account' : name };
    case 'workload':
      return { id, kind: 'workload', ...workloadPlace(name) };
    case 'outside':
      return { id, kind: 'openEnd', name };
    case 'federated':
      return { id, kind: 'openEnd', name: name.slice(name.lastIndexOf('/') + 1) };
    default:
      return undefined;
  }
}
