import type { AlsoNeeds } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import { type Problem, read, unless } from './problem.ts';
import type { StoredClaim } from './stored-claim.ts';
import { isTogether } from './together.ts';

/** What a stored grant or hop says under which condition. */
export interface Said {
  readonly actions: readonly string[];
  readonly verdict: string;
  readonly when: Formula;
  /** Further authorisations, each with its own claim where there is one. */
  readonly needs: readonly { readonly need: AlsoNeeds; readonly claim?: StoredClaim }[];
}

/** Does the claim say as much as the grant does, and the grant as much as the claim? Each problem names an action. */
export const claimProblems = (said: Said, claim: StoredClaim): readonly Problem[] => [
  ...said.actions.flatMap((name) => problemsWith(name, said, claim)),
  ...said.needs.flatMap(({ need, claim: its }) => (its === undefined ? [] : needProblems(need, its))),
];

function problemsWith(name: string, said: Said, claim: StoredClaim): readonly Problem[] {
  const claimed = claim.actions.find((one) => one.action === name);
  if (claimed === undefined) return [read(`its claim does not speak of ${name}`)];
  const { allowed, possible } = claimed;
  if (said.verdict === 'unknown')
    return unless(possible.kind !== 'false', read(`its claim says that ${name} is denied`));
  if (allowed.kind === 'false') return [read(`its claim does not say that ${name} is allowed`)];
  const unknown = said.needs.some(({ need }) => need.verdict === 'unknown' || need.verdict === 'denied');
  if (unknown) return [read(`${name} needs something that is not allowed, and is said to be ${said.verdict}`)];
  const parts = [allowed, ...said.needs.flatMap(({ need }) => need.when ?? [])];
  return unless(
    isTogether(said.when, parts, [claim, ...said.needs.flatMap((one) => one.claim ?? [])]),
    read(`its condition for ${name} is not the one in its claim`),
  );
}

/** A further authorisation says what its own claim says. */
export function needProblems(need: AlsoNeeds, claim: StoredClaim): readonly Problem[] {
  const claimed = claim.actions.find((one) => one.action === need.action);
  const name = `${need.action} on ${need.resource}`;
  if (claimed === undefined) return [read(`the claim of ${name} does not speak of it`)];
  const { allowed, possible } = claimed;
  const verdict = verdictIn(allowed, possible);
  const when = verdict === 'conditional' ? allowed : undefined;
  return [
    ...unless(verdict === need.verdict, read(`${name} is said to be ${need.verdict}, and claimed to be ${verdict}`)),
    ...unless(
      verdict !== need.verdict || JSON.stringify(when) === JSON.stringify(need.when),
      read(`the condition of ${name} is not the one in its claim`),
    ),
  ];
}

function verdictIn(allowed: Formula, possible: Formula): AlsoNeeds['verdict'] {
  if (possible.kind === 'false') return 'denied';
  if (allowed.kind === 'true') return 'allowed';
  return JSON.stringify(allowed) === JSON.stringify(possible) ? 'conditional' : 'unknown';
}
