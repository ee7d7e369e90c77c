import { lastSegment, parseArn } from '../domain/arn.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { principalOfArn } from './principal-of-arn.ts';
import type { Caller } from './question.ts';
import type { World } from './world.ts';

/**
 * Roles that may let the caller in, in the order of the snapshot. All others certainly do not: their trust policies were read, and speak
 * neither of the caller, nor of its account, nor of everybody.
 */
export function rolesTrusting(world: World, caller: Caller): readonly IamRole[] {
  const { anyone, byName } = indexOf(world);
  const places = new Set([...anyone, ...namesOf(caller).flatMap((name) => [...(byName.get(name) ?? [])])]);
  return [...places].sort((a, b) => a - b).flatMap((place) => world.snapshot.roles[place] ?? []);
}

export function mayTrust(world: World, caller: Caller, role: IamRole): boolean {
  const { places, anyone, byName } = indexOf(world);
  const place = places.get(role.arn);
  if (place === undefined || anyone.has(place)) return true;
  return namesOf(caller).some((name) => byName.get(name)?.has(place) === true);
}

/** Places of roles among those of the snapshot. */
interface Index {
  readonly places: ReadonlyMap<string, number>;
  /** Their policies speak of everybody, tell whom they exclude, or were not read. */
  readonly anyone: ReadonlySet<number>;
  readonly byName: ReadonlyMap<string, ReadonlySet<number>>;
}

const known = new WeakMap<World, Index>();

function indexOf(world: World): Index {
  const found = known.get(world) ?? makeIndex(world);
  known.set(world, found);
  return found;
}

function makeIndex(world: World): Index {
  const { roles } = world.snapshot;
  const anyone = new Set<number>();
  const byName = new Map<string, Set<number>>();
  for (const [place, role] of roles.entries()) {
    const { policies, complete } = world.trustPolicy(role);
    const lists = policies.flatMap(({ document }) => document.statements.flatMap(({ principals }) => principals ?? []));
    const values = lists.flatMap((one) => ('in' in one ? one.in.map(({ value }) => value) : []));
    if (!complete || lists.some((one) => 'notIn' in one) || values.includes('*')) anyone.add(place);
    for (const name of new Set([...namesOfRole(role), ...values.flatMap(namesIn)]))
      byName.set(name, (byName.get(name) ?? new Set()).add(place));
  }
  return { places: new Map(roles.map(({ arn }, place) => [arn, place])), anyone, byName };
}

/** A caller of whom little is known is asked about every role of its account; some roles may assume themselves (rule 24). */
const namesOfRole = ({ account, name }: IamRole): readonly string[] => [somebodyOf(account), ownName(account, name)];

/** By what an entry of a trust policy is found. */
function namesIn(value: string): readonly string[] {
  const arn = parseArn(value);
  const written = [...value.matchAll(/(?=(\d{12}))/g)].flatMap(([, one]) => one ?? []);
  const accounts = arn.ok ? [...written, arn.value.account] : written;
  const principal = principalOfArn(value);
  const named =
    principal === undefined || principal.kind === 'federatedUser'
      ? accounts.map(everybodyOf)
      : [ownName(principal.account, nameOf(principal))];
  return [value, ...accounts.map(somebodyOf), ...named, ...(/^A[A-Z]{3}[A-Z0-9]+$/.test(value) ? [AN_ID] : [])];
}

/** By what a caller is looked for. */
function namesOf({ principal, entity, foreign }: Caller): readonly string[] {
  if (principal.kind === 'service') return [principal.name];
  if (principal.kind === 'federated') return [principal.provider];
  if (!('account' in principal)) return [];
  const { account } = principal;
  if (principal.kind !== 'user' && principal.kind !== 'roleSession') return [somebodyOf(account)];
  if (entity === undefined) return [somebodyOf(account), ...(foreign === undefined ? [AN_ID] : [])];
  const { uniqueId = AN_ID } = entity;
  return [everybodyOf(account), ownName(account, nameOf(principal)), ownName(account, entity.name), uniqueId];
}

const nameOf = (
  principal:
    | { readonly kind: 'user'; readonly arn: string }
    | { readonly kind: 'roleSession'; readonly roleName: string },
): string => (principal.kind === 'user' ? lastSegment(principal.arn) : principal.roleName);

const somebodyOf = (account: string): string => `somebody of ${account}`;
const everybodyOf = (account: string): string => `everybody of ${account}`;
const ownName = (account: string, name: string): string => `${account} ${name.toLowerCase()}`;
/** Whose own id was not read may be anybody that a policy names by one, in whatever account. */
const AN_ID = 'an id';
