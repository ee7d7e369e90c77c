import type { EffectiveAccess } from '../domain/access.ts';
import type { Condition } from '../domain/policy.ts';
import type { Resource } from '../domain/snapshot.ts';
import { unlistedAction } from './actions.ts';
import { denialsOf, type Found, withActionsAgain, withOutcomes } from './actions-again.ts';
import { nameOfKind } from './blocks/kinds.ts';
import type { ChangedStatement } from './changed-statements.ts';
import { accessOnTarget, type Outcome } from './effective.ts';
import type { EngineOptions } from './engine-options.ts';
import { once } from './once.ts';
import { borderOf, type Caller, type Target } from './question.ts';
import type { Speaking } from './speaking.ts';
import { targetsOf } from './targets.ts';
import type { World } from './world.ts';

/**
 * Speaks of every resource, whatever the caller's request: an action that it does not name is decided, and told, as if it were not
 * there. One that tests what requests choose, or the name of something, cuts them into other classes, which witnesses of all actions
 * stand for.
 */
export const isOfEverything =
  (caller: Caller) =>
  ({ statement: { resources, conditions } }: ChangedStatement): boolean =>
    resources !== undefined && 'in' in resources && isAll(resources.in) && conditions.every(isOf(caller));

/** Does it test who the caller is, and nothing else? Of these that is one and the same in all their requests. */
const isOf =
  ({ principal, entity, foreign }: Caller) =>
  ({ key, values }: Condition): boolean =>
    key.toLowerCase() === 'aws:principalarn' &&
    !values.some((text) => text.includes('${')) &&
    entity !== undefined &&
    foreign === undefined &&
    (principal.kind === 'user' || (principal.kind === 'roleSession' && principal.roleArn !== undefined));

const isAll = (texts: readonly string[]): boolean => texts.length > 0 && texts.every((text) => text === '*');

/**
 * Statements of everything in layers that only limit. What is granted is found without them, and each action that AWS lists and that is
 * granted stands in a record, as allowed or as taken away. So an action that the earlier record does not have is not told of now either.
 */
export class Limits {
  readonly #world: World;
  readonly speaking: Speaking;
  readonly #targets = once(targetsOf);
  /** What is told of actions that are certainly denied now, or that some are not, by caller, kind of target and border between them. */
  readonly #denials = new Map<string, readonly Outcome[] | 'others'>();
  readonly #isSpokenOf: (resource: Resource) => boolean;
  #unlisted: readonly Resource[] | undefined;

  constructor(world: World, speaking: Speaking) {
    this.#world = world;
    this.speaking = speaking;
    this.#isSpokenOf = once((resource) =>
      this.#targets(resource).some((target) => speaking.namedOn(target).length > 0 || speaking.mayBeBesideOn(target)),
    );
  }

  /** What takes away actions that AWS does not list stands in no record: these resources have to be asked about. */
  get ofUnlisted(): readonly Resource[] {
    const names = (target: Target): boolean => this.speaking.namedOn(target).includes(unlistedAction(target.service));
    this.#unlisted ??= this.#world.snapshot.resources.filter((one) => targetsOf(one).some(names));
    return this.#unlisted;
  }

  /** What is found now where this was found of a caller on a resource; undefined: the same. */
  again(
    caller: Caller,
    resource: Resource,
    found: readonly EffectiveAccess[],
    options: EngineOptions,
  ): readonly EffectiveAccess[] | undefined {
    if (!this.#isSpokenOf(resource)) return undefined;
    const targets = this.#targets(resource);
    const ofTargets = byTarget(targets, found);
    if (ofTargets === undefined)
      return targets.flatMap((target) => accessOnTarget(this.#world, caller, target, options));
    const anew = ofTargets.map((one) => this.#onTarget(caller, one, options));
    if (anew.every((one) => one === undefined)) return undefined;
    return ofTargets.flatMap(({ records }, at) => anew[at] ?? records);
  }

  #onTarget(
    caller: Caller,
    { target, records }: OnTarget,
    options: EngineOptions,
  ): readonly EffectiveAccess[] | undefined {
    if (records.length === 0) return undefined;
    if (this.speaking.isBesideOn(caller, target)) return accessOnTarget(this.#world, caller, target, options);
    const actions = this.speaking.namedOn(target).filter((action) => isToldIn(records, action));
    if (actions.length === 0) return undefined;
    const asked = { caller, target, records, actions };
    return (
      this.#denied(asked, options) ??
      withActionsAgain(this.#world, asked, options) ??
      accessOnTarget(this.#world, caller, target, options)
    );
  }

  /**
   * Denials of everything take away what was certainly allowed wherever it was, and no other statement denied it there: what is told of
   * one target is told of all of the kind.
   */
  #denied(found: Found, options: EngineOptions): readonly EffectiveAccess[] | undefined {
    const { caller, target, records, actions } = found;
    if (!this.speaking.onlyDenies || !isOfWhole(target, records)) return undefined;
    if (!actions.every((action) => isCertainIn(records, action))) return undefined;
    const id = JSON.stringify([caller.id, nameOfKind(target), borderOf({ caller, target }), actions]);
    const known = this.#denials.get(id);
    const denials = known ?? denialsOf(this.#world, found, options) ?? 'others';
    this.#denials.set(id, denials);
    return denials === 'others' ? undefined : withOutcomes(this.#world, found, denials);
  }
}

interface OnTarget {
  readonly target: Target;
  readonly records: readonly EffectiveAccess[];
}

/** Which records are of the resource itself, and which of what is in it. Undefined: some do not say it. */
function byTarget(targets: readonly Target[], found: readonly EffectiveAccess[]): readonly OnTarget[] | undefined {
  const of = found.map(({ scope: { pattern, sample } }) => {
    const itself = targets.filter(({ part, arn }) => part === undefined && arn === sample && arn === pattern);
    const around = targets.filter(({ part }) => part !== undefined && sample.startsWith(part.prefix));
    const [target, other] = itself.length > 0 ? itself : around;
    return other === undefined ? target : undefined;
  });
  if (of.includes(undefined)) return undefined;
  return targets.map((target) => ({ target, records: found.filter((_, at) => of[at] === target) }));
}

/** Is an action that AWS lists told of, as allowed, as perhaps allowed or as taken away? */
const isToldIn = (records: readonly EffectiveAccess[], action: string): boolean =>
  records.some(({ grants, cuts }) => [...grants, ...cuts].some(({ actions }) => actions.includes(action)));

const isCertainIn = (records: readonly EffectiveAccess[], action: string): boolean =>
  records.every(({ grants }) =>
    grants.some(
      ({ actions, verdict, when }) => verdict === 'allowed' && when.kind === 'true' && actions.includes(action),
    ),
  );

/** Is there one record, of all that the target is? */
const isOfWhole = ({ arn, part }: Target, [record, ...more]: readonly EffectiveAccess[]): boolean => {
  if (record === undefined || more.length > 0) return false;
  const { pattern, except, within } = record.scope;
  return except.length === 0 && within === undefined && pattern === (part === undefined ? arn : `${part.prefix}*`);
};
