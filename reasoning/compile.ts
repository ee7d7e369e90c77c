import type { Condition, PolicyDocument, PolicyLayer, Statement, StatementRef } from '../domain/policy.ts';
import { matchActions } from './action-patterns.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from './bdd.ts';
import { TYPED_RESOURCE_SERVICES } from './data/service-facts.ts';
import type { FreeKey, Sample } from './domains.ts';
import type { Environment } from './environment.ts';
import type { KeyState } from './key-state.ts';
import { holds, makeTest, not, type Reason, type Test, type Truth } from './operators.ts';
import { matches, type Piece, plain, resourcePattern } from './patterns.ts';
import type { Question } from './question.ts';
import { CERTAIN, type Domain, NEVER, type Pair, type Space, type SpaceBuilder, UNKNOWN } from './space.ts';
import { type Expansion, expand } from './variables.ts';

/** A three-valued condition that can be read off once all statements of the question have announced their tests. */
export type Symbolic = (space: Space) => Pair;

/** What is gathered while the statements of one question are prepared. */
export interface Gathering {
  readonly environment: Environment;
  readonly question: Question;
  readonly builder: SpaceBuilder;
  /** States of all condition keys that were looked at, by lower-case name: witnesses spell them out. */
  readonly states: Map<string, { readonly key: string; readonly state: KeyState }>;
  /** Why something may come out unknown. */
  readonly doubts: Reason[];
  /** Readings that matched and are not firmly documented. */
  readonly leanings: Reason[];
}

/** The state of a key in the question, remembered. */
export function stateOf({ environment, question, states }: Gathering, key: string): KeyState {
  const name = key.toLowerCase();
  const known = states.get(name);
  if (known !== undefined) return known.state;
  const state = environment.keyState(question, key);
  states.set(name, { key, state });
  return state;
}

export const constant =
  (truth: Truth): Symbolic =>
  () =>
    truth === 'unknown' ? UNKNOWN : truth ? CERTAIN : NEVER;

export const both =
  (...parts: readonly Symbolic[]): Symbolic =>
  (space) =>
    andPairs(space, ...parts.map((part) => part(space)));

export const either =
  (...parts: readonly Symbolic[]): Symbolic =>
  (space) =>
    orPairs(space, ...parts.map((part) => part(space)));

export const andPairs = ({ bdd }: Space, ...pairs: readonly Pair[]): Pair => ({
  lower: bdd.and3(...pairs.map((pair) => pair.lower)),
  upper: bdd.and3(...pairs.map((pair) => pair.upper)),
});
export const orPairs = ({ bdd }: Space, ...pairs: readonly Pair[]): Pair => ({
  lower: bdd.or3(...pairs.map((pair) => pair.lower)),
  upper: bdd.or3(...pairs.map((pair) => pair.upper)),
});
export const notPair = ({ bdd }: Space, pair: Pair): Pair => ({
  lower: bdd.not(pair.upper),
  upper: bdd.not(pair.lower),
});

/** A statement that may match the question's action and resource, under `when`. Principals are judged apart. */
export interface Candidate {
  readonly ref: StatementRef;
  readonly statement: Statement;
  readonly when: Symbolic;
}

/** The key that stands for the name of an open part; never leaves the engine. */
export const RESOURCE_KEY = 'tadori:resource';

export function resourceKey(prefix: string): FreeKey {
  return { name: RESOURCE_KEY, multi: false, mayBeAbsent: false, prefix, except: [prefix] };
}

/** Undefined: the statement certainly does not match, whatever the request. */
export function prepare(
  gathering: Gathering,
  layer: PolicyLayer,
  policy: string,
  document: PolicyDocument,
  index: number,
): Candidate | undefined {
  const statement = document.statements[index];
  if (statement === undefined) return undefined;
  const action = actionMatches(gathering, statement);
  if (action === false) return undefined;
  const resource = resourceMatches(gathering, layer, statement, document.version);
  if (resource === false) return undefined;
  const parts: Symbolic[] = [constant(action), resource];
  for (const condition of statement.conditions) {
    const part = prepareCondition(gathering, condition, document.version);
    if (part === false) return undefined;
    parts.push(part);
  }
  const ref: StatementRef = {
    layer,
    policy,
    index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
  };
  return { ref, statement, when: both(...parts) };
}

