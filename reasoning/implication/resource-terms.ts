import { entriesOf, type Statement } from '../../domain/policy.ts';
import type { Sample } from '../domains.ts';
import { type Gathering, stateOf } from '../gathering.ts';
import { literalTest } from '../open-values.ts';
import type { Filled } from '../operators.ts';
import { type Pattern, type Piece, resourcePattern } from '../patterns.ts';
import type { Reason } from '../predicates.ts';
import { both, constant, either, type Symbolic } from '../symbolic.ts';
import { expand } from '../variables.ts';
import type { PolicyTexts } from './policy-texts.ts';
import type { Sided } from './sides.ts';

/** One reading of an entry: it covers the texts of the pattern where `when` holds. */
export interface Covering {
  readonly pattern: Pattern;
  readonly when: Symbolic;
}

/** One entry of a Resource element. */
export interface EntryTerm {
  readonly text: string;
  /** Covers everything. */
  readonly all: boolean;
  readonly coverings: readonly Covering[];
  /** With any text in the place of its variables; left out where it has none. */
  readonly generous?: Pattern;
  /** Why a match is no more than possible. */
  readonly doubt?: Reason;
  /** A variable may have no value, which AWS does not explain for NotResource (rule 55). */
  readonly valueless?: { readonly when: Symbolic };
}

/** The Resource element of a statement; undefined: it has none. */
export interface ResourceTerm {
  readonly excludes: boolean;
  readonly entries: readonly EntryTerm[];
}

export function resourceTerm(
  gathering: Gathering,
  texts: PolicyTexts,
  one: Sided,
  fillers: Fillers,
): ResourceTerm | undefined {
  const { resources } = one.statement;
  if (resources === undefined) return undefined;
  const excludes = 'notIn' in resources;
  return {
    excludes,
    entries: entriesOf(resources).map((text) => entryTerm(gathering, texts, text, one.version, fillers)),
  };
}

/** Values that stand for all that a variable can hold, unlike any text of the policies. */
export interface Fillers {
  readonly of: (key: string) => readonly string[];
  /** None: no variable names the key. */
  readonly used: (key: string) => readonly string[];
}

/**
 * Where wildcards and denials do not tell texts apart, one text without and one with a colon, and the empty one, stand for all values:
 * whatever covers an ARN with such a value inside covers it with any other. Conditions do tell values of the key apart: each value
 * that one of them names is there too, and for a pattern a value that fits it and is otherwise unlike any text.
 */
export function fillersFor({ wildcards }: PolicyTexts, tested: TestedTexts): Fillers {
  const seen = new Map<string, readonly string[]>();
  return {
    used: (key) => seen.get(key.toLowerCase()) ?? [],
    of: (key) => {
      const id = key.toLowerCase();
      const known = seen.get(id);
      if (known !== undefined) return known;
      const text = `any-value-of-this-key-${seen.size + 1}${'z'.repeat(wildcards)}`;
      const named = tested(id).flatMap((value) => [value.replace(/\*/g, text).replace(/\?/g, 'q'), ...bare(value)]);
      const values = [...new Set([...(NAMES.has(id) ? [text] : [text, '', `${text}:${text}`]), ...named])];
      seen.set(id, values);
      return values;
    },
  };
}
/** A value of a key whose values all begin in the same way. */
export const withPrefix = (prefix: string | undefined, text: string): string =>
  prefix === undefined || text.startsWith(prefix) ? text : prefix + text;

/** The shortest text that a pattern fits. */
const bare = (value: string): readonly string[] =>
  /[*?]/.test(value) ? [value.replace(/\*/g, '').replace(/\?/g, 'q')] : [];

/** What the conditions of the statements compare a key (in lower case) with, variables left out. */
export type TestedTexts = (id: string) => readonly string[];

export const testedTexts =
  (statements: readonly Statement[]): TestedTexts =>
  (id) =>
    statements
      .flatMap(({ conditions }) => conditions)
      .filter(({ key, operator }) => key.toLowerCase() === id && /^(String|Arn)/.test(operator.name))
      .flatMap(({ values }) => values.filter((value) => !value.includes('${')));

/** Neither empty nor with a colon. */
const NAMES = new Set([
  'aws:username',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:requestedregion',
]);

function entryTerm(
  gathering: Gathering,
  texts: PolicyTexts,
  text: string,
  version: Sided['version'],
  fillers: Fillers,
): EntryTerm {
  const { entry, all, outer, exact, doubt } = texts.outlineOf(text, version);
  if (all) return { text, all, coverings: [] };
  const common = { text, all, ...(doubt === undefined ? {} : { doubt }) };
  if (exact) return { ...common, coverings: [{ pattern: outer, when: constant(true) }] };
  const { head, tail } = entry;
  const expansion = expand(tail, version, (key) => stateOf(gathering, key));
  const read = (filled: Filled, when: Symbolic): readonly Covering[] =>
    'kind' in filled ? [] : [{ pattern: patternFor(head, filled), when }];
  const generous = outer;
  if (expansion.kind === 'closed') {
    const { filled } = expansion;
    const coverings = read(filled, constant(true));
    if (!('kind' in filled)) return { ...common, coverings };
    return filled.kind === 'never'
      ? { ...common, coverings, generous, valueless: { when: constant(true) } }
      : { ...common, coverings: [{ pattern: generous, when: constant('unknown') }], doubt: filled.reason };
  }
  const { keys, fill } = expansion;
  if (keys.length > 2) {
    const reason = { rule: 71, text: `more than two values a request chooses stand in \`${text}\`` };
    return { ...common, coverings: [{ pattern: generous, when: constant('unknown') }], doubt: reason };
  }
  const cases = valueCases(gathering, keys, fillers);
  const filled = cases.map((one) => ({ ...one, filled: fill((key) => one.values.get(key.toLowerCase())) }));
  const without = filled.filter((one) => 'kind' in one.filled && one.filled.kind === 'never');
  return {
    ...common,
    generous,
    coverings: filled.flatMap((one) => read(one.filled, one.when)),
    valueless: { when: either(...without.map((one) => one.when)) },
  };
}

function patternFor(head: string, pieces: readonly Piece[]): Pattern {
  return resourcePattern([{ text: head, literal: false }, ...pieces]).pattern;
}

interface ValueCase {
  readonly values: ReadonlyMap<string, Sample>;
  readonly when: Symbolic;
}

/** All combinations of absence and filler values of the keys. */
function valueCases(gathering: Gathering, keys: readonly string[], fillers: Fillers): readonly ValueCase[] {
  let cases: readonly ValueCase[] = [{ values: new Map(), when: constant(true) }];
  for (const key of keys) {
    const state = stateOf(gathering, key);
    if (state.kind !== 'free') continue;
    const texts = fillers.of(key).map((text) => withPrefix(state.key.prefix, text));
    const values: readonly Sample[] = [...(state.key.mayBeAbsent ? [undefined] : []), ...texts];
    for (const text of texts) gathering.builder.add(state.key, literalTest(state.key.name, text));
    cases = cases.flatMap((one) =>
      values.map((value) => ({
        values: new Map([...one.values, [key.toLowerCase(), value] as const]),
        when: both(one.when, (space) => space.read(key, (sample) => sample === value)),
      })),
    );
  }
  return cases;
}
