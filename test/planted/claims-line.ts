import { createHash } from 'node:crypto';
import { FALSE, type Formula, TRUE } from '../../domain/formula.ts';
import { BDD_TRUE } from '../../reasoning/bdd.ts';
import type { Claim } from '../../reasoning/claim.ts';
import type { Solver } from '../../reasoning/z3.ts';
import type { Core, Entry } from './altered-core.ts';
import { CASES, RANDOM } from './requests.ts';
import { claimsOfWorld } from './small-world.ts';

/** Claims are made of the cases, of some random requests, and of a small organisation. */
const REQUESTS = [...CASES.map(({ request }) => request), ...RANDOM.slice(0, 800)];
/** Every so many of them are said wrongly too. */
const CONTROLLED = 20;

/** What a claim says rests on these, and how it is written down on the other. */
const MAKERS: readonly Entry[] = ['reasoning/one-request.ts', 'reasoning/claim.ts', 'reasoning/prove.ts'];
const WRITERS: readonly Entry[] = ['reasoning/smt/claim-text.ts', 'answers/claims.ts'];

interface Placed {
  readonly place: string;
  readonly claim: Claim;
}

/**
 * Puts what a core claims to the solver: each claim must be refuted both ways, under the name that its text gives it, and one that says
 * too much or too little must be contradicted. Texts that were found right are kept, so that only what an error changed is asked again.
 */
export class ClaimsLine {
  readonly #solver: Solver;
  readonly #original: () => readonly Placed[];
  readonly #right = new Set<string>();

  constructor(original: Core, solver: Solver) {
    this.#solver = solver;
    let claims: readonly Placed[] | undefined;
    this.#original = () => {
      claims ??= [...claimsOf(original)];
      return claims;
    };
  }

  /** The first claim that is not as it should be, if any. */
  ask(core: Core): string | undefined {
    if (!core.touches(...MAKERS, ...WRITERS)) return undefined;
    const book = new (core.take('answers/claims.ts').ClaimBook)();
    const { claimText } = core.take('reasoning/smt/claim-text.ts');
    let asked = 0;
    for (const { place, claim } of core.touches(...MAKERS) ? claimsOf(core) : this.#original()) {
      const text = claimText(claim);
      if (book.register(claim) !== createHash('sha256').update(text).digest('hex'))
        return `${place}: under a wrong name`;
      asked += 1;
      if (this.#right.has(text)) continue;
      const answers = this.#solver.check(text).join(' ');
      if (answers !== 'unsat unsat unsat unsat') return `${place}: ${answers}`;
      const missed = asked % CONTROLLED === 0 ? this.#missed(claim, claimText) : undefined;
      if (missed !== undefined) return `${place}: ${missed}`;
      this.#right.add(text);
    }
    return undefined;
  }

  /** A wrong claim that the solver does not contradict as it should. */
  #missed(claim: Claim, claimText: (claim: Claim) => string): string | undefined {
    for (const { what, wrong, contradicted } of controls(claim)) {
      const answers = this.#solver.check(claimText(wrong)).join(' ');
      if (answers !== contradicted) return `said wrongly (${what}), gets ${answers}`;
    }
    return undefined;
  }
}

function* claimsOf(core: Core): Iterable<Placed> {
  const { analyseRequest } = core.take('reasoning/one-request.ts');
  for (const [index, request] of REQUESTS.entries()) {
    const { analysis } = analyseRequest(request);
    const claim = core.take('reasoning/claim.ts').claimOf(analysis, analysis.actions, BDD_TRUE);
    const place = CASES[index]?.name ?? `random request ${index - CASES.length}`;
    if (claim !== undefined) yield { place: `claim about ${place}`, claim };
  }
  for (const claim of claimsOfWorld(core)) yield { place: `claim about the sample's ${claim.resource.arn}`, claim };
}

interface Control {
  readonly what: string;
  readonly wrong: Claim;
  readonly contradicted: string;
}

/**
 * Wrong claims, and how the four checks must come out: everything is allowed, where something is not, is more than is so (first and
 * last check); nothing is possible, where something is, is less (the two between).
 */
function controls(claim: Claim): readonly Control[] {
  const { actions, keys } = claim;
  const sure = actions.every(({ allowed, possible }) => JSON.stringify(allowed) === JSON.stringify(possible));
  if (!sure || keys.some(({ hidden }) => hidden)) return [];
  const says = (formula: Formula): Claim => ({
    ...claim,
    actions: actions.map((one) => ({ ...one, allowed: formula, possible: formula })),
  });
  const some = (kind: Formula['kind']): boolean => actions.some(({ allowed }) => allowed.kind !== kind);
  return [
    ...(some('true') ? [{ what: 'all', wrong: says(TRUE), contradicted: 'sat unsat unsat sat' }] : []),
    ...(some('false') ? [{ what: 'nothing', wrong: says(FALSE), contradicted: 'unsat sat sat unsat' }] : []),
  ];
}
