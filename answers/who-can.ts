import type { AlsoNeeds, EffectiveAccess, Grant } from '../domain/access.ts';
import type {
  AnswerHop,
  AnswerPath,
  ConditionalActions,
  CutRoutes,
  Gain,
  NodeInfo,
  WhoCanAnswer,
  WhoCanResult,
} from '../domain/answer.ts';
import type { Verdict } from '../domain/decision.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { StatementRef } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { isPerson } from '../domain/words/can-now.ts';
import { ACCESS_LEVELS, levelOf } from '../reasoning/actions.ts';
import { distinct } from '../reasoning/analyse.ts';
import { inWords, type PathContext, pathsTo, weakestProof } from './access-paths.ts';
import type { AccessReader } from './access-reader.ts';
import { type AskedOf, askedOf } from './asked-of.ts';
import { relevantGaps } from './coverage.ts';
import { isOpen, routesEach } from './cut-routes.ts';
import { toldLastUse } from './last-used.ts';
import { looksOpen } from './looks-open.ts';
import { type OpenSnapshot, ordinaryProfile, SCOPE_LINE } from './open-snapshot.ts';
import { readerWith } from './outside-reader.ts';
import { asJoined, keptApart, nodesOfJoins, toldJoins } from './probable-joins.ts';
import type { Answered, AskError, WhoCanAsk } from './questions.ts';
import { resolve } from './resolve.ts';
import { distancesTo, type Route, type Routes, routesFrom, type Ways, waysInto } from './routes.ts';

/** Kinds of nodes that a path of an answer may begin with: where access enters from outside. */
const ENTRIES: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'person',
  'directoryUser',
  'user',
  'service',
  'externalAccount',
  'openEnd',
  'workload',
  'anyone',
]);

export async function whoCan(opened: OpenSnapshot, ask: WhoCanAsk): Answered<WhoCanAnswer> {
  const open = asJoined(opened, ask);
  const { world, book } = open;
  const of = askedOf(open, ask.resource, ask.actions);
  if (!of.ok) return of;
  const subjects = subjectsOf(open, ask.among);
  if (!subjects.ok) return subjects;
  const context: PathContext = { world, book, language: ask.language };
  const { accepts, reader } = subjects.value;
  const access = await of.value.access(reader);
  const found = await allResults(context, of.value.ways(reader), access, accepts);
  if (found === undefined) return err(tooMany(of.value.arn));
  return ok(answerOf(context, open, of.value, access, found, subjects.value.among));
}

type SubjectFilter = (node: NodeInfo) => boolean;

/** Without a signature everybody is `anyone`, so what `anyone` can is told of whomever the question is about (rule 49). */
const isAnyone = ({ kind }: NodeInfo): boolean => kind === 'anyone';

interface Subjects {
  /** As the answer says it. */
  readonly among?: string;
  readonly accepts: SubjectFilter;
  readonly reader: AccessReader;
}

function subjectsOf(open: OpenSnapshot, among: string | undefined): Result<Subjects, AskError> {
  const { reader } = open;
  if (among === undefined || among === 'all') return ok({ reader, accepts: () => true });
  if (among === 'people') return ok({ among, reader, accepts: (node) => isPerson(node) || isAnyone(node) });
  const one = resolve(open.world, open.book, among, 'subject');
  if (!one.ok) return one;
  // a joined directory user is told as the person
  const id = open.book.personOf(one.value.id) ?? one.value.id;
  return ok({ among: id, reader: readerWith(open, id), accepts: (node) => node.id === id || isAnyone(node) });
}

interface Found {
  readonly results: readonly WhoCanResult[];
  readonly cut: readonly CutRoutes[];
}

/** Undefined: there are too many of them. */
async function allResults(
  context: PathContext,
  reader: AccessReader,
  access: readonly EffectiveAccess[],
  wanted: SubjectFilter,
): Promise<Found | undefined> {
  const results: WhoCanResult[] = [];
  const cut: CutRoutes[] = [];
  const granting = groupedBy(
    access.filter((one) => one.grants.length > 0),
    ({ principal }) => principal,
  );
  const ways = await waysInto(reader, [...granting.keys()]);
  for (const [principal, records] of granting) {
    const routes = [...entryRoutes(context, ways, principal, wanted)];
    const found = records.flatMap((one) => {
      const resultOf = resultsOn(context, one);
      return routes.flatMap(([subject, { routes: list }]) => resultOf(subject, list));
    });
    const told = groupedBy(found, ({ subject }) => subject.id);
    for (const [from] of routes.filter(([, one]) => one.cut))
      cut.push({ from, to: principal, open: records.some((one) => isOpen(one, told.get(from) ?? [])) });
    for (const one of found) results.push(one);
    if (results.length > MOST_RESULTS) return undefined;
  }
  return { results: results.sort(byReader), cut };
}

/** An answer of more is read by nobody, and may not fit into memory. */
const MOST_RESULTS = 100_000;