/** Rule 50: a wildcard in the prefix is text that IAM would have refused, so a match that needs it is doubtful. */
function actionMatches(gathering: Gathering, { actions }: Statement): Truth {
  const found = matchActions('in' in actions ? actions.in : actions.notIn, gathering.question.action);
  if (found === 'unknown')
    gathering.doubts.push({ rule: 50, text: 'an action pattern has a wildcard before the colon' });
  return 'in' in actions ? found : not(found);
}

function resourceMatches(
  gathering: Gathering,
  layer: PolicyLayer,
  { resources }: Statement,
  version: PolicyDocument['version'],
): Symbolic | false {
  if (resources === undefined) {
    if (layer !== 'resource')
      gathering.doubts.push({ rule: 58, text: 'a statement without Resource outside a resource policy' });
    return constant(layer === 'resource' ? true : 'unknown');
  }
  const entries = 'in' in resources ? resources.in : resources.notIn;
  const hits = entries.map((entry) => entryMatches(gathering, layer, entry, version));
  const some = either(...hits.map((hit) => hit.when));
  if ('in' in resources) return hits.every((hit) => hit.never === true) ? false : some;
  const valueless = hits.some((hit) => hit.valueless === true);
  if (valueless) gathering.doubts.push({ rule: 55, text: 'a NotResource entry whose variable has no value' });
  return (space) => {
    const outside = notPair(space, some(space));
    return valueless ? andPairs(space, outside, UNKNOWN) : outside;
  };
}

interface EntryMatch {
  readonly when: Symbolic;
  readonly never?: boolean;
  readonly valueless?: boolean;
}

function entryMatches(
  gathering: Gathering,
  layer: PolicyLayer,
  entry: string,
  version: PolicyDocument['version'],
): EntryMatch {
  if (entry === '*') return { when: constant(true) };
  const completed = completeArn(gathering, layer, entry);
  if (completed === 'unknown') return { when: constant('unknown') };
  const expansion = expandResource(completed, version, (key) => stateOf(gathering, key));
  switch (expansion.kind) {
    case 'valueless':
      return { when: constant(false), never: true, valueless: couldFit(gathering, completed) };
    case 'undefinedByAws':
      gathering.doubts.push({ rule: 71, text: `a list key as variable in \`${entry}\`` });
      return { when: constant('unknown') };
    case 'open':
      return { when: openEntry(gathering, expansion) };
    case 'text':
      return textEntry(gathering, expansion.pieces, entry);
  }
}

/** Variables count only after the fifth colon (rule 53): before it their text stands. */
function expandResource(
  entry: string,
  version: PolicyDocument['version'],
  stateOf: Parameters<typeof expand>[2],
): Expansion {
  const parts = entry.split(':');
  if (parts.length < 6) return expand(entry, '2008-10-17', stateOf);
  const head = `${parts.slice(0, 5).join(':')}:`;
  const tail = expand(parts.slice(5).join(':'), version, stateOf);
  const headPiece: Piece = { text: head, literal: false };
  if (tail.kind === 'text') return { kind: 'text', pieces: [headPiece, ...tail.pieces] };
  if (tail.kind !== 'open') return tail;
  return {
    ...tail,
    fill: (lookUp) => {
      const filled = tail.fill(lookUp);
      return filled === undefined ? undefined : [headPiece, ...filled];
    },
  };
}

/** Rule 52: identity policies complete short ARNs with `*`; elsewhere that is not documented. */
function completeArn(gathering: Gathering, layer: PolicyLayer, entry: string): string | 'unknown' {
  const fields = entry.split(':').length;
  if (fields >= 6) return entry;
  if ((layer === 'identity' || layer === 'permissionsBoundary') && entry.startsWith('arn:'))
    return `${entry}${':*'.repeat(6 - fields)}`;
  gathering.doubts.push({ rule: 52, text: `the resource \`${entry}\` has fewer than six fields` });
  return 'unknown';
}

