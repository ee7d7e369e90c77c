import { type Columns, classIn, columnOf, heldBy, isFree } from './condition-classes.ts';
import { type Column, type Frame, type Joint, ODD } from './frame.ts';
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
  };
  frame.joints.set(id, found);
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
  const isOpen = isFree(ofCaller.own, caller) || isFree(ofTarget.own, target);
  const found =
    outcomes[place] ??
    frame.targetClasses.text(isOpen ? `open ${joint.number} ${place}` : `comes to ${heldBy(frame, ofCaller, one)}`);
  outcomes[place] = found;
  return found;
}
