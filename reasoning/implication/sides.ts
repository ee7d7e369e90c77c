import type { NamedPolicy, PolicyDocument, Statement } from '../../domain/policy.ts';

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
}

export interface Comparison {
  readonly type: PolicyType;
  readonly existing: readonly NamedPolicy[];
  readonly newer: readonly NamedPolicy[];
}

export function statementsOf({ existing, newer }: Comparison): readonly Sided[] {
  const flat = (side: Side, policies: readonly NamedPolicy[]): readonly Omit<Sided, 'id'>[] =>
    policies.flatMap(({ document: { version, statements } }, policy) =>
      statements.map((statement, index) => ({
        side,
        policy,
        index,
        statement,
        version,
        matcher: matcherOf(statement, version),
      })),
    );
  return [...flat('existing', existing), ...flat('new', newer)].map((one, id) => ({ ...one, id }));
}

const matcherOf = ({ principals, actions, resources, conditions }: Statement, version: string): string =>
  JSON.stringify([version, principals, actions, resources, conditions]);
