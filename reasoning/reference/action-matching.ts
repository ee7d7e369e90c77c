import type { Only } from '../../domain/policy.ts';
import { fits, type Glob, readGlob } from './glob.ts';
import type { Situation } from './situation.ts';
import { remembered } from './template.ts';
import { anyOf, assuming, NO, not, onlyMaybe, type Truth, truth, YES } from './truth.ts';

interface ActionPattern {
  readonly service: Glob;
  readonly name: Glob;
  readonly blank: boolean;
  /** IAM takes wildcards in the name only, or `*` alone; other policy types may hold more. */
  readonly sound: boolean;
}

const readAction = remembered((text): ActionPattern | 'all' => {
  if (text === '*') return 'all';
  const lower = text.toLowerCase();
  const colon = lower.indexOf(':');
  const service = colon < 0 ? lower : lower.slice(0, colon);
  return {
    service: readGlob(service),
    name: readGlob(colon < 0 ? '*' : lower.slice(colon + 1)),
    blank: /\s/.test(text),
    sound: colon > 0 && !/[*?]/.test(service),
  };
});

/** Service and name, both in lower case. */
type Called = Pick<Situation, 'service' | 'action'>;

/** Action or NotAction (rules 50, 51): case is ignored. */
export function actionMatches(actions: Only<string>, called: Called): Truth {
  if ('in' in actions) return anyOf(actions.in.map((one) => actionCovers(one, called)));
  return not(anyOf(actions.notIn.map((one) => actionCovers(one, called))));
}

function actionCovers(text: string, { service, action }: Called): Truth {
  const pattern = readAction(text, false);
  if (pattern === 'all') return YES;
  if (pattern.blank) return assuming(NO, 50, 'an action with white space in it never matches');
  if (!fits(pattern.service, service) || !fits(pattern.name, action)) return NO;
  return pattern.sound ? truth(true) : onlyMaybe(YES, 50, `\`${text}\` is an action pattern that IAM refuses`);
}
