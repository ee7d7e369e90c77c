import { err, ok, type Result } from '../domain/result.ts';
import { matchActions } from '../reasoning/action-patterns.ts';
import { type AccessLevel, type CatalogueAction, isListedUnder, serviceOfAction } from '../reasoning/actions.ts';
import type { Target } from '../reasoning/question.ts';
import { actionsStartWith, kindWords, meaningless } from './acting.ts';
import type { AskError } from './questions.ts';

/** Names of access levels on the command line and in the API. */
export const LEVELS: Readonly<Record<string, AccessLevel>> = {
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
  /** Names among them that neither AWS's list nor a policy of the snapshot knows. */
  readonly unheardOf: readonly string[];
}

/** What can be asked about: a thing and what is in it, with the actions on them. */
export interface Askable {
  readonly targets: readonly Target[];
  /** As AWS lists them. */
  readonly listed: readonly CatalogueAction[];
  /** Further ones of the service that policies name. */
  readonly unlisted: readonly string[];
}

/** Access levels (all that AWS lists under one), action names or patterns of the resource's service; nothing asked means everything. */
export function askedActions(
  asked: readonly string[] | undefined,
  { targets, listed, unlisted }: Askable,
): Result<AskedActions, AskError> {
  const texts = (asked ?? [])
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (texts.length === 0) return ok({ texts: [], includes: () => true, unheardOf: [] });
  const service = serviceOfAction(listed[0]?.name ?? '');
  const levels = texts.flatMap((text) => LEVELS[text.toLowerCase()] ?? []);
  const names = texts.filter((text) => LEVELS[text.toLowerCase()] === undefined);
  const patterns = names.map((text) => (text.includes(':') || text === '*' ? text : `${service}:${text}`));
  const known = [...listed.map((action) => action.name), ...unlisted].map((name) => name.toLowerCase());
  const refused = patterns
    .flatMap((pattern, i) => refusedBecause(names[i] ?? pattern, pattern, known, targets) ?? [])
    .at(0);
  if (refused !== undefined) return err({ kind: 'badInput', message: refused });
  return ok({
    texts,
    includes: (action) =>
      levels.some((level) => isListedUnder(action, level)) || matchActions(patterns, action) === true,
    unheardOf: patterns.filter((pattern) => !isPattern(pattern) && !known.includes(pattern.toLowerCase())),
  });
}

const isPattern = (text: string): boolean => /[*?]/.test(text);

/** A pattern has to meet some action that is known; a full name may be new to AWS's list, a bare word is taken for a slip. */
function refusedBecause(
  text: string,
  pattern: string,
  known: readonly string[],
  targets: readonly Target[],
): string | undefined {
  if (known.some((name) => matchActions([pattern], name) === true)) return undefined;
  const [whole] = targets;
  if (whole === undefined) return undefined;
  if (isPattern(pattern)) return `\`${text}\` matches no action on ${kindWords(whole)}; ${actionsStartWith(whole)}`;
  const refused = meaningless(pattern, targets);
  return (
    refused ??
    (/^[a-z0-9-]+:[a-z0-9]+$/i.test(text) ? undefined : `\`${text}\` is no action on ${kindWords(whole)}; ${NAMES}`)
  );
}

const NAMES = 'name one of its actions, a pattern, or read, list, write, permissions, tagging';
