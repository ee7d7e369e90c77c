import type { ConditionOperator } from './policy.ts';

/**
 * A condition under which access holds, as data: a Boolean combination of IAM condition tests.
 * `test` means: the named operator, applied to the key and these values, is true of the request context.
 */
export type Formula =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'all'; readonly of: readonly Formula[] }
  | { readonly kind: 'any'; readonly of: readonly Formula[] }
  | { readonly kind: 'not'; readonly of: Formula }
  | {
      readonly kind: 'test';
      readonly operator: ConditionOperator;
      readonly key: string;
      readonly values: readonly string[];
    };

export const TRUE: Formula = { kind: 'true' };
export const FALSE: Formula = { kind: 'false' };