const tooMany = (arn: string): AskError => ({
  kind: 'refused',
  message: `more than ${MOST_RESULTS} ways of somebody to \`${arn}\`: ask about one of them (\`--among\`), or about fewer actions`,
});

/** Routes into a principal by the subject they begin with; the principal itself is a subject with the empty route. */
function entryRoutes(
  context: PathContext,
  ways: Ways,
  principal: string,
  wanted: SubjectFilter,
): ReadonlyMap<string, Routes> {
  const { book } = context;
  const starts = (node: string): boolean => {
    const info = book.info(node);
    const hiddenBehindPerson = info.kind === 'directoryUser' && book.personOf(node) !== undefined;
    const isEntry = node === principal || ENTRIES.has(info.kind) || wanted(info) !== wanted(UNNAMED);
    return isEntry && !hiddenBehindPerson && wanted(info);
  };
  const distances = distancesTo(ways, principal);
  const subjects = [...distances.keys()].filter(starts);
  const routesOf = routesFrom(ways, distances, routesEach(subjects.length));
  return new Map(subjects.map((subject) => [subject, routesOf(subject)]));
}

/** No real node: tells a filter that names one subject from one that accepts a kind. */
const UNNAMED: NodeInfo = { id: '', kind: 'role', name: '' };

/** All grants of one record that a subject can reach, with the routes as its paths: at most one result. */
export function resultsOn(
  context: PathContext,
  access: EffectiveAccess,
): (subject: string, routes: readonly Route[]) => readonly WhoCanResult[] {
  const grants = access.grants.map((grant) => ({ grant, pathOver: pathsTo(context, access, grant) }));
  return (subject, routes) => {
    const reached = grants.map(({ grant, pathOver }) => reachedOver(grant, routes.map(pathOver)));
    const usable = reached.filter(({ paths }) => paths.length > 0);
    return usable.length === 0 ? [] : [resultOf(context, { subject, access }, usable)];
  };
}

interface Asked {
  readonly subject: string;
  readonly access: EffectiveAccess;
}

function resultOf(context: PathContext, { subject, access }: Asked, usable: readonly Reached[]): WhoCanResult {
  const info = context.book.info(subject);
  const paths = pathsOf(usable);
  const legs = usable.flatMap(({ grant }) => grant.alsoNeeds);
  const allNow = info.active !== false && paths.every((path) => path.now);
  return {
    subject: info,
    principal: access.principal,
    scope: access.scope,
    ...gainOf(context, usable),
    by: distinctRefs(usable.flatMap(({ grant }) => grant.by)),
    ...(legs.length === 0 ? {} : { alsoNeeds: distinctLegs(legs) }),
    cuts: access.cuts,
    ...(allNow ? {} : { now: gainOf(context, info.active === false ? [] : usable.flatMap(reachedNow)) }),
    proof: weakestProof([...usable.map(({ grant }) => grant.proof), ...paths.map((path) => path.proof)]),
    assumptions: distinct(usable.flatMap(({ grant }) => grant.assumptions)),
    paths: pathsShown(usable),
  };
}

/** A grant that the subject reaches. A route that excludes the condition of one grant can serve another. */
interface Reached {
  readonly grant: Grant;
  /** By route; undefined: it does not lead there. */
  readonly over: readonly (AnswerPath | undefined)[];
  readonly paths: readonly AnswerPath[];
  readonly verdict: Verdict;
}

function reachedOver(grant: Grant, over: Reached['over']): Reached {
  const paths = over.filter((path) => path !== undefined);
  return { grant, over, paths, verdict: bestVerdict(paths.map((path) => path.verdict)) };
}

const pathsOf = (reached: readonly Reached[]): readonly AnswerPath[] => reached.flatMap(({ paths }) => paths);

/** The same over the routes that everybody on them can walk now (ADR 17). */
function reachedNow({ grant, paths }: Reached): readonly Reached[] {
  const now = paths.filter((path) => path.now);
  return now.length === 0 ? [] : [reachedOver(grant, now)];
}

/** What a subject gets over some routes; `denied` where there are none. */
const gainOf = (context: PathContext, reached: readonly Reached[]): Gain => ({
  actions: actionsWith(reached, 'allowed'),
  conditionalActions: conditionalOf(context, reached),
  unknownActions: unknownOf(reached),
  verdict: bestVerdict(reached.map((one) => one.verdict)),
});

const actionsWith = (reached: readonly Reached[], verdict: Verdict): readonly string[] =>
  reached
    .filter((one) => one.verdict === verdict)
    .flatMap(({ grant }) => grant.actions)
    .sort();

/** An entry for each condition under which a route gives the grant: any of them will do. */
const conditionalOf = (context: PathContext, reached: readonly Reached[]): readonly ConditionalActions[] =>
  reached
    .filter((one) => one.verdict === 'conditional')
    .flatMap((one) => {
      const paths = one.paths.filter((path) => path.verdict === 'conditional');
      const whens = paths.map((path) => path.when ?? inWords(one.grant.when, context.language));
      return [...new Map(whens.map((when) => [when.text, when])).values()].map((when) => ({
        actions: one.grant.actions,
        when,
      }));
    });

