import type { Formula } from '../../domain/formula.ts';
import type { AccessRequest, ContextValue } from '../../domain/request.ts';
import { EXCLUSIVE, ONLY_IF_TRUE, TOGETHER } from '../data/key-relations.ts';
import { conditionHolds } from '../reference/conditions/holds.ts';
import { type Situation, situationOf } from '../reference/situation.ts';
import type { StoredClaim } from './stored-claim.ts';

/** More combinations of values than this are not tried; the engine's own comparison is then the only one. */
const MOST_CASES = 20_000;

/**
 * Is `whole` true just where all `parts` are? The same text, or the same truth, as the interpreter sees it, for every combination of
 * the values that the claims tell apart.
 */
export function isTogether(whole: Formula, parts: readonly Formula[], claims: readonly StoredClaim[]): boolean {
  const spoken = parts.filter((part) => part.kind !== 'true');
  const [only = TRUE, ...more] = spoken;
  if (JSON.stringify(whole) === JSON.stringify(more.length === 0 ? only : { kind: 'all', of: spoken })) return true;
  const keys = keysOf(parts);
  if (keysOf([whole]).some((key) => !keys.some((one) => one.toLowerCase() === key.toLowerCase()))) return false;
  const values = keys.map((key) => valuesOf(key, claims));
  if (values.reduce((all, one) => all * one.length, 1) > MOST_CASES) return true;
  const contexts = combinations(values).map((chosen) => contextOf(keys, chosen));
  return contexts.filter(occurs).every((context) => {
    const situation = situationOf(requestWith(context));
    const wanted = truthOf({ kind: 'all', of: parts }, situation);
    const found = truthOf(whole, situation);
    return wanted === undefined || found === undefined || wanted === found;
  });
}

const TRUE: Formula = { kind: 'true' };

function keysOf(formulas: readonly Formula[]): readonly string[] {
  const found = new Map<string, string>();
  const visit = (one: Formula): void => {
    if (one.kind === 'test') found.set(one.key.toLowerCase(), one.key);
    else if (one.kind === 'not') visit(one.of);
    else if (one.kind === 'all' || one.kind === 'any') one.of.forEach(visit);
  };
  formulas.forEach(visit);
  return [...found.values()];
}

type Value = ContextValue | null;

/** What any of the claims lets the key hold, each value once. */
function valuesOf(name: string, claims: readonly StoredClaim[]): readonly Value[] {
  const found = new Map<string, Value>();
  for (const { keys } of claims) {
    for (const { key, samples } of keys) {
      if (key.toLowerCase() === name.toLowerCase()) for (const one of samples) found.set(JSON.stringify(one), one);
    }
  }
  return found.size === 0 ? [null] : [...found.values()];
}

const combinations = (values: readonly (readonly Value[])[]): readonly (readonly Value[])[] =>
  values.reduce<readonly (readonly Value[])[]>(
    (all, ones) => all.flatMap((chosen) => ones.map((one) => [...chosen, one])),
    [[]],
  );

const contextOf = (keys: readonly string[], chosen: readonly Value[]): Readonly<Record<string, ContextValue>> =>
  Object.fromEntries(
    keys.flatMap((key, index) => {
      const value = chosen[index] ?? null;
      return value === null ? [] : [[key, value]];
    }),
  );

/** Can these keys stand beside each other in one request? */
function occurs(context: Readonly<Record<string, ContextValue>>): boolean {
  const held = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const has = (key: string): boolean => held.has(key.toLowerCase());
  return (
    EXCLUSIVE.every(([a, b]) => !has(a) || !has(b)) &&
    TOGETHER.every(([a, b]) => !has(a) || has(b)) &&
    ONLY_IF_TRUE.every(([a, b]) => !has(a) || held.get(b.toLowerCase()) === 'true')
  );
}

/** Undefined where the interpreter does not know. */
function truthOf(formula: Formula, situation: Situation): boolean | undefined {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'not': {
      const of = truthOf(formula.of, situation);
      return of === undefined ? undefined : !of;
    }
    case 'all':
    case 'any': {
      const decisive = formula.kind === 'any';
      const parts = formula.of.map((one) => truthOf(one, situation));
      return parts.includes(decisive) ? decisive : parts.includes(undefined) ? undefined : !decisive;
    }
    case 'test': {
      const variables = formula.values.some((one) => one.includes('${'));
      const truth = conditionHolds(formula, { situation, layer: 'identity', variables });
      return truth.is === 'unknown' ? undefined : truth.is;
    }
  }
}

/** Only what is in the context counts for a condition. */
const requestWith = (context: AccessRequest['context']): AccessRequest => ({
  principal: { kind: 'anonymous' },
  action: 'sts:GetCallerIdentity',
  resource: { arn: '*' },
  context,
  policies: {},
  facts: {},
});
