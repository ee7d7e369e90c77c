import type { Only } from '../../domain/policy.ts';
import { fits, readGlob } from './glob.ts';
import type { Situation } from './situation.ts';
import { remembered } from './template.ts';
import { anyOf, assuming, NO, not, onlyMaybe, type Truth, YES } from './truth.ts';

const readAction = remembered((text) => {
  const [service = '', ...name] = text.toLowerCase().split(':');
  return {
    service: readGlob(service),
    name: readGlob(name.length === 0 ? '*' : name.join(':')),
    blank: /\s/.test(text),
    /** IAM takes wildcards in the name only, or `*` alone; other policy types may hold more. */
    sound: text === '*' || (name.length > 0 && !/^$|[*?]/.test(service)),
  };
});

/** Service and name, both in lower case. */
type Called = Pick<Situation, 'service' | 'action'>;

/** Action or NotAction (rules 50, 51): case is ignored. */
export function actionMatches(actions: Only<string>, called: Called): Truth {
  const listed = 'in' in actions ? actions.in : actions.notIn;
  const covered = anyOf(speakingOf(called.service, listed).map((one) => actionCovers(one, called.action)));
  return 'in' in actions ? covered : not(covered);
}

const byService = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** Without those that certainly speak of other services alone. Lists never change, and some hold thousands of entries. */
function speakingOf(service: string, listed: readonly string[]): readonly string[] {
  const known = byService.get(listed) ?? new Map<string, readonly string[]>();
  const found = known.get(service) ?? listed.filter((one) => isSpeaking(one, service));
  if (known.size < 1000) byService.set(listed, known.set(service, found));
  return found;
}

const isSpeaking = (text: string, service: string): boolean =>
  readAction(text, false).blank || fits(readAction(text, false).service, service);

function actionCovers(text: string, action: string): Truth {
  const pattern = readAction(text, false);
  if (pattern.blank) return assuming(NO, 50, 'an action with white space in it never matches');
  if (!fits(pattern.name, action)) return NO;
  return pattern.sound ? YES : onlyMaybe(YES, 50, `\`${text}\` is an action pattern that IAM refuses`);
}