/** Would the entry cover the target if its variables could hold anything? */
function couldFit({ question }: Gathering, entry: string): boolean {
  const { pattern } = resourcePattern(plain(entry.replace(/\$\{[^}]*\}/g, '*')));
  return question.target.part !== undefined || matches(pattern, question.target.arn);
}

function textEntry(gathering: Gathering, pieces: readonly Piece[], entry: string): EntryMatch {
  const { target } = gathering.question;
  const { pattern, strict } = resourcePattern(pieces);
  if (target.part !== undefined) {
    const key = resourceKey(target.part.prefix);
    const test: Test = {
      operator: { name: 'StringLike', ifExists: false },
      key: RESOURCE_KEY,
      values: [pieces.map((piece) => piece.text).join('')],
      predicates: [{ kind: 'pattern', pattern }],
      family: 'glob',
      negated: false,
    };
    gathering.builder.add(key, test);
    return { when: (space) => space.test(test) };
  }
  const loose = matches(pattern, target.arn);
  if (!loose) return { when: constant(false), never: true };
  if (!matches(strict, target.arn)) {
    gathering.leanings.push({ rule: 52, text: `a star that ends a segment of \`${entry}\` runs on over colons` });
  }
  return { when: constant(wildFixedField(gathering, entry) ? 'unknown' : true) };
}

/** Partition, service, resource type and `arn` take no wildcard; stored text with one is doubtful (rule 52). */
function wildFixedField(gathering: Gathering, entry: string): boolean {
  const [scheme = '', partition = '', service = '', , , ...rest] = entry.split(':');
  const last = rest.join(':');
  const type = TYPED_RESOURCE_SERVICES.has(service) && last !== '*' ? (last.split(/[/:]/)[0] ?? '') : '';
  if (!/[*?]/.test(scheme + partition + service + type)) return false;
  gathering.doubts.push({ rule: 52, text: `the resource \`${entry}\` has a wildcard where AWS allows none` });
  return true;
}

const OPEN_INSIDE_OPEN: Reason = {
  rule: 71,
  text: 'a value the caller chooses stands inside a pattern of another open value',
};

function openEntry(gathering: Gathering, expansion: Extract<Expansion, { kind: 'open' }>): Symbolic {
  const { target } = gathering.question;
  if (target.part !== undefined) {
    gathering.doubts.push(OPEN_INSIDE_OPEN);
    return constant('unknown');
  }
  const match = (lookUp: (key: string) => string | undefined): Truth => {
    const pieces = expansion.fill(lookUp);
    return pieces !== undefined && matches(resourcePattern(pieces).pattern, target.arn);
  };
  return overOneKey(gathering, expansion.keys, match, substrings(target.arn.split(':').slice(5).join(':')));
}

/** Undefined operator: never matches (rule 72). */
export function prepareCondition(
  gathering: Gathering,
  condition: Condition,
  version: PolicyDocument['version'],
): Symbolic | false {
  const state = stateOf(gathering, condition.key);
  const expansions = condition.values.map((text) => expandValue(gathering, condition, text, version));
  const open = expansions.filter((one) => one.kind === 'open');
  if (expansions.some((one) => one.kind === 'undefinedByAws')) return constant('unknown');
  if (open.length > 0) return openCondition(gathering, condition, expansions);
  const test = testOf(condition, expansions, () => undefined);
  if (test === undefined) {
    gathering.leanings.push({ rule: 72, text: `the operator \`${condition.operator.name}\` does not exist` });
    return false;
  }
  if (state.kind !== 'free') {
    const truth = holds(test, state.kind === 'fixed' ? state.value : undefined);
    if (truth === 'unknown') noteDoubt(gathering, test);
    return truth === false ? false : constant(truth);
  }
  gathering.builder.add(state.key, test);
  return (space) => {
    const pair = space.test(test);
    if (pair.lower !== pair.upper) gathering.doubts.push(...space.reasons(test));
    return pair;
  };
}

function noteDoubt(gathering: Gathering, test: Test): void {
  const listed = test.operator.quantifier === undefined;
  gathering.doubts.push(
    listed
      ? { rule: 63, text: `a single-valued operator on the list key ${test.key}` }
      : { rule: 60, text: `${test.operator.name} on ${test.key} is not defined here` },
  );
}

