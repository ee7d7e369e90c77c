import type { Claim } from '../claim.ts';
import { allowedTerms } from './allowed.ts';
import { and, type Bounds, not, type Term } from './expression.ts';
import { Samples } from './samples.ts';
import { Script } from './script.ts';

/**
 * A claim as SMT-LIB text: each check asks for a request that contradicts the claim, so that every answer must be `unsat`. In turn:
 * claimed allowed, and yet not certainly so; claimed impossible, and yet possible; certainly allowed whatever the keys hold that
 * nobody can know, and yet not claimed; impossible likewise, and yet claimed possible.
 */
export function claimText(claim: Claim): string {
  const samples = new Samples(claim);
  const script = new Script(samples.variables());
  for (const line of samples.legend()) script.comment(line);
  const feasible = script.define('feasible', both(samples.feasible())).lower;
  const allowed = script.define('allowed', allowedTerms(samples, script));
  const claimed = script.define('claimed', {
    lower: samples.claimed((one) => one.allowed).lower,
    upper: samples.claimed((one) => one.possible).upper,
  });
  const always = (term: Term): Term =>
    and(...samples.hiddenCases().map((values) => bound(samples, values, `(=> ${feasible} ${term})`)));
  return [
    script.text(),
    ...samples.variables().map((name) => `(declare-const ${name} Int)`),
    ...check(and(feasible, claimed.lower, not(allowed.lower))),
    ...check(and(feasible, not(claimed.upper), allowed.upper)),
    ...check(and(feasible, not(claimed.lower), always(allowed.lower))),
    ...check(and(feasible, claimed.upper, always(not(allowed.upper)))),
    '',
  ].join('\n');
}

const both = (term: Term): Bounds => ({ lower: term, upper: term });

/** Definitions are functions, so that a `let` reaches into them. */
function bound(samples: Samples, values: readonly string[], term: Term): Term {
  const changed = samples.variables().flatMap((name, index) => {
    const value = values[index] ?? name;
    return value === name ? [] : [`(${name} ${value})`];
  });
  return changed.length === 0 ? term : `(let (${changed.join(' ')}) ${term})`;
}

const check = (term: Term): readonly string[] => ['(push)', `(assert ${term})`, '(check-sat)', '(pop)'];

/** How many `unsat` answers a claim must get. */
export const CHECKS_PER_CLAIM = 4;
