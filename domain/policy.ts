/** A JSON value as it came from AWS. Parsers narrow it; nobody else looks inside. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Effect = 'Allow' | 'Deny';
export type Quantifier = 'ForAllValues' | 'ForAnyValue';

/** `ForAllValues:StringNotLikeIfExists` -> { quantifier, name: 'StringNotLike', ifExists }. The name is spelled as AWS spells it. */
export interface ConditionOperator {
  readonly name: string;
  readonly quantifier?: Quantifier;
  readonly ifExists: boolean;
}

export interface Condition {
  readonly operator: ConditionOperator;
  /** As written; comparisons ignore case (rule 70). */
  readonly key: string;
  readonly values: readonly string[];
}

/** X/NotX element: exactly one of the two exists in AWS's grammar. */
export type Only<T> = { readonly in: readonly T[] } | { readonly notIn: readonly T[] };

/** What an element lists, whichever way round it is. */
export const entriesOf = <T>(only: Only<T>): readonly T[] => ('in' in only ? only.in : only.notIn);

export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** One entry of a Principal element. A bare `"*"` is { kind: 'AWS', value: '*', bare: true }. */
export interface PrincipalEntry {
  readonly kind: PrincipalKind;
  readonly value: string;
  readonly bare?: true;
}

export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  readonly principals?: Only<PrincipalEntry>;
  readonly actions: Only<string>;
  /** Absent in trust, ECR and EFS policies: the resource itself (rule 58). */
  readonly resources?: Only<string>;
  readonly conditions: readonly Condition[];
}

export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly Statement[];
}

/** Where a policy sits decides what it can do: grant, cap, or both. One spelling everywhere, as data. */
export const POLICY_LAYERS = [
  'identity',
  'permissionsBoundary',
  'session',
  'scp',
  'rcp',
  'resource',
  'vpcEndpoint',
] as const;
export type PolicyLayer = (typeof POLICY_LAYERS)[number];

/** A parsed document under the name a reader finds it by, for example `inline policy h of role Hop3`. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/**
 * Points at one statement, or at one grant of an ACL (`ACL of <arn>`, with what it grants as `sid`). `index` counts from 0, `level`
 * is the Organizations level (0 = root) of an SCP or RCP.
 */
export interface StatementRef {
  readonly layer: PolicyLayer;
  readonly policy: string;
  readonly index: number;
  readonly sid?: string;
  readonly level?: number;
}
