import { variablesIn } from '../../domain/parse-policy.ts';
import { entriesOf, type NamedPolicy, type PolicyDocument, type Statement } from '../../domain/policy.ts';

/** What AWS calls the two kinds of policies it compares (CheckNoNewAccess). */
export type PolicyType = 'IDENTITY_POLICY' | 'RESOURCE_POLICY';

/** Statements of the policies that are there, and of those that shall come. */
export type Side = 'existing' | 'new';

/** One statement of a comparison; `id` counts through all of them. */
export interface Sided {
  readonly id: number;
  readonly side: Side;
  /** Which of the side's policies, and which statement of it, both from 0. */
  readonly policy: number;
  readonly index: number;
  readonly statement: Statement;
  readonly version: PolicyDocument['version'];
  /** Equal exactly for statements that match the same requests, as far as their text tells. */
  readonly matcher: string;
  /** Equal for statements that differ in their actions and effects alone. */
  readonly reading: string;
  /** The Principal element and each condition, as texts. */
  readonly principals: string;
  readonly conditions: readonly string[];
  /** Condition keys, and those that variables name. */
  readonly keys: readonly string[];
}

export interface Comparison {
  readonly type: PolicyType;
  readonly existing: readonly NamedPolicy[];
  readonly newer: readonly NamedPolicy[];
}

export function statementsOf({ existing, newer }: Comparison): readonly Sided[] {
  const flat = (side: Side, policies: readonly NamedPolicy[]): readonly Omit<Sided, 'id'>[] =>
    policies.flatMap(({ document: { version, statements } }, policy) =>
      statements.map((statement, index) => {
        const { principals, actions, resources, conditions } = statement;
        return {
          side,
          policy,
          index,
          statement,
          version,
          matcher: JSON.stringify([version, principals, actions, resources, conditions]),
          reading: JSON.stringify([version, principals, resources, conditions]),
          principals: JSON.stringify(principals ?? null),
          conditions: conditions.map((one) => JSON.stringify(one)),
          keys: keysOf(statement),
        };
      }),
    );
  return [...flat('existing', existing), ...flat('new', newer)].map((one, id) => ({ ...one, id }));
}

function keysOf({ conditions, resources }: Statement): readonly string[] {
  const inResources = resources === undefined ? [] : variablesIn(entriesOf(resources));
  return [...new Set([...conditions.flatMap(({ key, values }) => [key, ...variablesIn(values)]), ...inResources])];
}

/** Only these can add anything. */
export const grantsAnew = ({ side, statement }: Sided): boolean => side === 'new' && statement.effect === 'Allow';
