import { type AskedOne, type Columns, classIn, columnOf, heldBy, isFree } from './condition-classes.ts';
import { type Column, type ComesTo, type Frame, type Joint, ODD } from './frame.ts';
import { sideOf } from './key-sides.ts';
import { Pairing } from './pairing.ts';

const isJoint = ({ keys }: Column): boolean =>
  keys.some((key) => sideOf(key) === 'caller') && keys.some((key) => sideOf(key) === 'target');

/** Without the conditions that hold keys of callers against keys of targets. */
export const ofOneSide = (columns: Columns): Columns =>
  columns.map((ofStatement) => ofStatement.filter((column) => !isJoint(column)));

/** Those conditions, from the columns of callers. */
export const jointsOf = (frame: Frame, ofCallers: Columns): readonly Joint[] =>
  ofCallers
    .flat()
    .filter(isJoint)
    .map((column) => jointOf(frame, column));

function jointOf(frame: Frame, ofCaller: Column): Joint {
  const id = `condition on both sides ${ofCaller.number}`;
  const found = frame.joints.get(id) ?? {
    number: frame.targetClasses.text(id),
    ofCaller,
    ofTarget: columnOf(frame, ofCaller, 'target'),
    sides: new Pairing(),
    outcomes: [],
    inAllKinds: ofCaller.asksOwner ? undefined : inAllKinds(frame, ofCaller),
    held: [],
  };
  frame.joints.set(id, found);
  return found;
}

function inAllKinds({ known: { comesTo } }: Frame, { text }: Column): ComesTo {
  const found = comesTo.get(text) ?? { sides: new Pairing(), outcomes: [] };
  comesTo.set(text, found);
  return found;
}

/**
 * What the condition comes to for a caller and a target: equal where it comes to the same; where requests decide a key, where both are of
 * the same classes. `ODD` matters to nobody: it hangs on a key of both, and classes are shared only where the statement is out without it.
 */
export function outcomeOf(frame: Frame, joint: Joint, caller: number, target: number): number {
  const { ofCaller, ofTarget, sides, outcomes } = joint;
  if (ofCaller.isOdd) return ODD;
  const pair = { caller: frame.callers[caller], target: frame.kind.targets[target] };
  const [one, other] = [
    { side: 'caller', index: caller, ...pair },
    { side: 'target', index: target, ...pair },
  ] as const;
  const place = sides.of(classIn(frame, ofCaller, one), classIn(frame, ofTarget, other));
  const known = outcomes[place];
  if (known !== undefined) return known;
  const isOpen = isFree(ofCaller.own, caller) || isFree(ofTarget.own, target);
  const found = frame.targetClasses.text(
    isOpen ? `open ${joint.number} ${place}` : `comes to ${comesTo(frame, joint, place, { one, target })}`,
  );
  outcomes[place] = found;
  return found;
}

interface Asked {
  readonly one: AskedOne;
  readonly target: number;
}

/** Where requests decide nothing: found out once for all kinds, by what the keys of both hold. */
function comesTo(frame: Frame, joint: Joint, place: number, { one, target }: Asked): string {
  const { ofCaller, sides, inAllKinds } = joint;
  if (inAllKinds === undefined) return heldBy(frame, ofCaller, one);
  const { classes } = frame.known;
  const there = inAllKinds.sides.of(sides.first(place), heldByTarget(frame, joint, sides.second(place), target));
  const found = inAllKinds.outcomes[there] ?? classes.text(heldBy(frame, ofCaller, one));
  inAllKinds.outcomes[there] = found;
  return classes.textOf(found);
}

/** What the keys of a target hold, by a number that is the same in all kinds. */
function heldByTarget(frame: Frame, { ofTarget, held }: Joint, left: number, target: number): number {
  const known = held[left];
  if (known !== undefined) return known;
  const states = ofTarget.own.map((state) => frame.targetClasses.textOf(state.known[target] ?? 0));
  const found = frame.known.classes.text(`held by a target ${states.join()}`);
  held[left] = found;
  return found;
}
