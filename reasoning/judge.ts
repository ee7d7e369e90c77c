import type { Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import { printOperator } from '../domain/parse-policy.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from './bdd.ts';
import { allOf, type Leaf, testsIn } from './connectives.ts';
import type { FreeKey } from './domains.ts';
import { type Factor, inFactors } from './formula.ts';
import { looseKey } from './key-state.ts';
import { type Filled, makeTest, type Test } from './operators.ts';
import { Recent } from './recent.ts';
import { feasible } from './relations.ts';
import { domainOf, type Pair, type Space, SpaceBuilder, testId } from './space.ts';
import { expand } from './variables.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** Exact, also where it is unknown whether it can hold. */
  readonly when: Formula;
  /** Where that is unknown: the keys that are tested with too many patterns. */
  readonly capped: readonly string[];
}

/** What a condition comes to, over the requests of `care`. */
export function verdictOf({ lower, upper }: Pair, care: BddRef): Verdict {
  if (upper === BDD_FALSE) return 'denied';
  if (lower === care) return 'allowed';
  return lower === upper ? 'conditional' : 'unknown';
}

/**
 * All of these conditions at once, in one and the same request context: can they hold, must they, and when. A test of which AWS
 * does not say whether it holds counts as holding, or (`forCertain`) as not.
 */
export function judge(conditions: readonly Formula[], how: { readonly forCertain?: boolean } = {}): Judgement {
  const { verdict, when, capped } = judgeInFactors(allOf(conditions), how);
  return { verdict, when, capped };
}

/** Of a condition that can hold, and need not: any of which products it is, key by key in the order in which keys are met. */
interface JudgedInFactors extends Judgement {
  /** It comes out so for certain or not: AWS says of each test whether it holds. */
  readonly certain: () => boolean;
  readonly beside?: () => readonly (readonly Factor[])[];
}

export function judgeInFactors(formula: Formula, { forCertain = false } = {}): JudgedInFactors {
  if (formula.kind === 'true') return { verdict: 'allowed', when: formula, capped: [], certain: () => true };
  const { space, set, care, certain } = requestsOf(formula, forCertain);
  if (space.capped.length > 0) return { verdict: 'unknown', when: formula, capped: space.capped, certain };
  if (set === BDD_FALSE) return { verdict: 'denied', when: { kind: 'false' }, capped: [], certain };
  if (set === care) return { verdict: 'allowed', when: { kind: 'true' }, capped: [], certain };
  const { formula: when, beside } = inFactors(space, set, care);
  return { verdict: 'conditional', when, capped: [], certain, beside };
}

interface Requests {
  readonly space: Space;
  readonly set: BddRef;
  readonly care: BddRef;
  readonly certain: () => boolean;
}

/** The requests in which a condition holds, among those that there can be. */
function requestsOf(formula: Formula, forCertain: boolean): Requests {
  const atoms = atomsOf(formula);
  const builder = new SpaceBuilder();
  for (const atom of atoms.values()) {
    if (atom.kind === 'test') builder.add(keyOf(atom.test, atoms), atom.test);
    else builder.declare(atom.key);
  }
  const space = builder.build(classesOnce);
  if (space.capped.length > 0) return { space, set: BDD_FALSE, care: BDD_FALSE, certain: () => false };
  const care = feasible(space);
  const [side, other] = forCertain ? (['lower', 'upper'] as const) : (['upper', 'lower'] as const);
  const all = setOf(space, formula, atoms, side);
  const certain = (): boolean => setOf(space, formula, atoms, other) === all;
  return { space, set: space.bdd.and(all, care), care, certain };
}

/** Of keys of which many conditions ask the same. */
const classes = new Recent<string, ReturnType<typeof domainOf>>(2_000);

const classesOnce: typeof domainOf = (key, tests, firstBit) => {
  if (key.relation !== undefined) return domainOf(key, tests, firstBit);
  const asked = tests.map((test) => `${test.key} ${test.operator.ifExists} ${testId(test)}`);
  const { domain, isCapped } = classes.of(`${key.multi} ${asked.join('\u0003')}`, () => domainOf(key, tests, 0));
  return { domain: { ...domain, firstBit }, isCapped };
};

/** The same of conditions each of which can hold: only where several meet, their patterns can be too many to tell. */
export function judgeMeeting(conditions: readonly Formula[]): Judgement {
  const judged = judge(conditions);
  const [, second] = conditions.filter((one) => one.kind !== 'true');
  return judged.verdict === 'unknown' && second === undefined
    ? { verdict: 'conditional', when: judged.when, capped: [] }
    : judged;
}

