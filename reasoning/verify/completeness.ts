import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import { entranceId } from '../../domain/entitlement.ts';
import { groupedBy } from '../../domain/grouped.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { directoryFacts, nameOfHop } from './directory.ts';
import { behindSession } from './principals.ts';
import { isOfScope } from './records.ts';
import { isInside } from './scope.ts';
import type { StoredClaim } from './stored-claim.ts';

/** Something that ought to be stored, and what is wrong. */
export interface Missing {
  readonly record: string;
  readonly problem: string;
}

/** What stored claims and the directory give and no stored record tells. Where a claim is missing too, only proving anew can tell. */
export function missingRecords(
  snapshot: Snapshot,
  claims: readonly StoredClaim[],
  accesses: readonly EffectiveAccess[],
  hops: readonly Hop[],
): readonly Missing[] {
  const byCaller = groupedBy(accesses, (access) => access.principal);
  const known = new Set(hops.map(nameOfHop));
  const facts = [...directoryFacts(snapshot).values()].filter((fact) => !known.has(nameOfHop(fact)));
  return [
    ...claims.flatMap((claim) =>
      isOfTarget(claim) ? missingAccess(claim, byCaller.get(claim.caller) ?? []) : missingHop(snapshot, claim, known),
    ),
    ...facts.map((fact) => ({ record: nameOfHop(fact), problem: 'the directory says so, and it is not stored' })),
  ];
}

/** Claims of whole targets also speak of the actions that AWS does not list; those of hops and further authorisations do not. */
const isOfTarget = ({ actions }: StoredClaim): boolean => actions.some(({ action }) => action.endsWith(':<unlisted>'));

function missingAccess(claim: StoredClaim, accesses: readonly EffectiveAccess[]): readonly Missing[] {
  const record = `${claim.caller} on ${claim.resource.arn}`;
  const here = accesses.filter((access) => isOfScope(claim, access.scope));
  const given = claim.actions.filter(({ possible }) => possible.kind !== 'false');
  if (here.length === 0 && given.length > 0)
    return [{ record, problem: `its claim gives ${listed(given.map((one) => one.action))}, and nothing is stored` }];
  const [access, ...more] = here;
  if (more.length > 0) return [{ record, problem: 'several records are stored of the same part' }];
  if (access === undefined) return [];
  const outside = (claim.parts ?? []).filter((part) => !isInside(part, access.scope));
  const lost = given.filter((one) => !isTold(one, access)).map((one) => one.action);
  const name = `${access.principal} on ${access.scope.pattern}`;
  return [
    ...outside.map((part) => ({ record: name, problem: `its claim also speaks of ${part}, outside of its pattern` })),
    ...(lost.length === 0
      ? []
      : [{ record: name, problem: `its claim gives ${listed(lost)}, and no grant of it is stored` }]),
  ];
}

/** Given with certainty, or possibly: a grant says so, or a further authorisation takes it away. */
function isTold({ action, allowed }: StoredClaim['actions'][number], access: EffectiveAccess): boolean {
  const grants = [...access.grants, ...access.unlisted].filter((grant) => grant.actions.includes(action));
  if (access.cuts.some((cut) => cut.alsoNeeds !== undefined && cut.actions.includes(action))) return true;
  if (grants.length === 0) return false;
  const certain = grants.some((one) => one.verdict !== 'unknown' || one.alsoNeeds.length > 0 || isDefect(one));
  return allowed.kind === 'false' || certain || action.endsWith(':<unlisted>');
}

const isDefect = ({ witness }: EffectiveAccess['grants'][number]): boolean => witness?.decision !== 'allowed';

const MOST_LISTED = 5;

function listed(actions: readonly string[]): string {
  const rest = actions.length - MOST_LISTED;
  return `${actions.slice(0, MOST_LISTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/**
 * A claim about one assume call alone is a hop, if anything is given. Who signs in through Identity Center is told by its
 * assignments instead.
 */
function missingHop(snapshot: Snapshot, claim: StoredClaim, known: ReadonlySet<string>): readonly Missing[] {
  const [only, ...more] = claim.actions;
  const { arn } = claim.resource;
  if (only === undefined || more.length > 0 || only.possible.kind === 'false') return [];
  if (!only.action.startsWith('sts:AssumeRole') || !snapshot.roles.some((role) => role.arn === arn)) return [];
  const session = `session:${claim.caller}`;
  const to = behindSession(snapshot, session) === undefined ? arn : session;
  const record = nameOfHop({ from: claim.caller, to, technique: only.action });
  if (known.has(record) || claim.caller.includes(':saml-provider/AWSSSO_')) return [];
  if (isToldOf(snapshot, claim.caller)) return [];
  return [{ record, problem: 'its claim lets the role be assumed, and no hop is stored' }];
}

/** Who comes in here is told by the sources that were read to their end. */
function isToldOf({ identitySources }: Snapshot, caller: string): boolean {
  const closed = identitySources.filter(({ providers }) => providers.some((one) => patternOf(one).test(caller)));
  return closed.length > 0 && !closed.some((source) => !source.closed);
}

/** `*` is an account. */
const patternOf = (provider: string): RegExp =>
  new RegExp(`^${entranceId(provider).split('*').map(escaped).join('\\d{12}')}$`);
const escaped = (text: string): string => text.replace(/[^\w:/-]/g, (sign) => `\\${sign}`);
