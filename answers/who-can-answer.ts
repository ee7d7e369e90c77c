import type { AnswerHop, CutRoutes, LooksOpen, WhoCanAnswer, WhoCanResult } from '../domain/answer.ts';
import { ACCESS_LEVELS, levelOf } from '../reasoning/actions.ts';
import type { PathContext } from './access-paths.ts';
import type { AskedOf } from './asked-of.ts';
import { relevantGaps } from './coverage.ts';
import { toldLastUse } from './last-used.ts';
import { type OpenSnapshot, ordinaryProfile, SCOPE_LINE } from './open-snapshot.ts';
import { keptApart, nodesOfJoins, toldJoins } from './probable-joins.ts';
import { hopsMet } from './subject-result.ts';
import { asksPeople } from './subjects.ts';

/** What was found out for an answer. */
export interface ToldAnswer {
  /** As the answer says it. */
  readonly among: string | undefined;
  readonly results: readonly WhoCanResult[];
  readonly cut: readonly CutRoutes[];
  readonly looks: readonly LooksOpen[];
  /** Of the people whom the question is about: those without a path. */
  readonly pathless: readonly string[];
  readonly toAnyone: boolean;
  /** People whom the answer names whatever they can. */
  readonly people: readonly string[];
}

export function answerOf(
  context: PathContext,
  open: OpenSnapshot,
  of: AskedOf,
  { among, results, cut, looks, pathless, toAnyone, people }: ToldAnswer,
): WhoCanAnswer {
  const { world, book } = context;
  const { asked, listed } = of;
  const gaps = relevantGaps(world, new Set([...of.targets.map((target) => target.service), 's3control', 'kms']));
  const subjects = results.map((result) => result.subject.id);
  const joins = toldJoins(open, results, [...subjects, among ?? '']);
  const apart = keptApart(open, among ?? '').length > 0;
  const nodes = new Set([
    of.arn,
    ...nodesOf(results),
    ...looks.map((one) => one.principal),
    ...people,
    ...(among === undefined || among === 'people' ? [] : [among]),
    ...cut.flatMap(({ from, to }) => [from, to]),
    ...nodesOfJoins(joins),
  ]);
  return {
    resource: of.arn,
    asked: asked.texts,
    ...(among === undefined ? {} : { among }),
    snapshot: open.snapshot,
    profile: ordinaryProfile(world),
    scope: SCOPE_LINE[context.language],
    complete: gaps.length === 0 && !cut.some((one) => one.open) && !apart,
    gaps,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joins,
    results,
    without: toAnyone ? [] : pathless,
    ...(toAnyone && asksPeople(among) ? { asAnyone: pathless } : {}),
    looksOpen: looks,
    ...toldLastUse(world.snapshot, nodes),
    levels: countLevels(listed.map((action) => action.name)),
    levelOf: Object.fromEntries([
      ...listed.map((action) => [action.name, action.level]),
      ...namedOutsideList(of, results).map((action) => [action, levelOf(action)]),
    ]),
    nodes: Object.fromEntries([...nodes].map((id) => [id, book.info(id)])),
  };
}

/** As they are met. */
function nodesOf(results: readonly WhoCanResult[]): ReadonlySet<string> {
  const nodes = new Set<string>();
  const met = new Set<AnswerHop>();
  for (const { subject, principal, paths } of results) {
    nodes.add(subject.id).add(principal);
    for (const { from, to } of hopsMet(paths, met)) nodes.add(from).add(to);
  }
  return nodes;
}

/** Actions of the answer that AWS does not list, for such resources or at all. */
const namedOutsideList = ({ asked, listed }: AskedOf, results: readonly WhoCanResult[]): readonly string[] => {
  const known = new Set(listed.map((action) => action.name));
  const named = results.flatMap(({ actions, conditionalActions, unknownActions }) => [
    ...actions,
    ...conditionalActions.flatMap((one) => one.actions),
    ...unknownActions.flatMap((one) => one.actions),
  ]);
  return [...new Set([...asked.unheardOf, ...named])].filter((action) => !known.has(action));
};

function countLevels(actions: readonly string[]): Readonly<Record<string, number>> {
  const distinctNames = new Set(actions);
  return Object.fromEntries(
    ACCESS_LEVELS.map((level) => [level, [...distinctNames].filter((name) => levelOf(name) === level).length]),
  );
}
