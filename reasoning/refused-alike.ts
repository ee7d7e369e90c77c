import type { Cut, EffectiveAccess } from '../domain/access.ts';
import type { EngineOptions } from './engine-options.ts';
import { noLegs } from './known-legs.ts';
import { type LegOptions, legQuestions, legsOf, needsOf } from './legs.ts';
import type { Caller, Target } from './question.ts';
import type { World } from './world.ts';

/**
 * What was found of one caller on a target, said of another of whom policies say the same: where all that they grant is refused by what
 * the service authorises besides, as the key of a queue, only that is asked again. Undefined: everything has to be asked.
 */
export function refusedAlike(
  world: World,
  { caller, target }: { readonly caller: Caller; readonly target: Target },
  found: readonly EffectiveAccess[],
  options: EngineOptions,
): readonly EffectiveAccess[] | undefined {
  if (options.register !== undefined || !found.every(isRefused)) return undefined;
  const { profile } = options;
  const legs = { ...options, known: noLegs() };
  const isAlike = found.every(({ scope, cuts }) =>
    cuts.every(({ actions, alsoNeeds }) =>
      actions.every((action) => {
        const question = { caller, target: { ...target, arn: scope.sample }, action, profile };
        return JSON.stringify(alsoNeeds) === JSON.stringify(refusedOf(world, question, legs));
      }),
    ),
  );
  return isAlike ? found.map((one) => ({ ...one, principal: caller.id })) : undefined;
}

/** Nothing of it is taken away by a policy, which may be called otherwise with others. */
const isRefused = ({ grants, cuts, unlisted }: EffectiveAccess): boolean =>
  grants.length === 0 && unlisted.length === 0 && cuts.every(isByNeed);

const isByNeed = ({ layers, by, alsoNeeds }: Cut): boolean =>
  layers.length === 0 && by.length === 0 && alsoNeeds !== undefined;

/** Undefined: nothing is refused, or names in a part are told apart by it. */
function refusedOf(
  world: World,
  question: Parameters<typeof legQuestions>[1],
  options: LegOptions,
): Cut['alsoNeeds'] | undefined {
  if (legQuestions(world, question).some((leg) => 'everyName' in leg)) return undefined;
  const refused = needsOf(legsOf(world, question, options)).filter(({ verdict }) => verdict === 'denied');
  return refused.length === 0 ? undefined : refused;
}
