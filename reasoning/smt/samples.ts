import type { Formula } from '../../domain/formula.ts';
import { variablesIn } from '../../domain/parse-policy.ts';
import type { AccessRequest, ContextValue } from '../../domain/request.ts';
import type { Claim, ClaimedAction } from '../claim.ts';
import { EXCLUSIVE, LISTED, ONLY_IF_TRUE, TOGETHER } from '../data/key-relations.ts';
import { conditionHolds } from '../reference/conditions/holds.ts';
import { type Situation, situationOf } from '../reference/situation.ts';
import type { Truth } from '../reference/truth.ts';
import { allOf, and, anyOf, type Bounds, boundsOf, NO, none, not, or, type Term, YES } from './expression.ts';

export const RESOURCE = 'resource';
const ACTION = 'action';

interface Variable {
  readonly name: string;
  readonly key: string;
  readonly samples: readonly (ContextValue | undefined)[];
  readonly hidden: boolean;
}

interface Choice {
  readonly variable: Variable;
  readonly index: number;
  readonly value: ContextValue | undefined;
}

/**
 * The finitely many requests of a claim: one integer for the action, one for each key that can take several values, one sample a
 * value. Whatever the reference interpreter says of samples is written down as terms over these integers.
 */
export class Samples {
  readonly claim: Claim;
  readonly everyAction: readonly number[];
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #situations = new Map<string, Situation>();

  constructor(claim: Claim) {
    this.claim = claim;
    this.everyAction = [...claim.actions.keys()];
    const named = claim.keys.map((key, index): [string, Variable] => [
      key.key.toLowerCase(),
      { ...key, name: `k${index}` },
    ]);
    const parts: readonly [string, Variable][] =
      claim.parts === undefined ? [] : [[RESOURCE, { name: 'r', key: RESOURCE, samples: claim.parts, hidden: false }]];
    this.#variables = new Map([...named, ...parts]);
  }