/** The reasons stand on the hops that are unknown, the last of which is the grant itself. */
const unknownOf = (reached: readonly Reached[]): WhoCanResult['unknownActions'] =>
  reached
    .filter((one) => one.verdict === 'unknown')
    .map((one) => {
      const hops = hopsMet(one.paths).filter((hop) => hop.verdict === 'unknown');
      return { actions: one.grant.actions, reasons: distinct(hops.flatMap((hop) => hop.assumptions ?? [])) };
    });

/** Every route that serves any grant, once: of the grants that it serves, the one with the most actions shows it. */
function pathsShown(reached: readonly Reached[]): readonly AnswerPath[] {
  const [largest, ...more] = [...reached].sort((a, b) => b.grant.actions.length - a.grant.actions.length);
  if (largest === undefined || more.length === 0) return largest?.paths ?? [];
  return largest.over.flatMap((path, route) => path ?? more.find(({ over }) => over[route])?.over[route] ?? []);
}

/** The best any path or grant gives: a certain way is not worsened by a doubtful one beside it. */
const bestVerdict = (verdicts: readonly Verdict[]): Verdict =>
  (['allowed', 'conditional', 'unknown'] as const).find((one) => verdicts.includes(one)) ?? 'denied';

const distinctRefs = (refs: readonly StatementRef[]): readonly StatementRef[] => [
  ...new Map(refs.map((ref) => [`${ref.layer} ${ref.policy} ${ref.index}`, ref])).values(),
];

const distinctLegs = (legs: readonly AlsoNeeds[]): readonly AlsoNeeds[] => [
  ...new Map(legs.map((leg) => [`${leg.action} ${leg.resource} ${leg.verdict}`, leg])).values(),
];

const RANK: Readonly<Record<NodeInfo['kind'], number>> = {
  anyone: 0,
  person: 1,
  directoryUser: 2,
  directoryGroup: 3,
  permissionSet: 4,
  entitlement: 4,
  workload: 5,
  user: 5,
  ssoRole: 6,
  role: 7,
  root: 8,
  service: 9,
  externalAccount: 10,
  openEnd: 11,
  resource: 12,
};

function byReader(a: WhoCanResult, b: WhoCanResult): number {
  const borders = (result: WhoCanResult): number =>
    result.paths[0]?.hops.filter((hop) => hop.crossesAccount === true).length ?? 0;
  return (
    RANK[a.subject.kind] - RANK[b.subject.kind] ||
    borders(b) - borders(a) ||
    compare(a.subject.name, b.subject.name) ||
    compare(a.principal, b.principal) ||
    compare(a.scope.pattern, b.scope.pattern)
  );
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function answerOf(
  context: PathContext,
  open: OpenSnapshot,
  of: AskedOf,
  access: readonly EffectiveAccess[],
  { results, cut }: Found,
  among: string | undefined,
): WhoCanAnswer {
  const { world, book } = context;
  const { asked, listed } = of;
  const gaps = relevantGaps(world, new Set([...of.targets.map((target) => target.service), 's3control', 'kms']));
  const openCuts = cut.filter((one) => one.open);
  const subjects = results.map((result) => result.subject.id);
  const reached = new Set([...subjects, ...openCuts.map((one) => one.from)]);
  const asksPeople = among === undefined || among === 'people';
  const people = book.all().filter(isPerson);
  const keptFrom = new Set(open.apart?.filter(({ account }) => reached.has(account)).map(({ person }) => person));
  const pathless = asksPeople ? people.map(({ id }) => id).filter((id) => !reached.has(id) && !keptFrom.has(id)) : [];
  const toAnyone = results.some((result) => isAnyone(result.subject));
  const looks = looksOpen(world, of, access);
  const paths = results.flatMap((result) => result.paths);
  const joins = toldJoins(open, paths, [...subjects, among ?? '']);
  const apart = keptApart(open, among ?? '').length > 0;
  const nodes = new Set([
    of.arn,
    ...nodesOf(results),
    ...looks.map((one) => one.principal),
    ...people.map((node) => node.id),
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
    complete: gaps.length === 0 && openCuts.length === 0 && !apart,
    gaps,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joins,
    results,
    without: toAnyone ? [] : pathless,
    ...(toAnyone && asksPeople ? { asAnyone: pathless } : {}),
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

/** Hops of the paths that were not met before; paths share hops. */
function hopsMet(paths: readonly AnswerPath[], met = new Set<AnswerHop>()): readonly AnswerHop[] {
  const found: AnswerHop[] = [];
  for (const { hops } of paths) {
    for (const hop of hops) {
      if (met.has(hop)) continue;
      met.add(hop);
      found.push(hop);
    }
  }
  return found;
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
