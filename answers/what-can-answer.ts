import type { EffectiveAccess } from '../domain/access.ts';
import type { CutRoutes, NodeInfo, WhatCanAnswer, WhatCanResult } from '../domain/answer.ts';
import { levelOf } from '../reasoning/actions.ts';
import type { PathContext } from './access-paths.ts';
import type { AccessReader } from './access-reader.ts';
import { reachedClusters, reachedGrants } from './cluster-access.ts';
import { relevantGaps } from './coverage.ts';
import { seenCalls, toldLastUse } from './last-used.ts';
import { type OpenSnapshot, ordinaryProfile, SCOPE_LINE } from './open-snapshot.ts';
import { readerWith } from './outside-reader.ts';
import { keptApart, nodesOfJoins, toldJoins } from './probable-joins.ts';
import type { Language } from './questions.ts';
import type { Routes } from './routes.ts';
import { resultsOn } from './subject-result.ts';
import { usersUnread } from './used-by.ts';

/** Whoever is asked about, and what is read for it. */
export interface WhatCanSight {
  readonly open: OpenSnapshot;
  readonly context: PathContext;
  readonly subject: NodeInfo;
  readonly reader: AccessReader;
}

export const sightOf = (open: OpenSnapshot, subject: NodeInfo, language: Language): WhatCanSight => ({
  open,
  context: { world: open.world, book: open.book, language },
  subject,
  reader: readerWith(open, subject.id),
});

/** What the subject gets of one access over some routes. */
export const resultsOfReached = (
  { context, subject }: WhatCanSight,
  { routes }: Routes,
  access: EffectiveAccess,
): readonly WhatCanResult[] =>
  resultsOn(context, access)(subject.id, routes).map(
    ({ subject: _subject, cuts: _cuts, now: _now, assumptions: _a, ...rest }) => ({
      resource: access.resource,
      ...rest,
    }),
  );

export interface FoundOfSubject {
  readonly results: readonly WhatCanResult[];
  readonly cut: readonly CutRoutes[];
}

export async function answerOf(
  { open, context, subject, reader }: WhatCanSight,
  { results, cut }: FoundOfSubject,
): Promise<WhatCanAnswer> {
  const { world, book, language } = context;
  const clusters = await reachedClusters(context, reader, subject.id);
  const granted = await reachedGrants(context, reader, subject.id);
  const gaps = relevantGaps(world, new Set(world.snapshot.coverage.map((cell) => cell.service)));
  const joins = toldJoins(open, results, [subject.id]);
  const nodes = new Set([
    subject.id,
    ...results.flatMap((result) => [
      result.resource,
      result.principal,
      ...result.paths.flatMap((path) => path.hops.flatMap((hop) => [hop.from, hop.to])),
    ]),
    ...cut.map(({ to }) => to),
    ...nodesOfJoins(joins),
    ...[...(clusters.clusters ?? []), ...(granted.dataGrants ?? [])].map(({ principal }) => principal),
  ]);
  return {
    subject,
    snapshot: open.snapshot,
    profile: ordinaryProfile(world),
    scope: SCOPE_LINE[language],
    complete: gaps.length === 0 && cut.every((one) => !one.open) && keptApart(open, subject.id).length === 0,
    gaps,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joins,
    results,
    ...unreadUsers(open, subject),
    ...clusters,
    ...granted,
    ...toldLastUse(world.snapshot, [subject.id, ...results.map(({ principal }) => principal)]),
    ...seenCalls(world.snapshot, subject.id),
    levelOf: levelsOf(results),
    nodes: Object.fromEntries([...nodes].map((id) => [id, book.info(id)])),
  };
}

function levelsOf(results: readonly WhatCanResult[]): WhatCanAnswer['levelOf'] {
  const actions = results.flatMap((result) => [
    ...result.actions,
    ...result.conditionalActions.flatMap((one) => one.actions),
    ...result.unknownActions.flatMap((one) => one.actions),
  ]);
  return Object.fromEntries([...new Set(actions)].sort().map((action) => [action, levelOf(action)]));
}

function unreadUsers({ world }: OpenSnapshot, { kind, account }: NodeInfo): Pick<WhatCanAnswer, 'usersUnread'> {
  const unread = kind !== 'role' || account === undefined ? [] : usersUnread(world, account);
  return unread.length === 0 ? {} : { usersUnread: unread };
}
