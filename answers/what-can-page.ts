import type { EffectiveAccess } from '../domain/access.ts';
import type { CutRoutes, WhatCanAnswer, WhatCanResult } from '../domain/answer.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { isOpen, routesEach } from './cut-routes.ts';
import { type CursorOf, cursorAt, NO_CURSOR, type PagePlace, placeOf } from './page-cursor.ts';
import type { Answered, AskError, WhatCanAsk } from './questions.ts';
import { byScope, compare } from './reading-order.ts';
import { distancesTo, nearestFirst, type Routes, routesBetween, type Ways, waysOutOf } from './routes.ts';
import { answerOf, resultsOfReached, type WhatCanSight } from './what-can-answer.ts';

/**
 * A part of the answer (ADR 32): principals nearest first, and of each its resources by ARN. No record is made of those that come later.
 * Routes of which more lead to a principal than are followed are told on each page that the principal is on.
 */
export async function whatCanPage(
  sight: WhatCanSight,
  { page: { limit, after }, probableJoins }: WhatCanAsk & { readonly page: NonNullable<WhatCanAsk['page']> },
): Answered<WhatCanAnswer> {
  const { open, subject, reader } = sight;
  const cursorOf: CursorOf = { snapshot: open.snapshot, question: ['what can', subject.id, probableJoins ?? null] };
  const ways = await waysOutOf(reader, subject.id);
  const line: Line = { ways, principals: nearestFirst(ways, subject.id) };
  const place = after === undefined ? ok(undefined) : await placeIn(sight, line, after, cursorOf);
  if (!place.ok) return place;
  const { results, cut, last } = await partOf(toldAfter(sight, line, place.value), limit);
  const answer = await answerOf(sight, { results, cut });
  return ok({
    ...answer,
    complete: answer.complete && after === undefined && last === undefined,
    page: { limit, ...(after === undefined ? {} : { after }) },
    ...(last === undefined ? {} : { next: cursorAt(cursorOf, last) }),
  });
}

/** As whom pages tell what the subject reaches, in their order. */
interface Line {
  readonly ways: Ways;
  readonly principals: readonly string[];
}

async function placeIn(
  { reader }: WhatCanSight,
  { principals }: Line,
  cursor: string,
  of: CursorOf,
): Promise<Result<PagePlace, AskError>> {
  const place = placeOf(cursor, of);
  if (!place.ok) return place;
  const [principal, resource] = place.value.of;
  const isKnown = principals.includes(principal) && (await reader.resourcesOf(principal)).includes(resource);
  return isKnown ? place : err({ kind: 'badInput', message: NO_CURSOR(cursor) });
}

type Told =
  | { readonly kind: 'result'; readonly result: WhatCanResult; readonly place: PagePlace }
  /** More routes lead to a principal than were followed. */
  | { readonly kind: 'cut'; readonly cut: CutRoutes };

async function* toldAfter(sight: WhatCanSight, line: Line, after: PagePlace | undefined): AsyncGenerator<Told> {
  const { principals } = line;
  const [first, resource] = after?.of ?? [];
  for (const principal of principals.slice(Math.max(principals.indexOf(first ?? ''), 0))) {
    const resources = [...(await sight.reader.resourcesOf(principal))].sort(compare);
    const place = principal === first ? after : undefined;
    const left = place === undefined ? resources : resources.slice(resources.indexOf(resource ?? ''));
    if (left.length > 0) yield* toldOf(sight, line, { principal, resources: left, before: place?.told ?? 0 });
  }
}

interface AskedOf {
  readonly principal: string;
  readonly resources: readonly string[];
  /** Results about the first of them that were told. */
  readonly before: number;
}

async function* toldOf(
  sight: WhatCanSight,
  { ways, principals }: Line,
  { principal, resources, before }: AskedOf,
): AsyncGenerator<Told> {
  const { subject, reader } = sight;
  const most = routesEach(principals.length);
  const routes = routesBetween(ways, distancesTo(ways, principal), subject.id, most);
  for (const [index, resource] of resources.entries()) {
    const told = index === 0 ? before : 0;
    yield* toldOn(sight, routes, { principal, resource, records: await reader.accessOf(principal, resource) }, told);
  }
}

interface Reached {
  readonly principal: string;
  readonly resource: string;
  readonly records: readonly EffectiveAccess[];
}

/** About one resource, without the first results. */
function* toldOn(
  sight: WhatCanSight,
  routes: Routes,
  { principal, resource, records }: Reached,
  before: number,
): Generator<Told> {
  let told = 0;
  for (const access of [...records].sort(byScope)) {
    const results = resultsOfReached(sight, routes, access);
    if (routes.cut)
      yield { kind: 'cut', cut: { from: sight.subject.id, to: principal, open: isOpen(access, results) } };
    for (const result of results) {
      told += 1;
      if (told > before) yield { kind: 'result', result, place: { of: [principal, resource], told } };
    }
  }
}

interface Part {
  readonly results: readonly WhatCanResult[];
  readonly cut: readonly CutRoutes[];
  /** Where more follows. */
  readonly last?: PagePlace;
}

/** So many results, and what was met up to the last of them; what is met after it is told on the next page. */
async function partOf(told: AsyncGenerator<Told>, limit: number): Promise<Part> {
  const results: WhatCanResult[] = [];
  const cut = new Map<string, CutRoutes>();
  let waiting: CutRoutes[] = [];
  const take = (): void => {
    for (const one of waiting) cut.set(one.to, { ...one, open: one.open || cut.get(one.to)?.open === true });
    waiting = [];
  };
  let last: PagePlace | undefined;
  for await (const one of told) {
    if (one.kind === 'cut') waiting.push(one.cut);
    else if (results.length === limit) return { results, cut: [...cut.values()], ...(last && { last }) };
    else {
      take();
      results.push(one.result);
      last = one.place;
    }
  }
  take();
  return { results, cut: [...cut.values()] };
}
