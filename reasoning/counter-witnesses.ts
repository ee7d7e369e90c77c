import type { CounterWitness } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import { printOperator } from '../domain/parse-policy.ts';
import type { ActionAnalysis, Analysis } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { type Leaf, testsIn } from './connectives.ts';
import type { Replaying } from './engine-options.ts';
import { testOfLeaf } from './judge.ts';
import { holds } from './operators.ts';
import { requestInside, witnessOf } from './replay.ts';
import type { Domain, Pair, Space } from './space.ts';

/**
 * For each test of a condition a request that the condition lets through but for this test: only what the tested key holds is
 * another, and the interpreter denies. `allowed` and `care` as in the grant that the condition belongs to. A test without such a
 * neighbour gets the nearest there is, any denied request in which it comes out the other way round; where there is none, none.
 * `contradicted`: the interpreter does not deny what the engine takes for denied.
 */
export function counterWitnesses(
  analysis: Analysis,
  action: ActionAnalysis,
  allowed: Pair,
  care: BddRef,
  condition: Formula,
  { replay, onDisagreement }: Replaying,
): { readonly found: readonly CounterWitness[]; readonly contradicted: boolean } {
  let contradicted = false;
  const found = leavesOf(condition).flatMap((test): readonly CounterWitness[] => {
    const request = requestInside(analysis, action, outside(analysis.space, allowed, care, test));
    if (request === undefined) return [];
    const decision = replay(request);
    if (decision.kind === 'allowed' || decision.kind === 'unknown') {
      contradicted = true;
      onDisagreement({ request, engine: 'denied', interpreter: decision });
      return [];
    }
    return [{ test, witness: witnessOf(request, decision) }];
  });
  return { found, contradicted };
}

/** The tests of a formula, each once, as they stand in it. */
function leavesOf(formula: Formula): readonly Leaf[] {
  const idOf = ({ operator, key, values }: Leaf): string => JSON.stringify([printOperator(operator), key, values]);
  return [...new Map(testsIn(formula).map((leaf) => [idOf(leaf), leaf])).values()];
}

/** Denied requests on one side of the test: beside an allowed one on the other side if there are such, else all of them. */
function outside(space: Space, { lower, upper }: Pair, care: BddRef, leaf: Leaf): BddRef {
  const { bdd } = space;
  const domain = domainOf(space, leaf);
  if (domain === undefined) return BDD_FALSE;
  const bits = Array.from({ length: domain.bits }, (_, i) => domain.firstBit + i);
  const denied = bdd.and(care, bdd.not(upper));
  const sides = [true, false].map((wanted) =>
    space.where(domain, (sample) => truthOf(leaf, domain, sample) === wanted),
  );
  const [yes = BDD_FALSE, no = BDD_FALSE] = sides;
  const beside = (from: BddRef, to: BddRef): BddRef =>
    bdd.and3(denied, to, bdd.exists(bdd.and3(lower, care, from), bits));
  const reaches = (from: BddRef): boolean => bdd.and3(lower, care, from) !== BDD_FALSE;
  const candidates = [
    beside(yes, no),
    beside(no, yes),
    ...(reaches(yes) ? [bdd.and(denied, no)] : []),
    ...(reaches(no) ? [bdd.and(denied, yes)] : []),
  ];
  return candidates.find((set) => set !== BDD_FALSE) ?? BDD_FALSE;
}

function domainOf(space: Space, leaf: Leaf): Domain | undefined {
  return space.domains.find(({ key }) => key.relation?.leaf === leaf) ?? space.domain(leaf.key);
}

function truthOf(leaf: Leaf, { key }: Domain, sample: Domain['samples'][number]): boolean | 'unknown' {
  if (key.relation !== undefined) return sample === 'true';
  const test = testOfLeaf(leaf);
  return test === undefined ? 'unknown' : holds(test, sample);
}
