import type { Statement } from '../../domain/policy.ts';
import type { Pattern } from '../patterns.ts';
import type { Truth } from '../predicates.ts';
import type { ActionClass } from './action-classes.ts';
import { liesIn, meets } from './pattern-relations.ts';
import type { Outline } from './policy-texts.ts';
import type { Scene } from './scene.ts';
import { grantsAnew, type Side, type Sided } from './sides.ts';

/** A statement, and whether its Action element names the action for certain. */
export interface Named {
  readonly one: Sided;
  readonly named: Truth;
}

/** One new Allow statement, and all that can make a difference to what it adds. */
export interface Bearing {
  readonly granting: Named;
  /** Entries of its Resource element that may add something; undefined: all resources may. */
  readonly targets: readonly Outline[] | undefined;
  readonly others: readonly Named[];
}

/** What is looked at: the resources of one kind, or undefined for all there are. */
export interface Place extends Pick<Scene, 'layer' | 'texts'> {
  readonly domain?: Pattern;
  /** Resources that no policy opens. */
  readonly closed: readonly Pattern[];
}

/**
 * Undefined: by the texts alone, the statement adds nothing there. Nothing but a short cut: with all statements and all entries the
 * answer is the same.
 */
export function bearingOf(statements: readonly Named[], granting: Named, place: Place): Bearing | undefined {
  if (hasTwin(statements, granting)) return undefined;
  const all = targetsOf(granting.one, place);
  if (all?.length === 0) return undefined;
  const near = (targets: Targets, side: Side, effect: Statement['effect']): readonly Named[] =>
    statements.filter(
      ({ one }) => one.side === side && one.statement.effect === effect && touches(one, targets, place),
    );
  const denials = near(all, 'new', 'Deny');
  const existing = near(all, 'existing', 'Allow');
  const lost = existing.length === 0 ? [] : near(all, 'existing', 'Deny');
  const covering = [
    ...denials.filter(deniesAll),
    ...(lost.every((old) => isKept(old, denials)) ? existing : []),
  ].filter(({ named }) => named === true);
  const isCovered = (target: Outline | undefined): boolean =>
    covering.some(({ one }) => covers(one, granting.one, target, place));
  const targets = all?.filter((one) => !isCovered(one));
  if (targets === undefined ? isCovered(undefined) : targets.length === 0) return undefined;
  const left = (list: readonly Named[]): readonly Named[] =>
    withoutDoubles(list.filter(({ one }) => touches(one, targets, place)));
  const before = lost.some(deniesAll) ? [] : left(existing);
  const whole = before.find((each) => each.named === true && isFree(each.one, place) && isWhole(each.one));
  const others = [...left(denials), ...(whole === undefined ? before : [whole])];
  return { granting, targets, others: before.length === 0 ? others : [...others, ...left(lost)] };
}

const deniesAll = ({ one, named }: Named): boolean =>
  named === true && one.statement.conditions.length === 0 && isWhole(one);

/** Of statements of one side and effect that say the same, one. */
function withoutDoubles(list: readonly Named[]): readonly Named[] {
  const first = new Map(list.map((each) => [`${each.named === true ? each.one.reading : each.one.matcher}`, each]));
  return [...first.values()];
}

/** The class without new Allow statements that add nothing anywhere; undefined: none is left. */
export function withoutCovered(
  { actions, named }: ActionClass,
  place: Pick<Place, 'layer' | 'texts'>,
): ActionClass | undefined {
  const all = [...named].map(([one, truth]): Named => ({ one, named: truth }));
  const isIdle = (each: Named): boolean =>
    grantsAnew(each.one) && bearingOf(all, each, { ...place, closed: [] }) === undefined;
  const rest = all.filter((each) => !isIdle(each));
  if (!rest.some(({ one }) => grantsAnew(one))) return undefined;
  return rest.length === all.length
    ? { actions, named }
    : { actions, named: new Map(rest.map((each) => [each.one, each.named])) };
}

type Targets = readonly Outline[] | undefined;

/** The entries of an Allow statement that reach into the place. */
function targetsOf(one: Sided, place: Place): Targets {
  const entries = entriesIn(one, place);
  return entries?.filter(
    ({ outer }) =>
      (place.domain === undefined || meets(place.domain, outer)) && !place.closed.some((each) => liesIn(outer, each)),
  );
}

/** Undefined: the statement lists no resources, or all of them. */
function entriesIn(one: Sided, { texts }: Pick<Place, 'texts'>): Targets {
  const { resources } = one.statement;
  const limits = resources !== undefined && 'in' in resources && !resources.in.includes('*');
  return limits ? texts.outlinesOf(one) : undefined;
}

function touches(one: Sided, targets: Targets, place: Place): boolean {
  const entries = entriesIn(one, place);
  const { domain } = place;
  return (
    entries === undefined ||
    entries.some(
      ({ outer }) =>
        (domain === undefined || meets(domain, outer)) &&
        (targets === undefined || targets.some((target) => meets(target.outer, outer))),
    )
  );
}

/** The same is granted already, and all denials are kept. */
function hasTwin(statements: readonly Named[], { one: { reading } }: Named): boolean {
  const of = (side: Side, effect: Statement['effect']): readonly Named[] =>
    statements.filter(({ one }) => one.side === side && one.statement.effect === effect);
  if (!of('existing', 'Allow').some(({ one, named }) => named === true && one.reading === reading)) return false;
  const denials = of('new', 'Deny');
  return of('existing', 'Deny').every((old) => isKept(old, denials));
}

/** Does a new denial say what the existing one says? */
const isKept = (old: Named, denials: readonly Named[]): boolean =>
  denials.some(({ one, named }) =>
    named === true && old.named === true ? one.reading === old.one.reading : one.matcher === old.one.matcher,
  );

const isWhole = ({ statement: { resources, principals } }: Sided): boolean =>
  principals === undefined && resources !== undefined && 'in' in resources && resources.in.includes('*');

/** Whatever the one matches on the target (undefined: everywhere), the old statement matches too. */
function covers(old: Sided, one: Sided, target: Outline | undefined, place: Place): boolean {
  if (old.reading === one.reading) return true;
  if (!asksNoMore(old, one, place)) return false;
  const { resources } = old.statement;
  if (resources === undefined || !('in' in resources)) return false;
  if (resources.in.includes('*')) return true;
  const { domain } = place;
  return resources.in.some((text) => {
    const { entry, exact, doubt, outer } = place.texts.outlineOf(text, old.version);
    if (target !== undefined && target.entry.text === entry.text && old.version === one.version) return true;
    if (!exact || doubt !== undefined) return false;
    return (domain !== undefined && liesIn(domain, outer)) || (target !== undefined && liesIn(target.outer, outer));
  });
}

/** Whom and what for: each condition of the old statement stands in the one as well. */
function asksNoMore(old: Sided, one: Sided, { layer }: Place): boolean {
  return (
    isFree(old, { layer }) ||
    (old.version === one.version &&
      old.principals === one.principals &&
      old.conditions.every((text) => one.conditions.includes(text)))
  );
}

/** Asks for nothing but actions and resources. */
const isFree = ({ conditions, statement }: Sided, { layer }: Pick<Place, 'layer'>): boolean =>
  conditions.length === 0 && layer === 'identity' && statement.principals === undefined;
