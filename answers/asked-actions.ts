import { err, ok, type Result } from '../domain/result.ts';
import { matchActions } from '../reasoning/action-patterns.ts';
import { type AccessLevel, actionsOnType, isListedUnder } from '../reasoning/actions.ts';
import type { Target } from '../reasoning/question.ts';
import type { AskError } from './questions.ts';

/** Names of access levels on the command line and in the API. */
const LEVELS: Readonly<Record<string, AccessLevel>> = {
  read: 'Read',
  list: 'List',
  write: 'Write',
  permissions: 'Permissions management',
  tagging: 'Tagging',
};

export interface AskedActions {
  /** As asked, for the answer. */
  readonly texts: readonly string[];
  readonly includes: (action: string) => boolean;
}

/** Access levels (all that AWS lists under one), action names or patterns of the resource's service; nothing asked means everything. */
export function askedActions(
  asked: readonly string[] | undefined,
  targets: readonly Target[],
): Result<AskedActions, AskError> {
  const texts = (asked ?? [])
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (texts.length === 0) return ok({ texts: [], includes: () => true });
  const service = targets[0]?.service ?? '';
  const levels = texts.flatMap((text) => LEVELS[text.toLowerCase()] ?? []);
  const patterns = texts
    .filter((text) => LEVELS[text.toLowerCase()] === undefined)
    .map((text) => (text.includes(':') || text === '*' ? text : `${service}:${text}`));
  const listed = targets.flatMap((target) => actionsOnType(target.service, target.type)).map((action) => action.name);
  const odd = patterns.find(
    (pattern) => !/[*?]/.test(pattern) && !listed.some((name) => name.toLowerCase() === pattern.toLowerCase()),
  );
  if (odd !== undefined) {
    return err({
      kind: 'badInput',
      message: `\`${odd}\` is no action on this resource; name one of its actions, a pattern, or read, list, write, permissions, tagging`,
    });
  }
  return ok({
    texts,
    includes: (action) =>
      levels.some((level) => isListedUnder(action, level)) || matchActions(patterns, action) === true,
  });
}
