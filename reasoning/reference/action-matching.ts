import { entriesOf, type Only } from '../../domain/policy.ts';
import { type ActionPattern, entriesAbout } from '../prepared/actions.ts';
import { fits } from './glob.ts';
import type { Situation } from './situation.ts';
import { allOf, anyOf, assuming, NO, not, onlyMaybe, type Truth, YES } from './truth.ts';

/** Action or NotAction (rules 50, 51): case is ignored. Service and name are in lower case. */
export const actionMatches = (actions: Only<string>, called: Pick<Situation, 'service' | 'action'>): Truth =>
  actionsOf(called.service, actions)(called.action);

/** `<unlisted>` stands for every name that nobody knows: what names a short and a long one, in letters that no pattern writes, names it. */
const UNWRITTEN = ['\u0001', '\u0001'.repeat(64)];

/** What is said of each action of one service. */
export type OfActions = (action: string) => Truth;
export const NEVER: OfActions = () => NO;
export const ALWAYS: OfActions = () => YES;

export function actionsOf(service: string, actions: Only<string>): OfActions {
  const { names, starts, patterns } = entriesAbout(service, entriesOf(actions));
  const plainly = (action: string): boolean => names.has(action) || starts.some((start) => action.startsWith(start));
  const each: OfActions = (action) => (plainly(action) ? YES : anyOf(patterns.map((one) => covers(one, action))));
  const some: OfActions = (action) => (action === '<unlisted>' ? allOf(UNWRITTEN.map(each)) : each(action));
  const all = starts.includes('') ? ALWAYS : some;
  const covered = names.size + starts.length + patterns.length === 0 ? NEVER : all;
  if ('in' in actions) return covered;
  if (covered === NEVER) return ALWAYS;
  return covered === ALWAYS ? NEVER : (action) => not(covered(action));
}

function covers({ text, name, blank, sound }: ActionPattern, action: string): Truth {
  if (blank) return assuming(NO, 50, 'an action with white space in it never matches');
  if (!fits(name, action)) return NO;
  return sound ? YES : onlyMaybe(YES, 50, `\`${text}\` is an action pattern that IAM refuses`);
}
