import type { CutRoutes, NodeInfo, WhoCanAnswer, WhoCanResult } from '../domain/answer.ts';
import { ANYONE_ID } from '../domain/node-ids.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { isPerson } from '../domain/words/can-now.ts';
import { routesOnPages } from './cut-routes.ts';
import { looksOpen, namedByPolicy } from './looks-open.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { type CursorOf, cursorAt, NO_CURSOR, type PagePlace, placeOf } from './page-cursor.ts';
import type { Answered, AskError, WhoCanAsk } from './questions.ts';
import { bySubject } from './reading-order.ts';
import { ableAmong, type Reach, reachesOf, reachesSome, type Sight } from './subject-reach.ts';
import { asksPeople, beginsRoutes, isSubject } from './subjects.ts';
import { answerOf } from './who-can-answer.ts';

/** A part of the answer, in the order of subjects (ADR 32): nothing is made of those who come later. */
export async function whoCanPage(
  open: OpenSnapshot,
  sight: Sight,
  ask: WhoCanAsk & { readonly page: NonNullable<WhoCanAsk['page']> },
): Answered<WhoCanAnswer> {
  const { context, of, subjects } = sight;
  const { among } = subjects;
  const { limit, after } = ask.page;
  const cursorOf: CursorOf = {
    snapshot: open.snapshot,
    question: [of.arn, of.asked.texts, among ?? null, ask.probableJoins ?? null],
  };
  const line = lineOf(sight);
  const place = after === undefined ? ok(undefined) : placeIn(sight, line, after, cursorOf);
  if (!place.ok) return place;
  const part = await partOf(toldAfter(open, sight, line, place.value), limit);
  const anyone = context.book.info(ANYONE_ID);
  const toAnyone = await reachesSome(sight, anyone, line.most, ({ results }) => results.length > 0);
  const named = after === undefined ? namedByPolicy(context.world, of) : [];
  const looks = after === undefined ? looksOpen(context.world, of, await ableAmong(sight, named)) : [];
  const { last, ...told } = part;
  const answer = answerOf(context, open, of, { ...told, among, looks, toAnyone, people: told.pathless });
  const people = context.book.people().filter(({ active }) => active !== false).length;
  return ok({
    ...answer,
    complete: answer.complete && after === undefined && last === undefined,
    page: { limit, ...(after === undefined ? {} : { after }), people },
    ...(last === undefined ? {} : { next: cursorAt(cursorOf, last) }),
  });
}

/** Everybody whom pages tell of, in their order. */
interface Line {
  readonly nodes: readonly NodeInfo[];
  /** Routes followed from each to each principal, on whichever page. */
  readonly most: number;
}

/** Whoever may have access, and people who have none. */
function lineOf({ context: { book }, subjects, principals, reaching }: Sight): Line {
  const able = [...reaching]
    .map((id) => book.info(id))
    .filter((node) => isSubject(book, subjects, node) && (principals.has(node.id) || beginsRoutes(subjects, node)));
  const others = asksPeople(subjects.among) ? book.people().filter(({ id }) => !reaching.has(id)) : [];
  return { nodes: [...able, ...others].sort(bySubject), most: routesOnPages(able.length) };
}

function placeIn({ principals }: Sight, { nodes }: Line, cursor: string, of: CursorOf): Result<PagePlace, AskError> {
  const place = placeOf(cursor, of);
  if (!place.ok) return place;
  const [subject, principal] = place.value.of;
  const isKnown = principals.has(principal) && nodes.some(({ id }) => id === subject);
  return isKnown ? place : err({ kind: 'badInput', message: NO_CURSOR(cursor) });
}

type Told =
  | { readonly kind: 'result'; readonly result: WhoCanResult; readonly place: PagePlace }
  | { readonly kind: 'cut'; readonly cut: CutRoutes }
  | { readonly kind: 'pathless'; readonly person: string };

/** What comes after a place, as somebody looks at it. */
async function* toldAfter(
  open: OpenSnapshot,
  sight: Sight,
  { nodes, most }: Line,
  after: PagePlace | undefined,
): AsyncGenerator<Told> {
  const first = nodes.findIndex(({ id }) => id === after?.of[0]);
  for (const subject of nodes.slice(Math.max(first, 0))) {
    let told = subject.id === after?.of[0];
    for await (const one of toldOf(sight, subject, most, told ? after : undefined)) {
      told ||= one.kind === 'result' || one.cut.open;
      yield one;
    }
    if (
      !told &&
      isPerson(subject) &&
      asksPeople(sight.subjects.among) &&
      !(await isKeptApart(open, sight, subject, most))
    )
      yield { kind: 'pathless', person: subject.id };
  }
}

/** Of one subject; nothing twice that was told up to a place. */
async function* toldOf(
  sight: Sight,
  subject: NodeInfo,
  most: number,
  after: PagePlace | undefined,
): AsyncGenerator<Exclude<Told, { kind: 'pathless' }>> {
  for await (const { principal, results, cut } of reachesOf(sight, subject, most, after?.of[1])) {
    const before = principal === after?.of[1] ? after.told : 0;
    if (cut !== undefined && before === 0) yield { kind: 'cut', cut };
    for (const [index, result] of results.slice(before).entries())
      yield { kind: 'result', result, place: { of: [subject.id, principal], told: before + index + 1 } };
  }
}

/** Has an account that stands apart from the person, as it was asked, what the person has not? */
async function isKeptApart(
  { apart = [] }: OpenSnapshot,
  sight: Sight,
  { id }: NodeInfo,
  most: number,
): Promise<boolean> {
  for (const { account } of apart.filter(({ person }) => person === id)) {
    const reaches = ({ results, cut }: Reach): boolean => results.length > 0 || cut?.open === true;
    if (await reachesSome(sight, sight.context.book.info(account), most, reaches)) return true;
  }
  return false;
}

interface Part {
  readonly results: readonly WhoCanResult[];
  readonly cut: readonly CutRoutes[];
  readonly pathless: readonly string[];
  /** Where more follows. */
  readonly last?: PagePlace;
}

/** So many results, and what was met up to the last of them; what is met after it is told on the next page. */
async function partOf(told: AsyncGenerator<Told>, limit: number): Promise<Part> {
  const met: Told[] = [];
  let [results, upToLast] = [0, 0];
  let last: PagePlace | undefined;
  for await (const one of told) {
    if (one.kind === 'result' && results === limit) return { ...sorted(met.slice(0, upToLast)), ...(last && { last }) };
    met.push(one);
    if (one.kind !== 'result') continue;
    results += 1;
    upToLast = met.length;
    last = one.place;
  }
  return sorted(met);
}

const sorted = (met: readonly Told[]): Part => ({
  results: met.flatMap((one) => (one.kind === 'result' ? [one.result] : [])),
  cut: met.flatMap((one) => (one.kind === 'cut' ? [one.cut] : [])),
  pathless: met.flatMap((one) => (one.kind === 'pathless' ? [one.person] : [])),
});
