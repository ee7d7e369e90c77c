import type { DirectoryUser, Snapshot } from './snapshot.ts';

type Directories = Pick<Snapshot, 'directoryUsers' | 'identitySources'>;

/**
 * Users of one directory by those of an identity source whose own id they carry, both by their ids: Identity Center keeps the id of
 * the provider that pushed a user as its external id. An id that two carry joins nobody. Source: IAM Identity Center API, ExternalId.
 */
export function sameExternalId({ directoryUsers, identitySources }: Directories): ReadonlyMap<string, string> {
  const sources = new Set(identitySources.map(({ id }) => id));
  const known = once(directoryUsers.filter(({ provider }) => sources.has(provider)));
  const others = once(directoryUsers.filter(({ provider }) => !sources.has(provider)));
  const joined = [...others].flatMap(([external, user]) => {
    const same = known.get(external);
    return user === undefined || same === undefined ? [] : [[user.id, same.id] as const];
  });
  return new Map(joined);
}

/** By external id; undefined where several have it. */
function once(users: readonly DirectoryUser[]): ReadonlyMap<string, DirectoryUser | undefined> {
  const found = new Map<string, DirectoryUser | undefined>();
  for (const user of users) {
    const { externalId } = user;
    if (externalId !== undefined && externalId !== '') found.set(externalId, found.has(externalId) ? undefined : user);
  }
  return found;
}
