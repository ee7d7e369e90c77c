import type { IamRole, IamUser, Snapshot } from '../domain/snapshot.ts';
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
  users: snapshot.users.map(askedUser),
  roles: snapshot.roles.map(askedRole),
  instanceProfiles: [],
  directoryGroups: [],
  people: [],
  computeBindings: [],
  usage: [],
});

const askedUser = onceEach(({ accessKeys: _, passwordLastUsed: _last, ...user }: IamUser): IamUser => user);
const askedRole = onceEach(({ lastUsed: _, ...role }: IamRole): IamRole => role);

/** Records that stand in several snapshots are the same object in their asked worlds, too. */
function onceEach<T extends object>(make: (one: T) => T): (one: T) => T {
  const made = new WeakMap<T, T>();
  return (one) => {
    const found = made.get(one) ?? make(one);
    made.set(one, found);
    return found;
  };
}
