import type { Scope } from '../../domain/access.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { Messages } from '../messages/en.ts';
import { countByLevel, type LevelCount, shortAction, withoutLevel } from '../words/levels.ts';
import type { Ability, PathRow } from './rows.ts';

/** Every action that an ability names as possible, conditional ones included, unknown ones not. */
export const possible = (ability: Ability): readonly string[] => [
  ...new Set([...ability.actions, ...ability.conditional.flatMap((one) => one.actions)]),
];

/** The same subject, principal and scope in the answer about every action. */
export function fullAbility(ability: Ability, row: PathRow, full: readonly PathRow[]): Ability | undefined {
  const ids = new Set(row.subjects.map((subject) => subject.id));
  return full
    .filter((one) => one.principal === row.principal && one.subjects.some((subject) => ids.has(subject.id)))
    .flatMap((one) => one.abilities)
    .find((one) => one.scope.sample === ability.scope.sample);
}

export interface CanDo {
  readonly levels: readonly LevelCount[];
  /** Actions without a listed access level. */
  readonly unlisted: readonly string[];
  /** Levels that were not asked about, and what was possible in them. */
  readonly beyond: readonly LevelCount[];
  readonly cuts: Ability['cuts'];
}

/** What the column "can do" says of one ability; `full` adds what lies beyond the question. */
export function canDo(
  ability: Ability,
  full: Ability | undefined,
  answer: Pick<WhoCanAnswer, 'levelOf' | 'levels'>,
): CanDo {
  const actions = possible(ability);
  const levels = countByLevel(actions, answer.levelOf, answer.levels);
  const shown = new Set(levels.map((one) => one.level));
  const beyond = full === undefined ? [] : countByLevel(possible(full), answer.levelOf, answer.levels);
  return {
    levels,
    unlisted: withoutLevel(actions, answer.levelOf),
    beyond: beyond.filter((one) => !shown.has(one.level)),
    cuts: full?.cuts ?? ability.cuts,
  };
}

export const shortActions = (actions: readonly string[]): readonly string[] => actions.map(shortAction);

/** A part of a resource by what its pattern adds to the resource's own ARN. */
function partName(scope: Scope, resource: string): string {
  const own = (pattern: string): string =>
    pattern.startsWith(resource) ? pattern.slice(resource.length).replace(/^[/:]/, '') : pattern;
  return own(scope.pattern);
}

/** What the resource's own ARN begins with is a path that it lies under. */
export const partWords = (scope: Scope, resource: string, t: Messages): string =>
  resource !== scope.pattern && resource.startsWith(scope.pattern)
    ? t.byPath(scope.pattern.slice(scope.pattern.indexOf('/')))
    : t.onPart(
        [scope.pattern, ...(scope.within ?? [])].map((pattern) => partName({ ...scope, pattern }, resource)),
        scope.except.map((pattern) => partName({ ...scope, pattern }, resource)),
      );
