import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { claimProblems, replayProblems, type Shown } from './replays.ts';
import type { StoredClaim } from './stored-claim.ts';

/** Stored claims by their hash. */
export type StoredClaims = ReadonlyMap<string, readonly StoredClaim[]>;

export interface RecordCheck {
  readonly witnesses: number;
  readonly counterWitnesses: number;
  /** Grants and hops that were held against their claim. */
  readonly compared: number;
  readonly problems: readonly string[];
}

/** Checks what is stored of one access: every grant by its witnesses, and against its claim. */
export function checkAccess(snapshot: Snapshot, access: EffectiveAccess, claims: StoredClaims): RecordCheck {
  const { principal, resource, scope, grants, unlisted } = access;
  const here = (arn: string): boolean => arn === scope.sample || arn.startsWith(resource);
  const own = [...grants, ...unlisted].map((grant) =>
    check(snapshot, shownOf(principal, grant), grant.claim, claims, here),
  );
  const legs = grants
    .flatMap((grant) => grant.alsoNeeds)
    .map((leg) => {
      const found =
        leg.claim === undefined ? undefined : findClaim(claims, leg.claim, principal, (arn) => arn === leg.resource);
      return leg.claim !== undefined && claims.size > 0 && found === undefined ? NO_CLAIM : NOTHING;
    });
  return sum([...own, ...legs]);
}

const shownOf = (caller: string, grant: Grant): Shown => ({
  caller,
  actions: grant.actions,
  verdict: grant.verdict,
  when: grant.when,
  joint: grant.alsoNeeds.length > 0,
  ...(grant.witness === undefined ? {} : { witness: grant.witness }),
  ...(grant.counterWitnesses === undefined ? {} : { counterWitnesses: grant.counterWitnesses }),
});

/** Facts of the directory have neither witness nor claim. A hop that only exists with something passed along has a joint condition. */
export function checkHop(snapshot: Snapshot, hop: Hop, claims: StoredClaims): RecordCheck {
  const found = hop.claim === undefined ? undefined : findClaim(claims, hop.claim, hop.from, (arn) => arn === hop.to);
  const shown: Shown = {
    caller: hop.from,
    actions: [hop.technique],
    verdict: hop.verdict,
    when: hop.when,
    joint: found !== undefined && found.actions.length > 1,
    ...(hop.witness === undefined ? {} : { witness: hop.witness }),
    ...(hop.counterWitnesses === undefined ? {} : { counterWitnesses: hop.counterWitnesses }),
  };
  return check(snapshot, shown, hop.claim, claims, (arn) => arn === hop.to);
}

function check(
  snapshot: Snapshot,
  shown: Shown,
  hash: string | undefined,
  claims: StoredClaims,
  here: (arn: string) => boolean,
): RecordCheck {
  const claim = hash === undefined ? undefined : findClaim(claims, hash, shown.caller, here);
  const replays = replayProblems(snapshot, shown, claim?.unread);
  const missing = hash !== undefined && claims.size > 0 && claim === undefined ? NO_CLAIM.problems : [];
  const claimed = claim === undefined ? missing : claimProblems(shown, claim);
  return {
    witnesses: shown.witness === undefined ? 0 : 1,
    counterWitnesses: shown.counterWitnesses?.length ?? 0,
    compared: claim === undefined ? 0 : 1,
    problems: [...replays, ...claimed],
  };
}

const findClaim = (
  claims: StoredClaims,
  hash: string,
  caller: string,
  here: (arn: string) => boolean,
): StoredClaim | undefined => claims.get(hash)?.find((one) => one.caller === caller && here(one.resource.arn));

const NOTHING: RecordCheck = { witnesses: 0, counterWitnesses: 0, compared: 0, problems: [] };
const NO_CLAIM: RecordCheck = { ...NOTHING, problems: ['the claim that it names is not stored'] };

export function sum(checks: readonly RecordCheck[]): RecordCheck {
  const total = (pick: (one: RecordCheck) => number): number => checks.reduce((all, one) => all + pick(one), 0);
  return {
    witnesses: total((one) => one.witnesses),
    counterWitnesses: total((one) => one.counterWitnesses),
    compared: total((one) => one.compared),
    problems: checks.flatMap((one) => one.problems),
  };
}
