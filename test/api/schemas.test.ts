import type { Static, TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import type * as questions from '../../answers/questions.ts';
import type { SimulateAnswer } from '../../answers/simulate.ts';
import type * as answers from '../../api/schemas/answers.ts';
import type * as brought from '../../api/schemas/brought.ts';
import type * as common from '../../api/schemas/common.ts';
import type * as snapshots from '../../api/schemas/snapshots.ts';
import type * as access from '../../domain/access.ts';
import type * as domain from '../../domain/answer.ts';
import type * as comparison from '../../domain/comparison.ts';
import type { Formula } from '../../domain/formula.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { Json, StatementRef } from '../../domain/policy.ts';

/** Readonly all the way down; formulas and free JSON, which recurse, are compared by name. */
type Frozen<T> = [unknown] extends [T]
  ? 'unknown'
  : [Json] extends [T]
    ? 'Json'
    : [T] extends [Formula]
      ? 'Formula'
      : Deep<T>;
type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
/** Equal types, optional fields included. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Same<Schema extends TSchema, Type> = Equal<Frozen<Static<Schema>>, Frozen<Type>>;

type AnyFormula = Static<typeof common.Formula>;
type Variant<Of extends { readonly kind: string }, Kind> = Extract<Of, { readonly kind: Kind }>;
type SameFormula =
  Equal<AnyFormula['kind'], Formula['kind']> extends true
    ? Equal<Deep<Variant<AnyFormula, 'test'>>, Deep<Variant<Formula, 'test'>>>
    : false;
/** Does not compile where the schema allows what a formula is not. */
const asFormula = (formula: AnyFormula): Formula => formula;

/** Checked by the compiler: a false line here does not compile. */
const SAME: {
  readonly whoCan: Same<typeof answers.WhoCanAnswer, domain.WhoCanAnswer>;
  readonly whatCan: Same<typeof answers.WhatCanAnswer, domain.WhatCanAnswer>;
  readonly paths: Same<typeof answers.PathsAnswer, domain.PathsAnswer>;
  readonly can: Same<typeof answers.CanAnswer, domain.CanAnswer>;
  readonly explain: Same<typeof answers.ExplainAnswer, domain.ExplainAnswer>;
  readonly cypher: Same<typeof answers.CypherAnswer, questions.CypherAnswer>;
  readonly compare: Same<typeof brought.CompareAnswer, comparison.CompareAnswer>;
  readonly verify: Same<typeof snapshots.Verification, questions.Verification>;
  readonly compared: Same<typeof brought.CompareBody, Omit<questions.CompareAsk, 'language'>>;
  readonly simulate: Same<typeof brought.SimulateAnswer, SimulateAnswer>;
  readonly status: Same<typeof snapshots.Status, questions.Status>;
  readonly node: Same<typeof common.NodeInfo, domain.NodeInfo>;
  readonly formula: SameFormula;
  readonly ref: Same<typeof common.StatementRef, StatementRef>;
  readonly cell: Same<typeof common.CoverageCell, CoverageCell>;
  readonly cut: Same<typeof common.Cut, access.Cut>;
  readonly needs: Same<typeof common.AlsoNeeds, access.AlsoNeeds>;
  readonly witness: Same<typeof common.Witness, access.Witness>;
  readonly scope: Same<typeof common.Scope, access.Scope>;
} = {
  whoCan: true,
  whatCan: true,
  paths: true,
  can: true,
  explain: true,
  cypher: true,
  compare: true,
  verify: true,
  compared: true,
  simulate: true,
  status: true,
  node: true,
  formula: true,
  ref: true,
  cell: true,
  cut: true,
  needs: true,
  witness: true,
  scope: true,
};

describe('the schemas of the API', () => {
  it('are the types of the domain', () => {
    expect(Object.values(SAME).every((same) => same === true)).toBe(true);
    expect(asFormula({ kind: 'not', of: { kind: 'true' } })).toEqual({ kind: 'not', of: { kind: 'true' } });
  });
});
