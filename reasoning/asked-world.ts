import type { IamRole, IamUser, Snapshot } from '../domain/snapshot.ts';
import { onceEach } from './once.ts';
import { World } from './world.ts';

/**
 * The world that pairs of callers and targets are asked of: a snapshot without what no policy can speak of. What is left out here
 * cannot make a difference to a pair, so that a new collection, which finds people and last uses changed, can take over the old proof.
 */
export function askedWorld(world: World): World {
  const found = known.get(world) ?? new World(askedSnapshot(world.snapshot));
  known.set(world, found);
  known.set(found, found);
  return found;
}

const known = new WeakMap<World, World>();

const askedSnapshot = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  users: askedUsers(snapshot.users),
  roles: askedRoles(snapshot.roles),
  instanceProfiles: [],
  directoryGroups: [],
  people: [],
  computeBindings: [],
  usage: [],
});

// records and lists that several snapshots have are the same object in their asked worlds, too
const askedUser = onceEach(({ accessKeys: _, passwordLastUsed: _last, ...user }: IamUser): IamUser => user);
const askedRole = onceEach(({ lastUsed: _, ...role }: IamRole): IamRole => role);
const askedUsers = onceEach((users: Snapshot['users']): Snapshot['users'] => users.map(askedUser));
const askedRoles = onceEach((roles: Snapshot['roles']): Snapshot['roles'] => roles.map(askedRole));
