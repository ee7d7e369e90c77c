import { printOperator } from '../domain/parse-policy.ts';
import type { Condition } from '../domain/policy.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import type { FreeKey, Relation, Sample } from './domains.ts';
import { type Gathering, stateOf } from './gathering.ts';
import { makeTest, type Test } from './operators.ts';
import { not, type Reason, type Truth } from './predicates.ts';
import { type Domain, type Pair, type Space, tooManyPatterns, UNKNOWN } from './space.ts';
import { constant, pairOf, type Symbolic } from './symbolic.ts';
import type { Expansion } from './variables.ts';

type LookUp = (key: string) => Sample;

/** Something that hangs on free keys through the variables of a policy. */
interface Dependence {
  readonly keys: readonly string[];
  readonly truthOf: (lookUp: LookUp) => Truth;
  /** The texts of a variable that can make a difference. */
  readonly candidates: Iterable<string>;
}

const OPEN_INSIDE_OPEN: Reason = {
  rule: 71,
  text: 'a value the caller chooses stands inside a pattern of another open value',
};

function unknownDependence({ doubts }: Gathering): Symbolic {
  doubts.push(OPEN_INSIDE_OPEN);
  return constant('unknown');
}

/**
 * Exact over one key, by cutting the texts that make a difference out of its domain. Over several keys only a request that says
 * them all can be answered.
 */
export function overKeys(gathering: Gathering, name: string, dependence: Dependence): Symbolic {
  const [key, second] = dependence.keys;
  const state = key === undefined ? undefined : stateOf(gathering, key);
  if (key === undefined || state?.kind !== 'free') return unknownDependence(gathering);
  const single = second === undefined && !(state.key.multi && state.key.written !== undefined);
  if (single) return overOneKey(gathering, state.key, dependence);
  return lookedUp(gathering, name, dependence) ?? unknownDependence(gathering);
}

/** To try a text costs as much as it is long, and classes of texts are told apart pair by pair: a long name would take minutes. */
const MOST_LETTERS = 1_000_000;
const MOST_TEXTS = 2_000;

function overOneKey({ builder, doubts }: Gathering, key: FreeKey, { truthOf, candidates }: Dependence): Symbolic {
  const base = truthOf(() => '\u0000');
  const different: string[] = [];
  let letters = 0;
  for (const candidate of candidates) {
    letters += candidate.length;
    if (truthOf(() => candidate) !== base) different.push(candidate);
    if (letters <= MOST_LETTERS && different.length <= MOST_TEXTS) continue;
    doubts.push(tooManyPatterns(key.name));
    return constant('unknown');
  }
  for (const text of [...different, '']) builder.add(key, literalTest(key.name, text));
  return (space) => {
    doubts.push(...space.cappedReasons(key.name));
    return space.read(key.name, (sample) => truthOf(() => sample));
  };
}

/** Is the key's value this text? */
export function literalTest(key: string, text: string): Test {
  const condition: Condition = { operator: { name: 'StringEquals', ifExists: false }, key, values: [text] };
  const test = makeTest(condition, [[{ text, literal: true }]]);
  if (test === undefined) throw new Error('StringEquals is an operator');
  return test;
}

export function substrings(text: string): readonly string[] {
  const found = new Set<string>();
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 1; to <= text.length; to++) found.add(text.slice(from, to));
  }
  return [...found];
}

/** True, false or unknown by itself; undefined where nobody has written a request to look the keys up in. */
function lookedUp(
  gathering: Gathering,
  name: string,
  { keys, truthOf }: Omit<Dependence, 'candidates'>,
): Symbolic | undefined {
  if (!keys.some((key) => isWritten(gathering, key))) return undefined;
  const relation = relationKey(name, true, { keys, holdsIn: truthOf });
  gathering.builder.declare(relation);
  return (space) => {
    const own = space.domain(relation.name);
    return own === undefined ? UNKNOWN : space.truths(own, readTruth);
  };
}

const isWritten = (gathering: Gathering, key: string): boolean => {
  const state = stateOf(gathering, key);
  return state.kind === 'free' && state.key.written !== undefined;
};

/** `unsure`: values are such that the comparison may come out unknown. */
const relationKey = (name: string, unsure: boolean, relation: Relation): FreeKey => ({
  name: `relation:${name}`,
  multi: false,
  mayBeAbsent: false,
  values: ['true', 'false', ...(unsure ? ['unknown'] : [])],
  relation,
});

const readTruth = (sample: Sample): Truth => (sample === 'unknown' ? sample : sample === 'true');

/** One condition whose tested key and variables are all free. */
interface Comparison {
  readonly condition: Condition;
  readonly expansions: readonly Expansion[];
  readonly keys: readonly string[];
  readonly truthOf: (tested: Sample, lookUp: LookUp) => Truth;
}

