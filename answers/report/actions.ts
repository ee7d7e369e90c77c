import type { Cut } from '../../domain/access.ts';
import type { ConditionalActions, LevelCounts } from '../../domain/answer.ts';
import type { Assumption } from '../../domain/decision.ts';
import { LEVEL_WORDS, levelWord } from '../../domain/words/names.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { layerName, levelName } from '../words/names.ts';
import { statementName } from '../words/policy-names.ts';
import { reasonTexts } from './records.ts';

type LevelOf = Readonly<Record<string, string>>;

const LEVEL_ORDER: readonly string[] = LEVEL_WORDS;

/** More names than this are counted, not listed. */
const NAMED = 4;

/** Action names without their service, which the resource tells. */
function actionNames(actions: readonly string[], language: Language): string {
  const services = new Set(actions.map((action) => action.split(':')[0]));
  const short = services.size === 1 ? actions.map((action) => action.slice(action.indexOf(':') + 1)) : actions;
  const { comma, more } = messagesIn(language);
  if (short.length <= NAMED) return short.join(comma);
  return [...short.slice(0, NAMED), more(short.length - NAMED)].join(comma);
}

/** One line an access level: `Read 2 of 16: GetItem, Scan`. `levels` counts what the resource type knows, where that is known. */
export function levelLines(
  actions: readonly string[],
  levelOf: LevelOf,
  language: Language,
  levels: LevelCounts = {},
): readonly string[] {
  const words = messagesIn(language);
  const counts = new Map(Object.entries(levels).map(([level, n]) => [canonical(level), n]));
  return [...byLevel(actions, levelOf)].map(([level, names]) => {
    const all = counts.get(level);
    const head =
      all === undefined
        ? `${levelName(level, language)} ${names.length}`
        : words.levelOf(levelName(level, language), names.length, all);
    return names.length > NAMED ? head : `${head}${words.colon}${actionNames(names, language)}`;
  });
}

const canonical = (level: string): string => levelWord(level) ?? level;

function byLevel(actions: readonly string[], levelOf: LevelOf): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const action of actions) {
    const level = canonical(levelOf[action] ?? 'Unlisted');
    groups.set(level, [...(groups.get(level) ?? []), action]);
  }
  const order = (level: string): number => {
    const place = LEVEL_ORDER.indexOf(level);
    return place < 0 ? LEVEL_ORDER.length : place;
  };
  return new Map([...groups].sort(([a], [b]) => order(a) - order(b)));
}

/** `PutItem: over TLS`; only the condition where all actions share it. */
export function whenLines(
  always: readonly string[],
  conditional: readonly ConditionalActions[],
  language: Language,
): readonly string[] {
  const words = messagesIn(language);
  const [first] = conditional;
  if (first === undefined) return always.length > 0 ? [words.always] : [];
  if (always.length === 0 && conditional.length === 1) return [first.when.text];
  const rest = conditional.map(({ actions, when }) => words.conditional(actionNames(actions, language), when.text));
  return always.length > 0 ? [words.conditional(actionNames(always, language), words.always), ...rest] : rest;
}

export function unknownLines(
  unknown: readonly { readonly actions: readonly string[]; readonly reasons: readonly Assumption[] }[],
  language: Language,
): readonly string[] {
  const words = messagesIn(language);
  return unknown.map(({ actions, reasons }) =>
    words.unknownActions(actionNames(actions, language), reasonTexts(reasons, language).join(words.comma)),
  );
}

/** `not PutItem: cut by SCP NoFinanceWritesExceptBatch, statement 1` */
export function cutLines(cuts: readonly Cut[], language: Language): readonly string[] {
  const words = messagesIn(language);
  return cuts.map(({ actions, layers, by, alsoNeeds }) => {
    const own =
      by.length > 0 ? by.map((ref) => statementName(ref, language)) : layers.map((layer) => layerName(layer, language));
    const second = (alsoNeeds ?? []).map((need) => `${need.action}`);
    return words.cutBy(actionNames(actions, language), [...new Set([...own, ...second])].join(words.comma));
  });
}