const VARIABLE_FAMILIES = /^(String|Arn)/;

function expandValue(
  gathering: Gathering,
  condition: Condition,
  text: string,
  version: PolicyDocument['version'],
): Expansion {
  if (!VARIABLE_FAMILIES.test(condition.operator.name)) {
    if (condition.operator.name === 'Bool' && version === '2012-10-17' && text.includes('${')) {
      gathering.doubts.push({ rule: 53, text: 'AWS pages disagree on variables under Bool' });
      return { kind: 'undefinedByAws' };
    }
    return { kind: 'text', pieces: plain(text) };
  }
  const expansion = expand(text, version, (key) => stateOf(gathering, key));
  if (expansion.kind === 'undefinedByAws')
    gathering.doubts.push({ rule: 71, text: `a list key as variable in \`${text}\`` });
  return expansion;
}

/** The test once free variables are given; a valueless value is a predicate that matches nothing (rule 71). */
function testOf(
  condition: Condition,
  expansions: readonly Expansion[],
  lookUp: (key: string) => string | undefined,
): Test | undefined {
  const filled = expansions.map((one) =>
    one.kind === 'text' ? one.pieces : one.kind === 'open' ? one.fill(lookUp) : undefined,
  );
  const test = makeTest(
    condition,
    filled.map((pieces) => pieces ?? []),
  );
  if (test === undefined) return undefined;
  return { ...test, predicates: test.predicates.map((one, i) => (filled[i] === undefined ? { kind: 'never' } : one)) };
}

function openCondition(gathering: Gathering, condition: Condition, expansions: readonly Expansion[]): Symbolic {
  const state = stateOf(gathering, condition.key);
  const keys = [...new Set(expansions.flatMap((one) => (one.kind === 'open' ? one.keys : [])))];
  if (state.kind === 'free') return relationOf(gathering, condition, expansions, state.key, keys);
  const value = state.kind === 'fixed' ? state.value : undefined;
  const match = (lookUp: (key: string) => string | undefined): Truth => {
    const test = testOf(condition, expansions, lookUp);
    return test === undefined ? false : holds(test, value);
  };
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return overOneKey(gathering, keys, match, texts.flatMap(substrings));
}

/** A comparison of free keys: decided by their classes where these say enough, else true or false by itself. */
function relationOf(
  gathering: Gathering,
  condition: Condition,
  expansions: readonly Expansion[],
  tested: FreeKey,
  keys: readonly string[],
): Symbolic {
  const states = keys.map((key) => stateOf(gathering, key));
  const others = states.flatMap((state) => (state.kind === 'free' ? [state.key] : []));
  if (tested.multi || condition.operator.quantifier !== undefined || tested.hidden !== undefined) {
    gathering.doubts.push(OPEN_INSIDE_OPEN);
    return constant('unknown');
  }
  const relation = relationKey(condition, expansions);
  for (const key of [tested, ...others, relation]) gathering.builder.declare(key);
  const closed = testOf(condition, expansions, () => undefined);
  if (closed !== undefined) gathering.builder.add(tested, closed);
  return (space) => {
    const known = [tested, ...others].map((key) => space.domain(key.name));
    const own = space.domain(relation.name);
    const domains = known.filter((domain) => domain !== undefined);
    if (own === undefined || domains.length < known.length || others.some((key) => key.hidden !== undefined))
      return UNKNOWN;
    const open = space.where(own, (sample) => (sample === 'true') !== isNegated(condition));
    return certain(overClasses(space, domains, (classes) => decidedBy(condition, expansions, classes) ?? open));
  };
}

const isNegated = (condition: Condition): boolean => condition.operator.name.includes('Not');
const certain = (set: BddRef): Pair => ({ lower: set, upper: set });

interface ClassOfKey {
  readonly key: string;
  readonly sample: Sample;
  readonly exact: boolean;
}

