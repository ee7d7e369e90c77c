/** AWS's five access levels under the words that the API and the command line take. */
export const LEVELS = ['read', 'list', 'write', 'permissions', 'tagging'] as const;
export type Level = (typeof LEVELS)[number];

/** `Permissions management` -> `permissions`; undefined for one that AWS does not list. */
export function levelOf(name: string): Level | undefined {
  const text = name.toLowerCase();
  return LEVELS.find((level) => text === level || text === `${level} management`);
}

export interface LevelCount {
  readonly level: Level;
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
  return LEVELS.map((level) => ({
    level,
    have: distinct.filter((action) => levelOf(levelNames[action] ?? '') === level),
    of: Object.entries(totals).find(([name]) => levelOf(name) === level)?.[1] ?? 0,
  })).filter((count) => count.have.length > 0 || (all && count.of > 0));
}

/** Actions whose level the API does not name. */
export const withoutLevel = (
  actions: readonly string[],
  levelNames: Readonly<Record<string, string>>,
): readonly string[] => [...new Set(actions)].filter((action) => levelOf(levelNames[action] ?? '') === undefined);

/** `dynamodb:GetItem` -> `GetItem` */
export const shortAction = (action: string): string => action.slice(action.indexOf(':') + 1);