function leafId(leaf: Leaf): string {
  const id =
    leafIds.get(leaf) ?? `${printOperator(leaf.operator)} ${leaf.key.toLowerCase()} ${leaf.values.join('\u0000')}`;
  leafIds.set(leaf, id);
  return id;
}
const leafIds = new WeakMap<Leaf, string>();

/** Names, in lower case, of what its tests are about: keys, and comparisons of several. */
export const testedIn = (formula: Formula): ReadonlySet<string> =>
  new Set(
    [...atomsOf(formula).values()].map((one) => (one.kind === 'test' ? one.test.key : one.key.name).toLowerCase()),
  );

/** A test of one key, or a comparison of several that is true or false by itself. */
type Atom =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'comparison'; readonly key: FreeKey; readonly negated: boolean };

function atomsOf(formula: Formula): ReadonlyMap<string, Atom> {
  const found = new Map<string, Atom>();
  for (const leaf of testsIn(formula)) {
    const atom = atomsMade.get(leaf) ?? atomOf(leaf);
    atomsMade.set(leaf, atom);
    if (atom !== undefined) found.set(leafId(leaf), atom);
  }
  return found;
}

const atomsMade = new WeakMap<Leaf, Atom | undefined>();

function atomOf(leaf: Leaf): Atom | undefined {
  if (/^(String|Arn)/.test(leaf.operator.name) && leaf.values.some((text) => HAS_VARIABLE.test(text)))
    return comparisonOf(leaf);
  const test = testOfLeaf(leaf);
  return test === undefined ? undefined : { kind: 'test', test };
}

/** Escapes of plain characters are no variables. */
const HAS_VARIABLE = /\$\{[^*?$}][^}]*\}/;

function comparisonOf(leaf: Leaf): Atom {
  const positive = { ...leaf, operator: { ...leaf.operator, name: leaf.operator.name.replace('Not', '') } };
  const key: FreeKey = {
    name: `relation:${leafId(positive)}`,
    multi: false,
    mayBeAbsent: false,
    values: ['true', 'false'],
    relation: { leaf: positive, keys: [], holdsIn: () => 'unknown' },
  };
  return { kind: 'comparison', key, negated: positive.operator.name !== leaf.operator.name };
}

/** Values of answers hold no variables any more, only the escapes of plain characters. */
export function testOfLeaf(leaf: Leaf): Test | undefined {
  const escapes = /^(String|Arn)/.test(leaf.operator.name);
  const values = leaf.values.map((text): Filled => {
    const expansion = expand(text, escapes ? '2012-10-17' : '2008-10-17', () => ({ kind: 'absent' }));
    const closed = expansion.kind === 'closed' && !('kind' in expansion.filled);
    return closed ? expansion.filled : [{ text, literal: true }];
  });
  return makeTest(leaf, values);
}

/** Keys under a set operator are lists, whatever is known of them. */
function keyOf(test: Test, atoms: ReadonlyMap<string, Atom>): ReturnType<typeof looseKey> {
  const key = looseKey(test.key.replace(/@\d+$/, ''));
  const multi = [...atoms.values()].some(
    (one) =>
      one.kind === 'test' &&
      one.test.key.toLowerCase() === test.key.toLowerCase() &&
      one.test.operator.quantifier !== undefined,
  );
  return { ...key, name: test.key, multi: key.multi || multi };
}

function setOf(space: Space, formula: Formula, atoms: ReadonlyMap<string, Atom>, side: keyof Pair): BddRef {
  switch (formula.kind) {
    case 'true':
      return BDD_TRUE;
    case 'false':
      return BDD_FALSE;
    case 'not':
      return space.bdd.not(setOf(space, formula.of, atoms, side === 'lower' ? 'upper' : 'lower'));
    case 'all':
      return space.bdd.and3(...formula.of.map((one) => setOf(space, one, atoms, side)));
    case 'any':
      return space.bdd.or3(...formula.of.map((one) => setOf(space, one, atoms, side)));
    case 'test': {
      const atom = atoms.get(leafId(formula));
      return atom === undefined ? BDD_FALSE : atomHolds(space, atom, side);
    }
  }
}

function atomHolds(space: Space, atom: Atom, side: keyof Pair): BddRef {
  if (atom.kind === 'test') return space.test(atom.test)[side];
  const domain = space.domain(atom.key.name);
  return domain === undefined ? BDD_FALSE : space.where(domain, (sample) => (sample === 'true') !== atom.negated);
}
