import type { Assumption, Limit } from '../../domain/decision.ts';
import type { PolicyLayer, StatementRef } from '../../domain/policy.ts';

/** Kleene's three values, each with what it rests on. `given` holds beliefs that AWS does not document firmly. */
export type Truth =
  | { readonly is: true; readonly by: readonly StatementRef[]; readonly given: readonly Assumption[] }
  | {
      readonly is: false;
      readonly missing: readonly PolicyLayer[];
      readonly given: readonly Assumption[];
      readonly limit?: Limit;
    }
  | { readonly is: 'unknown'; readonly because: readonly Assumption[] };
type True = Extract<Truth, { is: true }>;
type False = Extract<Truth, { is: false }>;

export const YES: Truth = { is: true, by: [], given: [] };
export const NO: Truth = { is: false, missing: [], given: [] };
export const truth = (value: boolean): Truth => (value ? YES : NO);
export const unknown = (rule: number, text: string): Truth => ({ is: 'unknown', because: [{ rule, text }] });
export const missing = (...layers: readonly PolicyLayer[]): Truth => ({ is: false, missing: layers, given: [] });
export const limited = (limit: Limit): Truth => ({ is: false, missing: [], given: [], limit });

/** False as soon as one is false; unknown only where nothing is false. */
export function allOf(all: readonly Truth[]): Truth {
  const only = alone(all, YES);
  if (only !== undefined) return only;
  if (all.every(isTrue)) return { is: true, by: joined(all, (one) => one.by), given: joined(all, (one) => one.given) };
  const no = all.filter(isFalse);
  return no.length > 0 ? allFalse(no) : doubts(all);
}

const isTrue = (one: Truth): one is True => one.is === true;
const isFalse = (one: Truth): one is False => one.is === false;

/** The only one that says something, if there are no others that do. */
function alone(list: readonly Truth[], nothing: Truth): Truth | undefined {
  let only = nothing;
  for (const one of list) {
    if (one === nothing || one === only) continue;
    if (only !== nothing) return undefined;
    only = one;
  }
  return only;
}

/** One false without a belief is enough; only if all rest on beliefs do these count. */
function allFalse(no: readonly False[]): False {
  const [first] = no;
  if (first !== undefined && no.every((one) => one === first)) return first;
  const limit = no.find((one) => one.limit !== undefined)?.limit;
  const missing = [...new Set(joined(no, (one) => one.missing))];
  return { is: false, missing, given: beliefs(no), ...(limit === undefined ? {} : { limit }) };
}

/** True as soon as one is true; false only if all are. */
export function anyOf(any: readonly Truth[]): Truth {
  const only = alone(any, NO);
  if (only !== undefined) return only;
  if (any.every(isFalse)) return { ...allFalse(any), given: joined(any, (one) => one.given) };
  const yes = any.filter(isTrue);
  return yes.length > 0 ? { is: true, by: joined(yes, (one) => one.by), given: beliefs(yes) } : doubts(any);
}

const doubts = (list: readonly Truth[]): Truth => ({
  is: 'unknown',
  because: [...new Set(list.flatMap((one) => (one.is === 'unknown' ? one.because : [])))],
});

const beliefs = (list: readonly (True | False)[]): readonly Assumption[] =>
  list.some((one) => one.given.length === 0) ? [] : joined(list, (one) => one.given);

function joined<O, T>(list: readonly O[], of: (one: O) => readonly T[]): readonly T[] {
  const all: T[] = [];
  for (const one of list) for (const each of of(one)) all.push(each);
  return all;
}

export function not(one: Truth): Truth {
  if (one.is === 'unknown') return one;
  if (one === NO) return YES;
  return one.is ? { is: false, missing: [], given: one.given } : { is: true, by: [], given: one.given };
}

/** The same answer, resting on one more belief. */
export const assuming = (one: Truth, rule: number, text: string): Truth =>
  one.is === 'unknown' ? one : { ...one, given: [...one.given, { rule, text }] };

/** A true that AWS does not warrant is unknown; false and unknown stay. */
export const onlyMaybe = (one: Truth, rule: number, text: string): Truth =>
  one.is === true ? unknown(rule, text) : one;

/** Two readings: where they agree that is the answer. */
export const agreed = (one: Truth, other: Truth, rule: number, text: string): Truth =>
  one.is === other.is ? one : unknown(rule, text);

/** A false names no missing layers: another alternative speaks for them. */
export const quiet = (one: Truth): Truth => (one.is === false ? { ...one, missing: [] } : one);

/** A true is carried by this statement. */
export const carriedBy = (one: Truth, ref: StatementRef): Truth =>
  one.is === true ? { is: true, by: [ref], given: one.given } : one;

/** A false comes from the silence of this layer. */
export const silentIn = (one: Truth, layer: PolicyLayer): Truth =>
  one.is === false ? { ...one, missing: [layer] } : one;
