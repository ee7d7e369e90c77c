import type { CutRoutes, WhoCanAnswer, WhoCanResult } from '../domain/answer.ts';
import { groupedBy } from '../domain/grouped.ts';
import { ANYONE_ID } from '../domain/node-ids.ts';
import { err, ok } from '../domain/result.ts';
import type { PathContext } from './access-paths.ts';
import { type AskedOf, askedOf } from './asked-of.ts';
import { isOpen, routesEach } from './cut-routes.ts';
import { looksOpen, namedByPolicy } from './looks-open.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { asJoined } from './probable-joins.ts';
import type { Answered, AskError, WhoCanAsk } from './questions.ts';
import { byReader } from './reading-order.ts';
import { distancesTo, type RoutesAfter, routesFrom, type Ways, waysInto } from './routes.ts';
import { ableAmong, reachesOf, sightOf } from './subject-reach.ts';
import { resultsOn } from './subject-result.ts';
import { asksPeople, beginsRoutes, isAnyone, isSubject, type Subjects, subjectsOf } from './subjects.ts';
import { answerOf } from './who-can-answer.ts';
import { whoCanPage } from './who-can-page.ts';

export async function whoCan(opened: OpenSnapshot, ask: WhoCanAsk): Answered<WhoCanAnswer> {
  const open = asJoined(opened, ask);
  const { world, book } = open;
  const of = askedOf(open, ask.resource, ask.actions);
  if (!of.ok) return of;
  const subjects = subjectsOf(open, ask.among);
  if (!subjects.ok) return subjects;
  const context: PathContext = { world, book, language: ask.language };
  const { page } = ask;
  if (page !== undefined) return whoCanPage(open, await sightOf(context, of.value, subjects.value), { ...ask, page });
  const { one } = subjects.value;
  const found =
    one === undefined
      ? await allResults(context, of.value, subjects.value)
      : await resultsOfOne(context, of.value, subjects.value, one);
  if (found === undefined) return err(tooMany(of.value.arn));
  return ok(wholeAnswer(context, open, of.value, { ...found, among: subjects.value.among }));
}

interface Found {
  readonly results: readonly WhoCanResult[];
  readonly cut: readonly CutRoutes[];
  /** Principals that have access; where one subject was asked about, those whom the policy names. */
  readonly able: ReadonlySet<string>;
}

/** Undefined: there are too many of them. */
async function allResults(context: PathContext, of: AskedOf, subjects: Subjects): Promise<Found | undefined> {
  const { reader } = subjects;
  const results: WhoCanResult[] = [];
  const cut: CutRoutes[] = [];
  const access = await of.access(reader);
  const granting = groupedBy(
    access.filter((one) => one.grants.length > 0),
    ({ principal }) => principal,
  );
  const ways = await waysInto(of.ways(reader), [...granting.keys()]);
  for (const [principal, records] of granting) {
    const reached = records.map((one) => ({ resultOf: resultsOn(context, one), found: [] as WhoCanResult[] }));
    for (const [from, { before, routes, cut: more }] of entryRoutes(context, ways, principal, subjects)) {
      const told = reached.flatMap(({ resultOf, found }) => {
        const ofRecord = resultOf(from, routes, before);
        found.push(...ofRecord);
        return ofRecord;
      });
      if (more) cut.push({ from, to: principal, open: records.some((one) => isOpen(one, told)) });
    }
    for (const { found } of reached) for (const one of found) results.push(one);
    if (results.length > MOST_RESULTS) return undefined;
  }
  return { results: results.sort(byReader), cut, able: new Set(granting.keys()) };
}

/** Of one subject: from it on, so that nothing is asked about principals that it does not reach. */
async function resultsOfOne(context: PathContext, of: AskedOf, subjects: Subjects, one: string): Promise<Found> {
  const sight = await sightOf(context, of, subjects);
  const nodes = [...new Set([ANYONE_ID, one])].filter((id) => sight.reaching.has(id));
  const results: WhoCanResult[] = [];
  const cut: CutRoutes[] = [];
  for (const node of nodes)
    for await (const reach of reachesOf(sight, context.book.info(node), routesEach(nodes.length))) {
      results.push(...reach.results);
      if (reach.cut !== undefined) cut.push(reach.cut);
    }
  return { results: results.sort(byReader), cut, able: await ableAmong(sight, namedByPolicy(context.world, of)) };
}

/** An answer of more is read by nobody, and may not fit into memory. */
const MOST_RESULTS = 100_000;

const tooMany = (arn: string): AskError => ({
  kind: 'refused',
  message: `more than ${MOST_RESULTS} ways of somebody to \`${arn}\`: ask for a part of them (\`--limit\`), about one of them (\`--among\`), or about fewer actions`,
});

/** Routes into a principal by the subject they begin with, one after the other; the principal itself is a subject with the empty route. */
function* entryRoutes(
  { book }: PathContext,
  ways: Ways,
  principal: string,
  subjects: Subjects,
): Generator<readonly [subject: string, RoutesAfter]> {
  const starts = (id: string): boolean => {
    const node = book.info(id);
    return isSubject(book, subjects, node) && (id === principal || beginsRoutes(subjects, node));
  };
  const distances = distancesTo(ways, principal);
  const starting = [...distances.keys()].filter(starts);
  const routesOf = routesFrom(ways, distances, routesEach(starting.length));
  for (const subject of starting) yield [subject, routesOf(subject)];
}

function wholeAnswer(
  context: PathContext,
  open: OpenSnapshot,
  of: AskedOf,
  { results, cut, able, among }: Found & { readonly among: string | undefined },
): WhoCanAnswer {
  const { world, book } = context;
  const reached = new Set([
    ...results.map((result) => result.subject.id),
    ...cut.flatMap((one) => (one.open ? [one.from] : [])),
  ]);
  const keptFrom = new Set(open.apart?.filter(({ account }) => reached.has(account)).map(({ person }) => person));
  const people = book.people().map(({ id }) => id);
  const pathless = asksPeople(among) ? people.filter((id) => !reached.has(id) && !keptFrom.has(id)) : [];
  const toAnyone = results.some((result) => isAnyone(result.subject));
  const looks = looksOpen(world, of, able);
  return answerOf(context, open, of, { among, results, cut, looks, pathless, toAnyone, people });
}