  variables(): readonly string[] {
    return [ACTION, ...[...this.#variables.values()].map(({ name }) => name)];
  }

  /** What each integer stands for. */
  legend(): readonly string[] {
    return [
      `${ACTION}: ${this.claim.actions.map((one, index) => `${index} ${one.action}`).join(', ')}`,
      ...[...this.#variables.values()].map(
        ({ name, key, samples }) =>
          `${name}: ${key}: ${samples.map((value, index) => `${index} ${JSON.stringify(value) ?? 'absent'}`).join(', ')}`,
      ),
    ];
  }

  /** Ranges of the integers, and the dependences between keys. */
  feasible(): Term {
    const ranges = [...this.#variables.values()].map(({ name, samples }) => within(name, samples.length));
    return and(within(ACTION, this.everyAction.length), ...ranges, ...(this.claim.written ? [] : this.#relations()));
  }

  /** Open and fixed keys of such names. */
  keysLike(name: RegExp): readonly string[] {
    const { keys, actions } = this.claim;
    return [...keys.map((one) => one.key), ...actions.flatMap(({ fixed }) => [...fixed.keys()])].filter((key) =>
      name.test(key),
    );
  }

  /** All values of the keys that nobody can know, as arguments in the order of `variables`. */
  hiddenCases(): readonly (readonly string[])[] {
    let cases: readonly (readonly string[])[] = [[ACTION]];
    for (const { name, hidden, samples } of this.#variables.values()) {
      const values = hidden ? samples.map((_, index) => String(index)) : [name];
      cases = cases.flatMap((one) => values.map((value) => [...one, value]));
    }
    return cases;
  }

  /** The request's action is one of these. */
  actionIn(indexes: readonly number[]): Term {
    if (indexes.length === this.everyAction.length) return 'true';
    return or(...indexes.map((index) => `(= ${ACTION} ${index})`));
  }

  actionIs(accept: (action: string) => boolean): Bounds {
    const term = this.actionIn(this.everyAction.filter((index) => accept(this.#action(index).action)));
    return { lower: term, upper: term };
  }

  /** A truth of requests that hangs on these keys, and on no action's name. */
  over(keys: readonly string[], truth: (situation: Situation) => Truth, asked = this.everyAction): Bounds {
    const wanted = [...new Set(keys.map((key) => key.toLowerCase()))];
    const groups = new Map<string, number[]>();
    for (const index of asked) {
      const { fixed } = this.#action(index);
      const id = JSON.stringify(wanted.map((key) => (fixed.has(key) ? (fixed.get(key) ?? null) : { open: key })));
      groups.set(id, [...(groups.get(id) ?? []), index]);
    }
    const parts = [...groups.values()].map((actions) => this.#cases(actions, wanted, truth));
    return this.#byAction(parts, asked);
  }

  /** The same where the action's name matters too. */
  overEachAction(keys: readonly string[], truth: (situation: Situation) => Truth, asked = this.everyAction): Bounds {
    const wanted = [...new Set(keys.map((key) => key.toLowerCase()))];
    return this.#byAction(
      asked.map((index) => this.#cases([index], wanted, truth)),
      asked,
    );
  }

  /** Conditions of the claim, read by the reference interpreter. */
  claimed(formulaOf: (action: ClaimedAction) => Formula): Bounds {
    const groups = new Map<string, { readonly formula: Formula; readonly actions: number[] }>();
    for (const index of this.everyAction) {
      const formula = formulaOf(this.#action(index));
      const id = JSON.stringify(formula);
      const group = groups.get(id) ?? { formula, actions: [] };
      group.actions.push(index);
      groups.set(id, group);
    }
    const parts = [...groups.values()].map(({ formula, actions }) => ({
      actions,
      bounds: this.#formula(formula, actions),
    }));
    return this.#byAction(parts, this.everyAction);
  }

  #formula(formula: Formula, actions: readonly number[]): Bounds {
    switch (formula.kind) {
      case 'true':
        return YES;
      case 'false':
        return NO;
      case 'not':
        return none(this.#formula(formula.of, actions));
      case 'all':
        return allOf(...formula.of.map((one) => this.#formula(one, actions)));
      case 'any':
        return anyOf(...formula.of.map((one) => this.#formula(one, actions)));
      case 'test': {
        const variables = formula.values.some((one) => one.includes('${'));
        const holds = (situation: Situation): Truth =>
          conditionHolds(formula, { situation, layer: 'identity', variables });
        return this.over([formula.key, ...variablesIn(formula.values)], holds, actions);
      }
    }
  }

  #byAction(parts: readonly Part[], asked: readonly number[]): Bounds {
    const merged = new Map<string, { readonly bounds: Bounds; actions: readonly number[] }>();
    for (const { bounds, actions } of parts) {
      const id = `${bounds.lower}\n${bounds.upper}`;
      merged.set(id, { bounds, actions: [...(merged.get(id)?.actions ?? []), ...actions] });
    }
    return anyOf(
      ...[...merged.values()].map(({ bounds, actions }) => {
        const term = actions.length === asked.length ? 'true' : this.actionIn(actions);
        return { lower: and(term, bounds.lower), upper: and(term, bounds.upper) };
      }),
    );
  }

  #cases(actions: readonly number[], keys: readonly string[], truth: (situation: Situation) => Truth): Part {
    const [first = 0] = actions;
    const { fixed } = this.#action(first);
    const open = keys.filter((key) => !fixed.has(key)).flatMap((key) => this.#variables.get(key) ?? []);
    const cases = combinations(open).map((chosen) => {
      const at = and(...chosen.map(({ variable, index }) => `(= ${variable.name} ${index})`));
      return { at, bounds: boundsOf(truth(this.#situation(first, chosen))) };
    });
    const join = (pick: (bounds: Bounds) => Term): Term =>
      cases.every(({ bounds }) => pick(bounds) === 'true')
        ? 'true'
        : or(...cases.map(({ at, bounds }) => and(at, pick(bounds))));
    return { actions, bounds: { lower: join((one) => one.lower), upper: join((one) => one.upper) } };
  }

  #action(index: number): ClaimedAction {
    const action = this.claim.actions[index];
    if (action === undefined) throw new Error(`the claim has no action ${index}`);
    return action;
  }

  /** Many statements ask about the same keys: each of their cases is read once. */
  #situation(index: number, chosen: readonly Choice[]): Situation {
    const id = [index, ...chosen.map((one) => `${one.variable.name}=${one.index}`)].join(' ');
    const known = this.#situations.get(id) ?? situationOf(this.#request(index, chosen));
    this.#situations.set(id, known);
    return known;
  }

  #request(index: number, chosen: readonly Choice[]): AccessRequest {
    const { action, fixed } = this.#action(index);
    const { principal, resource, policies, facts, parts } = this.claim;
    const known = [...fixed].filter((entry): entry is [string, ContextValue] => entry[1] !== undefined);
    const context: Record<string, ContextValue> = Object.fromEntries(known);
    for (const { variable, value } of chosen) {
      if (value !== undefined && variable.key !== RESOURCE) context[variable.key] = value;
    }
    const part = chosen.find(({ variable }) => variable.key === RESOURCE)?.value ?? parts?.[0];
    const id = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:userid')?.[1];
    const session =
      !this.claim.written &&
      principal.kind === 'roleSession' &&
      principal.sessionName === undefined &&
      typeof id === 'string';
    return {
      principal: session ? { ...principal, sessionName: id.slice(id.indexOf(':') + 1) } : principal,
      action,
      resource: typeof part === 'string' ? { ...resource, arn: part } : resource,
      context,
      policies,
      facts,
    };
  }

  #relations(): readonly Term[] {
    const present = (key: string): Term | undefined => this.#where(key, (value) => value !== undefined);
    const isTrue = (key: string): Term | undefined => this.#where(key, (value) => value === 'true');
    const both = (a: Term | undefined, b: Term | undefined, join: (a: Term, b: Term) => Term): readonly Term[] =>
      a === undefined || b === undefined ? [] : [join(a, b)];
    return [
      ...EXCLUSIVE.flatMap(([a, b]) => both(present(a), present(b), (x, y) => not(and(x, y)))),
      ...TOGETHER.flatMap(([a, b]) => both(present(a), present(b), (x, y) => or(not(x), y))),
      ...ONLY_IF_TRUE.flatMap(([a, b]) => both(present(a), isTrue(b), (x, y) => or(not(x), y))),
      ...LISTED.flatMap(([prefix, list]) => this.#listRelations(prefix, list)),
    ];
  }

  /** What stands under a key of a family stands in the list of their names, or in neither. */
  #listRelations(prefix: string, list: string): readonly Term[] {
    const family = [...this.#variables.values()].filter(({ key }) => key.toLowerCase().startsWith(prefix));
    return family.flatMap(({ key }) => {
      const name = key.slice(prefix.length);
      const present = this.#where(key, (value) => value !== undefined);
      const listed = this.#where(list, (value) => Array.isArray(value) && value.includes(name));
      const nothing = this.#where(list, (value) => value === undefined || value.length === 0);
      if (present === undefined || listed === undefined || nothing === undefined) return [];
      return [or(not(listed), present), not(and(nothing, present))];
    });
  }

  /** The samples of an open key that are so; undefined for keys that are not open. */
  #where(key: string, accept: (value: ContextValue | undefined) => boolean): Term | undefined {
    const variable = this.#variables.get(key.toLowerCase());
    if (variable === undefined) return undefined;
    return or(...variable.samples.flatMap((value, index) => (accept(value) ? [`(= ${variable.name} ${index})`] : [])));
  }
}

interface Part {
  readonly actions: readonly number[];
  readonly bounds: Bounds;
}

const within = (name: string, size: number): Term => `(and (<= 0 ${name}) (< ${name} ${size}))`;

function combinations(variables: readonly Variable[]): readonly (readonly Choice[])[] {
  let all: readonly (readonly Choice[])[] = [[]];
  for (const variable of variables) {
    all = all.flatMap((chosen) => variable.samples.map((value, index) => [...chosen, { variable, index, value }]));
  }
  return all;
}
