import { groupedBy } from './grouped.ts';
import type { DirectoryUser, Person, Snapshot } from './snapshot.ts';

type Directories = Pick<Snapshot, 'directoryUsers' | 'identitySources' | 'people'>;

/** How sure it is that a person and an account are one human: numbers are given once, addresses are given again. */
export type JoinRule =
  | 'same employee number (strong)'
  | 'same object GUID (strong)'
  | 'same object GUID (probable)'
  | 'same e-mail (probable)'
  | 'same external id (strong)'
  | 'same external id (probable)';

export interface Join {
  /** E-mail address of the person, as the person has it. */
  readonly person: string;
  /** Id of the directory user. */
  readonly user: string;
  readonly by: JoinRule;
}

/**
 * Which accounts of directories are whose, each at most one person's: by employee number; else by the GUID of an object in Active
 * Directory, of the person or of an account that is surely joined; else by an address that one account of the directory has; else as
 * an account with the same GUID, or the account whose id it carries, is joined; an address that says otherwise than that id was given
 * again. Where two are alike, nobody is joined.
 */
export function joinsOf(directories: Directories): readonly Join[] {
  const known = memo.get(directories);
  if (known !== undefined) return known;
  const guids = sameGuid(directories);
  const surely = withTwins(
    guids,
    byUser([...byGuid(directories), ...byNumber(directories)]),
    'same object GUID (strong)',
  );
  const alone = new Map([...byUser(byAddress(directories)), ...surely]);
  const own = withTwins(guids, alone, 'same object GUID (probable)');
  const external = sameExternalId(directories);
  const taken = new Set(
    directories.directoryUsers.map(({ id, provider }) => `${provider} ${own.get(id)?.person ?? ''}`),
  );
  const joins = directories.directoryUsers.flatMap(({ id }): readonly Join[] => {
    const [join, same] = [own.get(id), external.get(id)];
    const theirs = own.get(same?.id ?? '');
    if (join !== undefined && (same === undefined || join.by.endsWith('(strong)'))) return [join];
    if (theirs === undefined) return join === undefined || taken.has(`${same?.provider} ${join.person}`) ? [] : [join];
    if (join?.person === theirs.person) return [join];
    const by = theirs.by.endsWith('(strong)') ? 'same external id (strong)' : 'same external id (probable)';
    return [{ person: theirs.person, user: id, by }];
  });
  memo.set(directories, joins);
  return joins;
}

/** A snapshot never changes. */
const memo = new WeakMap<Directories, readonly Join[]>();

const byUser = (joins: readonly Join[]): ReadonlyMap<string, Join> => new Map(joins.map((one) => [one.user, one]));

/** Accounts under a GUID that no other account of their directory has. */
function sameGuid({ directoryUsers }: Directories): readonly (readonly DirectoryUser[])[] {
  const directories = groupedBy(directoryUsers, ({ provider }) => provider);
  const once = [...directories.values()].flatMap((users) => [
    ...onceEach(users.map((user) => [user.objectGuid ?? '', user] as const)),
  ]);
  return [...groupedBy(once, ([guid]) => guid).values()].map((ones) => ones.map(([, user]) => user));
}

/** Also who is not joined and has the GUID of accounts that are, all of them one person's. */
function withTwins(
  guids: readonly (readonly DirectoryUser[])[],
  joined: ReadonlyMap<string, Join>,
  by: JoinRule,
): ReadonlyMap<string, Join> {
  const twins = guids.flatMap((users) => {
    const [person, second] = new Set(users.flatMap(({ id }) => joined.get(id)?.person ?? []));
    if (person === undefined || second !== undefined) return [];
    return users.filter(({ id }) => !joined.has(id)).map(({ id }): Join => ({ person, user: id, by }));
  });
  return new Map([...joined, ...byUser(twins)]);
}

const byNumber = (directories: Directories): readonly Join[] =>
  bySame(directories, ({ employeeNumber }) => employeeNumber, 'same employee number (strong)');

const byGuid = (directories: Directories): readonly Join[] =>
  bySame(directories, ({ objectGuid }) => objectGuid, 'same object GUID (strong)');

/** By something that one person has, and one account of a directory. */
function bySame(
  { people, directoryUsers }: Directories,
  markOf: (one: Person | DirectoryUser) => string | undefined,
  by: JoinRule,
): readonly Join[] {
  const marked = onceEach(people.map((person) => [markOf(person) ?? '', person] as const));
  return [...groupedBy(directoryUsers, ({ provider }) => provider).values()].flatMap((users) =>
    [...onceEach(users.map((user) => [markOf(user) ?? '', user] as const))].flatMap(([mark, user]) => {
      const person = marked.get(mark);
      return person === undefined ? [] : [{ person: person.email, user: user.id, by }];
    }),
  );
}

/** An account with a number of its own that is not the person's is somebody else's, whatever the address. */
const mayBe = (person: Person, user: DirectoryUser): boolean =>
  person.employeeNumber === undefined ||
  user.employeeNumber === undefined ||
  person.employeeNumber === user.employeeNumber;

/** Of several accounts with an address the one that is active has it; two of them, or two people of one account, are nobody's. */
function byAddress({ people, directoryUsers }: Directories): readonly Join[] {
  const known = new Map(people.map((person) => [person.email.toLowerCase(), person]));
  const matches = directoryUsers.flatMap((user) => {
    const addresses = new Set([...user.emails, user.userName].map((one) => one.toLowerCase()));
    const persons = [...addresses].flatMap((address) => known.get(address) ?? []).filter((one) => mayBe(one, user));
    const [person, second] = persons;
    return person === undefined || second !== undefined ? [] : [{ person, user }];
  });
  const rivals = groupedBy(matches, ({ person, user }) => `${user.provider} ${person.email}`);
  return [...rivals.values()].flatMap((ones) => {
    const active = ones.filter(({ user }) => user.active);
    const [one, second] = ones.length === 1 ? ones : active;
    return one === undefined || second !== undefined
      ? []
      : [{ person: one.person.email, user: one.user.id, by: 'same e-mail (probable)' as const }];
  });
}

/**
 * Users of one directory by those of an identity source whose own id they carry, both by their ids: Identity Center keeps the id of
 * the provider that pushed a user as its external id. An id that two carry joins nobody. Source: IAM Identity Center API, ExternalId.
 */
function sameExternalId({ directoryUsers, identitySources }: Directories): ReadonlyMap<string, DirectoryUser> {
  const sources = new Set(identitySources.map(({ id }) => id));
  const byId = (users: readonly DirectoryUser[]): ReadonlyMap<string, DirectoryUser> =>
    onceEach(users.map((user) => [user.externalId ?? '', user] as const));
  const known = byId(directoryUsers.filter(({ provider }) => sources.has(provider)));
  const others = byId(directoryUsers.filter(({ provider }) => !sources.has(provider)));
  return new Map(
    [...others].flatMap(([external, user]) => {
      const same = known.get(external);
      return same === undefined ? [] : [[user.id, same] as const];
    }),
  );
}

/** What is there under one name alone; nothing has no name. */
function onceEach<T>(named: readonly (readonly [name: string, item: T])[]): ReadonlyMap<string, T> {
  const groups = groupedBy(named, ([name]) => name);
  return new Map([...groups].flatMap(([name, items]) => (name === '' || items.length > 1 ? [] : items)));
}