/** A comparison of free keys: decided by their classes where these say enough, else true or false by itself. */
export function relationOf(gathering: Gathering, comparison: Comparison, tested: FreeKey): Symbolic {
  const { condition, keys, truthOf } = comparison;
  const others = keys.flatMap((key) => {
    const state = stateOf(gathering, key);
    return state.kind === 'free' ? [state.key] : [];
  });
  const all = [tested, ...others];
  if (all.some((key) => key.multi) || condition.operator.quantifier !== undefined || tested.hidden !== undefined) {
    const whole = {
      keys: all.map((key) => key.name),
      truthOf: (lookUp: LookUp) => truthOf(lookUp(tested.name), lookUp),
    };
    return lookedUp(gathering, nameOf(condition), whole) ?? unknownDependence(gathering);
  }
  const relation = comparisonKey(comparison, tested.written !== undefined);
  for (const key of [...all, relation]) gathering.builder.declare(key);
  announce(gathering, comparison, tested);
  return (space) => {
    const domains = all.flatMap((key) => space.domain(key.name) ?? []);
    const own = space.domain(relation.name);
    const known = own !== undefined && domains.length === all.length;
    const open = [...others.flatMap((key) => key.hidden ?? []), ...all.flatMap((key) => space.cappedReasons(key.name))];
    if (!known || open.length > 0) {
      gathering.doubts.push(...open);
      return UNKNOWN;
    }
    const free = space.truths(own, (sample) => (isNegated(condition) ? not(readTruth(sample)) : readTruth(sample)));
    return overClasses(space, domains, (classes) => decidedBy(comparison, classes) ?? free);
  };
}

/** What the condition asks of the tested key where no variable has a value. */
function announce({ builder }: Gathering, { condition, expansions }: Comparison, tested: FreeKey): void {
  const test = makeTest(
    condition,
    expansions.map((one) => (one.kind === 'closed' ? one.filled : one.fill(() => undefined))),
  );
  if (test !== undefined) builder.add(tested, test);
}

export const isNegated = (condition: Condition): boolean => condition.operator.name.includes('Not');

interface ClassOfKey {
  readonly key: string;
  readonly sample: Sample;
  readonly exact: boolean;
}

/** The union, over all combinations of classes, of what holds in each. */
function overClasses(
  space: Space,
  domains: readonly Domain[],
  inside: (classes: readonly ClassOfKey[]) => Pair,
  chosen: readonly ClassOfKey[] = [],
): Pair {
  const domain = domains[chosen.length];
  if (domain === undefined) return inside(chosen);
  let [lower, upper]: [BddRef, BddRef] = [BDD_FALSE, BDD_FALSE];
  for (const [index, sample] of domain.samples.entries()) {
    const one: ClassOfKey = { key: domain.key.name, sample, exact: domain.exact[index] === true };
    const part = overClasses(space, domains, inside, [...chosen, one]);
    const own = space.classOf(domain, index);
    lower = space.bdd.or(lower, space.bdd.and(own, part.lower));
    upper = space.bdd.or(upper, space.bdd.and(own, part.upper));
  }
  return { lower, upper };
}

/** True or false where nothing is compared, or every value compared is known exactly; undefined where the classes leave it open. */
function decidedBy(comparison: Comparison, classes: readonly ClassOfKey[]): Pair | undefined {
  const [tested] = classes;
  const find = (key: string): ClassOfKey | undefined =>
    classes.find((one) => one.key.toLowerCase() === key.toLowerCase());
  const lookUp = (key: string): Sample => find(key)?.sample;
  const compared = comparison.expansions.flatMap((one) =>
    one.kind === 'open' && !('kind' in one.fill(lookUp)) ? one.keys.filter((key) => lookUp(key) !== undefined) : [],
  );
  const open = tested?.sample !== undefined && compared.length > 0;
  const exact = tested?.exact === true && compared.every((key) => find(key)?.exact === true);
  return open && !exact ? undefined : pairOf(comparison.truthOf(tested?.sample, lookUp));
}

/** One truth for a comparison and its negation. */
function comparisonKey({ condition, keys, expansions, truthOf }: Comparison, unsure: boolean): FreeKey {
  const operator = { name: condition.operator.name.replace('Not', ''), ifExists: false };
  const positive: Condition = { ...condition, operator };
  return relationKey(eitherWayRound(positive), unsure, {
    leaf: { kind: 'test', ...positive },
    keys: [condition.key, ...keys],
    proposals: (lookUp) => expansions.flatMap((one) => textOf(one, lookUp)),
    holdsIn: (lookUp) => {
      const truth = truthOf(lookUp(condition.key), lookUp);
      return isNegated(condition) ? not(truth) : truth;
    },
  });
}

/** Whether one key equals another is one question, whichever of the two a policy tests. */
function eitherWayRound(condition: Condition): string {
  const [other] = condition.values.flatMap((text) => /^\$\{([\w:/.-]+)\}$/.exec(text)?.[1] ?? []);
  if (other === undefined || condition.values.length > 1 || !/^StringEquals/.test(condition.operator.name))
    return nameOf(condition);
  const [first = '', second = ''] = [condition.key, other].map((key) => key.toLowerCase()).sort();
  return nameOf({ ...condition, key: first, values: [second] });
}

/** A text that fits the value of a policy once its variables are given. */
function textOf(expansion: Expansion, lookUp: LookUp): readonly string[] {
  const filled = expansion.kind === 'closed' ? expansion.filled : expansion.fill(lookUp);
  if ('kind' in filled) return [];
  return [filled.map(({ text, literal }) => (literal ? text : text.replace(/[*?]/g, 'x'))).join('')];
}

export const nameOf = ({ operator, key, values }: Condition): string =>
  `${printOperator(operator)} ${key.toLowerCase()} ${values.join('\u0000')}`;