/** The union, over all combinations of classes, of what holds in each. */
function overClasses(
  space: Space,
  domains: readonly Domain[],
  inside: (classes: readonly ClassOfKey[]) => BddRef,
  chosen: readonly ClassOfKey[] = [],
): BddRef {
  const domain = domains[chosen.length];
  if (domain === undefined) return inside(chosen);
  const parts = domain.samples.map((sample, index) => {
    const one: ClassOfKey = { key: domain.key.name, sample, exact: domain.exact[index] === true };
    return space.bdd.and(space.classOf(domain, index), overClasses(space, domains, inside, [...chosen, one]));
  });
  return space.bdd.or3(...parts);
}

/** True or false where a key is absent or every value is known exactly; undefined where the classes leave it open. */
function decidedBy(
  condition: Condition,
  expansions: readonly Expansion[],
  classes: readonly ClassOfKey[],
): BddRef | undefined {
  const [tested, ...others] = classes;
  const open = tested?.sample !== undefined && others.every((one) => one.sample !== undefined);
  if (open && !classes.every((one) => one.exact)) return undefined;
  const lookUp = textLookUp((key) => classes.find((one) => one.key.toLowerCase() === key.toLowerCase())?.sample);
  const test = testOf(condition, expansions, lookUp);
  return test !== undefined && holds(test, tested?.sample) === true ? BDD_TRUE : BDD_FALSE;
}

const textLookUp =
  (lookUp: (key: string) => Sample) =>
  (key: string): string | undefined => {
    const value = lookUp(key);
    return typeof value === 'string' ? value : undefined;
  };

/** One truth for a comparison and its negation. */
function relationKey(condition: Condition, expansions: readonly Expansion[]): FreeKey {
  const positive: Condition = {
    ...condition,
    operator: { name: condition.operator.name.replace('Not', ''), ifExists: false },
  };
  const leaf = { kind: 'test', ...positive } as const;
  return {
    name: `relation:${positive.operator.name} ${condition.key.toLowerCase()} ${condition.values.join('\u0000')}`,
    multi: false,
    mayBeAbsent: false,
    values: ['true', 'false'],
    relation: {
      leaf,
      holdsIn: (lookUp) => {
        const test = testOf(positive, expansions, textLookUp(lookUp));
        return test !== undefined && holds(test, lookUp(condition.key)) === true;
      },
      valueFor: (lookUp) => {
        const [first] = expansions.filter((one) => one.kind === 'open');
        return first
          ?.fill(textLookUp(lookUp))
          ?.map((piece) => piece.text)
          .join('');
      },
    },
  };
}

/** A match that depends on one free key only through finitely many candidate texts: exact, by cutting them out of the key's domain. */
function overOneKey(
  gathering: Gathering,
  keys: readonly string[],
  match: (lookUp: (key: string) => string | undefined) => Truth,
  candidates: readonly string[],
): Symbolic {
  const [key, second] = keys;
  const state = key === undefined ? undefined : stateOf(gathering, key);
  if (key === undefined || second !== undefined || state?.kind !== 'free') {
    gathering.doubts.push(OPEN_INSIDE_OPEN);
    return constant('unknown');
  }
  const base = match(() => '\u0000');
  for (const candidate of new Set(candidates)) {
    if (match(() => candidate) !== base) gathering.builder.add(state.key, literalTest(key, candidate));
  }
  gathering.builder.add(state.key, literalTest(key, ''));
  return (space) => {
    const domain = space.domain(key);
    if (domain === undefined || space.capped.includes(key.toLowerCase())) return UNKNOWN;
    const truthOf = (sample: unknown): Truth => match(() => (typeof sample === 'string' ? sample : undefined));
    return {
      lower: space.where(domain, (sample) => truthOf(sample) === true),
      upper: space.where(domain, (sample) => truthOf(sample) !== false),
    };
  };
}

function literalTest(key: string, text: string): Test {
  const condition: Condition = { operator: { name: 'StringEquals', ifExists: false }, key, values: [text] };
  const test = makeTest(condition, [[{ text, literal: true }]]);
  if (test === undefined) throw new Error('StringEquals is an operator');
  return test;
}

function substrings(text: string): readonly string[] {
  const found = new Set<string>();
  for (let from = 0; from < text.length; from++) {
    for (let to = from + 1; to <= text.length; to++) found.add(text.slice(from, to));
  }
  return [...found];
}
