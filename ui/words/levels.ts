import { LEVEL_WORDS, type LevelWord, levelWord } from '../../domain/words/names.ts';

export interface LevelCount {
  readonly level: LevelWord;
  readonly have: readonly string[];
  /** How many actions of the level the resource type knows. */
  readonly of: number;
}

/**
 * Actions counted by access level, in AWS's order; levels without an action are left out unless `all` is set.
 * `levelNames` gives the level of an action, `totals` how many actions a level has; both come from the API.
 */
export function countByLevel(
  actions: readonly string[],
  levelNames: Readonly<Record<string, string>>,
  totals: Readonly<Record<string, number>>,
  all = false,
): readonly LevelCount[] {
  const distinct = [...new Set(actions)];
  return LEVEL_WORDS.map((level) => ({
    level,
    have: distinct.filter((action) => levelWord(levelNames[action] ?? '') === level),
    of: Object.entries(totals).find(([name]) => levelWord(name) === level)?.[1] ?? 0,
  })).filter((count) => count.have.length > 0 || (all && count.of > 0));
}

/** Actions whose level the API does not name. */
export const withoutLevel = (
  actions: readonly string[],
  levelNames: Readonly<Record<string, string>>,
): readonly string[] => [...new Set(actions)].filter((action) => levelWord(levelNames[action] ?? '') === undefined);

/** `dynamodb:GetItem` -> `GetItem` */
export const shortAction = (action: string): string => action.slice(action.indexOf(':') + 1);
