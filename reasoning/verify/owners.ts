import type { DirectoryUser, Person, Snapshot } from '../../domain/snapshot.ts';

// Whose account is whose, read a second time: number before object GUID before address before the account whose id is carried.

export interface Owner {
  readonly email: string;
  readonly user: string;
  readonly by: string;
}

/** Items by what they hold; several items, or several things that one holds, stand side by side. */
class Index<T> {
  readonly #items = new Map<string, Set<T>>();

  constructor(items: readonly T[], keysOf: (item: T) => readonly (string | undefined)[]) {
    for (const item of items) for (const key of keysOf(item)) if (key) this.#add(key, item);
  }

  all(key: string | undefined): readonly T[] {
    return [...(this.#items.get(key ?? '') ?? [])];
  }

  only(key: string | undefined): T | undefined {
    const [one, ...more] = this.all(key);
    return more.length === 0 ? one : undefined;
  }

  #add(key: string, item: T): void {
    const known = this.#items.get(key);
    if (known === undefined) this.#items.set(key, new Set([item]));
    else known.add(item);
  }
}

export function ownersOf(snapshot: Snapshot): readonly Owner[] {
  const { directoryUsers: users } = snapshot;
  const number = markOwner(snapshot, 'employeeNumber', 'same employee number (strong)');
  const guid = markOwner(snapshot, 'objectGuid', 'same object GUID (strong)');
  const address = addressOwner(snapshot);
  const withSameGuid = sameGuid(users);
  const certain = (user: DirectoryUser): Owner | undefined => number(user) ?? guid(user);
  const sure = (user: DirectoryUser): Owner | undefined =>
    certain(user) ?? shared(user, withSameGuid(user).map(certain), 'same object GUID (strong)');
  const likely = (user: DirectoryUser): Owner | undefined => sure(user) ?? address(user);
  const direct = new Map<string, Owner>();
  for (const user of users) {
    const owner = likely(user) ?? shared(user, withSameGuid(user).map(likely), 'same object GUID (probable)');
    if (owner !== undefined) direct.set(user.id, owner);
  }
  const known = new Set(users.map(({ provider, id }) => JSON.stringify([provider, direct.get(id)?.email])));
  const carried = carriedUser(snapshot);
  return users.flatMap((user) => {
    const own = direct.get(user.id);
    const carrying = carried(user);
    if (carrying === undefined || sure(user) !== undefined) return own === undefined ? [] : [own];
    const same = direct.get(carrying.id);
    if (same !== undefined && same.email !== own?.email)
      return [{ email: same.email, user: user.id, by: `same external id ${same.by.replace(/^[^(]*/, '')}` }];
    // or somebody else at that source has the address by now
    const isAnother = same === undefined && known.has(JSON.stringify([carrying.provider, own?.email]));
    return own === undefined || isAnother ? [] : [own];
  });
}

type OwnerOf = (user: DirectoryUser) => Owner | undefined;

type Mark = 'employeeNumber' | 'objectGuid';

const placeOf = (mark: Mark, user: DirectoryUser): string | undefined =>
  user[mark] ? JSON.stringify([user.provider, user[mark]]) : undefined;

function markOwner({ people, directoryUsers }: Snapshot, mark: Mark, by: string): OwnerOf {
  const persons = new Index(people, (person) => [person[mark]]);
  const accounts = new Index(directoryUsers, (user) => [placeOf(mark, user)]);
  return (user) => {
    const person = persons.only(user[mark]);
    if (person === undefined || accounts.only(placeOf(mark, user)) === undefined) return undefined;
    return { email: person.email, user: user.id, by };
  };
}

/** Users of all directories with the GUID of a user, which nobody else in their own directory has. */
function sameGuid(users: readonly DirectoryUser[]): (user: DirectoryUser) => readonly DirectoryUser[] {
  const places = new Index(users, (user) => [placeOf('objectGuid', user)]);
  const alone = new Set(users.filter((user) => places.only(placeOf('objectGuid', user)) !== undefined));
  const having = new Index([...alone], ({ objectGuid }) => [objectGuid]);
  return (user) => (alone.has(user) ? having.all(user.objectGuid) : []);
}

/** The one person whom all owners that there are name. */
function shared({ id }: DirectoryUser, owners: readonly (Owner | undefined)[], by: string): Owner | undefined {
  const [email, ...others] = new Set(owners.flatMap((owner) => owner?.email ?? []));
  return email === undefined || others.length > 0 ? undefined : { email, user: id, by };
}

function addressOwner({ people, directoryUsers }: Snapshot): OwnerOf {
  const persons = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  const candidate = ({ userName, emails, employeeNumber: own }: DirectoryUser): Person | undefined => {
    const found = new Set([userName, ...emails].flatMap((one) => persons.get(one.toLowerCase()) ?? []));
    const fitting = [...found].filter(({ employeeNumber: other }) => (own ?? other) === (other ?? own));
    return fitting.length === 1 ? fitting[0] : undefined;
  };
  const place = (user: DirectoryUser): string | undefined => {
    const person = candidate(user);
    return person === undefined ? undefined : JSON.stringify([user.provider, person.email]);
  };
  const accounts = new Index(directoryUsers, (user) => [place(user)]);
  return (user) => {
    const person = candidate(user);
    if (person === undefined) return undefined;
    const rivals = accounts.all(place(user));
    const chosen = rivals.length === 1 ? rivals : rivals.filter(({ active }) => active);
    if (chosen.length !== 1 || chosen[0] !== user) return undefined;
    return { email: person.email, user: user.id, by: 'same e-mail (probable)' };
  };
}

/** The user of an identity source whose own id another directory keeps, if nobody else has the id on either side. */
function carriedUser({
  directoryUsers,
  identitySources,
}: Snapshot): (user: DirectoryUser) => DirectoryUser | undefined {
  const sources = new Set(identitySources.map(({ id }) => id));
  const isSource = ({ provider }: DirectoryUser): boolean => sources.has(provider);
  const known = new Index(directoryUsers.filter(isSource), ({ externalId }) => [externalId]);
  const keeping = new Index(
    directoryUsers.filter((user) => !isSource(user)),
    ({ externalId }) => [externalId],
  );
  return (user) => (keeping.only(user.externalId) === user ? known.only(user.externalId) : undefined);
}
