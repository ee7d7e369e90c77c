import type { EffectiveAccess, Grant } from '../domain/access.ts';
import type { ConditionalActions } from '../domain/answer.ts';

/** An answer holds about so many routes for each principal that acts; the more of them begin apart, the fewer of each. */
const ROUTES_TOLD = 20_000;
const LEAST_EACH = 3;
const MOST_EACH = 200;

/** How many routes of each of so many starts are followed. */
export const routesEach = (starts: number): number =>
  Math.max(LEAST_EACH, Math.min(MOST_EACH, Math.floor(ROUTES_TOLD / Math.max(starts, 1))));

/** The same on a page, of so many who may come to something: fewer where each page would be most of a large answer. */
export const routesOnPages = (starts: number): number => (routesEach(starts) < MOST_EACH ? LEAST_EACH : MOST_EACH);

/** What an answer tells of an access. */
interface Told {
  readonly scope: EffectiveAccess['scope'];
  readonly actions: readonly string[];
  readonly conditionalActions: readonly ConditionalActions[];
  readonly unknownActions: readonly { readonly actions: readonly string[] }[];
}

/** Could another route give more of the access than the answer tells? No route gives more than the grants themselves. */
export function isOpen({ scope, grants }: EffectiveAccess, told: readonly Told[]): boolean {
  const here = told.filter((one) => one.scope.sample === scope.sample);
  return grants.some((grant) => !here.some((one) => tellsAll(grant, one)));
}

function tellsAll({ actions, verdict, when }: Grant, told: Told): boolean {
  const among = (list: readonly string[]): boolean => actions.every((action) => list.includes(action));
  switch (verdict) {
    case 'allowed':
      return among(told.actions);
    case 'conditional':
      return told.conditionalActions.some((one) => among(one.actions) && same(one.when.formula, when));
    default:
      return told.unknownActions.some((one) => among(one.actions));
  }
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
