import type { RequestFacts } from '../domain/request.ts';
import { type Ask, kept } from './ask.ts';
import { type Crossing, crossingKind, crossingOf } from './data/cross-account-actions.ts';
import * as scope from './data/resource-policy-scope.ts';

// What tables of AWS tell of the name of an action, to be asked of many actions in many questions.

export const isIdentityOnly = kept(scope.isIdentityOnly);
export const isNfsAction = kept(scope.isNfsAction);
export const heedOfPolicies = kept(scope.heedOfPolicies);

const underV1 = kept((action) => scope.heedOfContainer(action, { registryPolicyScope: 'V1' }));
const otherwise = kept((action) => scope.heedOfContainer(action, {}));

export const heedOfContainer = ({ registryPolicyScope }: RequestFacts): typeof otherwise =>
  registryPolicyScope === 'V1' ? underV1 : otherwise;

const crossings = new Map<string, Ask<Crossing>>();

/** Whether a grant to another account can reach an action on this resource. */
export function crossingOn(arn: string): Ask<Crossing> {
  const kind = crossingKind(arn);
  const known = crossings.get(kind) ?? kept((action) => crossingOf(action, arn));
  crossings.set(kind, known);
  return known;
}
