import type { EffectiveAccess } from '../domain/access.ts';
import type { NodeInfo, WhatCanAnswer, WhatCanResult } from '../domain/answer.ts';
import { ok } from '../domain/result.ts';
import { levelOf } from '../reasoning/actions.ts';
import { reachedClusters, reachedGrants } from './cluster-access.ts';
import { relevantGaps } from './coverage.ts';
import { isOpen } from './cut-routes.ts';
import { seenCalls, toldLastUse } from './last-used.ts';
import { type OpenSnapshot, ordinaryProfile, SCOPE_LINE } from './open-snapshot.ts';
import { readerWith } from './outside-reader.ts';
import { asJoined, type JoinsAsk, keptApart, nodesOfJoins, toldJoins } from './probable-joins.ts';
import type { Answered, Language } from './questions.ts';
import { compare } from './reading-order.ts';
import { resolve } from './resolve.ts';
import { type ReachedPrincipal, reachedBy } from './subject-access.ts';
import { resultsOn } from './subject-result.ts';
import { usersUnread } from './used-by.ts';

export async function whatCan(
  opened: OpenSnapshot,
  ask: { readonly subject: string; readonly language: Language } & JoinsAsk,
): Answered<WhatCanAnswer> {
  const open = asJoined(opened, ask);
  const { world, book } = open;
  const subject = resolve(world, book, ask.subject, 'subject');
  if (!subject.ok) return subject;
  const context = { world, book, language: ask.language };
  const reader = readerWith(open, subject.value.id);
  const reached = await reachedBy(reader, subject.value.id);
  const clusters = await reachedClusters(context, reader, subject.value.id);
  const granted = await reachedGrants(context, reader, subject.value.id);
  const results = reached.flatMap((one) =>
    one.access.flatMap((access) => whatResult(context, subject.value.id, one, access)),
  );
  const cut = cutRoutesOf(subject.value.id, reached, results);
  const gaps = relevantGaps(world, new Set(world.snapshot.coverage.map((cell) => cell.service)));
  const paths = results.flatMap((result) => result.paths);
  const joins = toldJoins(open, paths, [subject.value.id]);
  const nodes = new Set([
    subject.value.id,
    ...results.flatMap((result) => [
      result.resource,
      result.principal,
      ...result.paths.flatMap((path) => path.hops.flatMap((hop) => [hop.from, hop.to])),
    ]),
    ...cut.map(({ to }) => to),
    ...nodesOfJoins(joins),
    ...[...(clusters.clusters ?? []), ...(granted.dataGrants ?? [])].map(({ principal }) => principal),
  ]);
  return ok({
    subject: subject.value,
    snapshot: open.snapshot,
    profile: ordinaryProfile(world),
    scope: SCOPE_LINE[ask.language],
    complete: gaps.length === 0 && cut.every((one) => !one.open) && keptApart(open, subject.value.id).length === 0,
    gaps,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joins,
    results: [...results].sort((a, b) => compare(a.resource, b.resource) || compare(a.principal, b.principal)),
    ...unreadUsers(open, subject.value),
    ...clusters,
    ...granted,
    ...toldLastUse(world.snapshot, [subject.value.id, ...results.map(({ principal }) => principal)]),
    ...seenCalls(world.snapshot, subject.value.id),
    levelOf: levelsOf(results),
    nodes: Object.fromEntries([...nodes].map((id) => [id, book.info(id)])),
  });
}

/** Ways to principals of which more than were followed lead there. */
const cutRoutesOf = (
  subject: string,
  reached: readonly ReachedPrincipal[],
  results: readonly WhatCanResult[],
): NonNullable<WhatCanAnswer['cutRoutes']> =>
  reached
    .filter((one) => one.cut)
    .map(({ principal, access }) => ({
      from: subject,
      to: principal,
      open: access.some((one) =>
        isOpen(
          one,
          results.filter((result) => result.principal === principal && result.resource === one.resource),
        ),
      ),
    }));

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

function whatResult(
  context: Parameters<typeof resultsOn>[0],
  subject: string,
  { routes }: ReachedPrincipal,
  access: EffectiveAccess,
): readonly WhatCanResult[] {
  return resultsOn(context, access)(subject, routes).map(
    ({ subject: _subject, cuts: _cuts, now: _now, assumptions: _a, ...rest }) => ({
      resource: access.resource,
      ...rest,
    }),
  );
}
