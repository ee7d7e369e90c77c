import type { EffectiveAccess, Grant } from '../domain/access.ts';
import type { AnswerPath, CutRoutes, PathsAnswer, RefusedStep } from '../domain/answer.ts';
import { ok } from '../domain/result.ts';
import { levelOf } from '../reasoning/actions.ts';
import { callerOfId } from '../reasoning/callers.ts';
import { explainActions } from '../reasoning/explain.ts';
import { assumeCall, ordinaryCaller } from '../reasoning/question.ts';
import { roleTarget } from '../reasoning/targets.ts';
import { type PathContext, pathOfRoute, pathsTo } from './access-paths.ts';
import type { AccessReader } from './access-reader.ts';
import { relevantGaps } from './coverage.ts';
import { routesEach } from './cut-routes.ts';
import { type OpenSnapshot, ordinaryProfile, SCOPE_LINE } from './open-snapshot.ts';
import { readerWith } from './outside-reader.ts';
import { asJoined, type JoinsAsk, keptApart, nodesOfJoins, toldJoins } from './probable-joins.ts';
import type { Answered, Language } from './questions.ts';
import { byScope } from './reading-order.ts';
import { resolve, resolveKnown } from './resolve.ts';
import { distancesTo, type Route, type Routes, routesBetween, type Ways, waysInto } from './routes.ts';

/** Access paths from one node to another; to a resource, each path ends with an access to it. */
export async function paths(
  opened: OpenSnapshot,
  ask: { readonly from: string; readonly to: string; readonly language: Language } & JoinsAsk,
): Answered<PathsAnswer> {
  const open = asJoined(opened, ask);
  const { world, book } = open;
  const from = resolve(world, book, ask.from, 'subject');
  if (!from.ok) return from;
  const to = resolveKnown(world, book, ask.to, 'any');
  if (!to.ok) return to;
  const context: PathContext = { world, book, language: ask.language };
  const reader = readerWith(open, from.value.id);
  const { found, cut } =
    to.value.kind === 'resource'
      ? await pathsToResource(context, reader, from.value.id, to.value.id)
      : await pathsToPrincipal(context, reader, from.value.id, to.value.id);
  const refused = found.length > 0 ? undefined : refusedStep(open, from.value.id, to.value.id);
  const actions = [...new Set(found.flatMap(({ hops }) => hops.flatMap((hop) => hop.actions ?? [])))].sort();
  const service = to.value.id.split(':')[2];
  const gaps = relevantGaps(world, new Set(service === undefined ? [] : [service, 's3control', 'kms']));
  const joins = toldJoins(open, [{ paths: found }], [from.value.id, to.value.id]);
  const nodes = new Set([
    from.value.id,
    to.value.id,
    ...found.flatMap((path) => path.hops.flatMap((hop) => [hop.from, hop.to])),
    ...cut.map((one) => one.to),
    ...nodesOfJoins(joins),
  ]);
  return ok({
    from: from.value.id,
    to: to.value.id,
    snapshot: open.snapshot,
    profile: ordinaryProfile(world),
    scope: SCOPE_LINE[ask.language],
    complete: gaps.length === 0 && cut.length === 0 && keptApart(open, from.value.id).length === 0,
    gaps,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joins,
    paths: found,
    ...(refused === undefined ? {} : { refused }),
    levelOf: Object.fromEntries(actions.map((action) => [action, levelOf(action)])),
    nodes: Object.fromEntries([...nodes].map((id) => [id, book.info(id)])),
  });
}

interface Found {
  readonly found: readonly AnswerPath[];
  readonly cut: readonly CutRoutes[];
}

async function pathsToResource(
  context: PathContext,
  reader: AccessReader,
  from: string,
  resource: string,
): Promise<Found> {
  const access = (await reader.accessTo(resource)).filter((one) => one.grants.length > 0);
  const found: AnswerPath[] = [];
  const cut: CutRoutes[] = [];
  const principals = [...new Set(access.map((one) => one.principal))];
  const ways = await waysInto(reader, principals);
  for (const principal of principals) {
    const { routes, cut: isCut } = routesTo(ways, from, principal);
    if (isCut) cut.push(cutFrom(from, principal));
    for (const one of access.filter((record) => record.principal === principal).sort(byScope)) {
      for (const grant of one.grants)
        found.push(...pathsOver(routes, pathsTo(context, one, grant)).map((path) => ended(path, one, grant)));
    }
  }
  return { found, cut };
}

const pathsOver = (routes: readonly Route[], to: ReturnType<typeof pathsTo>): readonly AnswerPath[] =>
  routes.flatMap((route) => to(route) ?? []);

const routesTo = (ways: Ways, from: string, goal: string): Routes =>
  routesBetween(ways, distancesTo(ways, goal), from, routesEach(1));

/** Where paths are asked for, one that is left out is missed. */
const cutFrom = (from: string, to: string): CutRoutes => ({ from, to, open: true });

/** The path with what can be done at its end. */
const ended = (path: AnswerPath, { scope }: EffectiveAccess, { actions }: Grant): AnswerPath => ({
  ...path,
  hops: path.hops.map((hop) => (hop.kind === 'canAct' ? { ...hop, scope, actions } : hop)),
});

/** Why a caller cannot assume a role itself. */
function refusedStep({ world }: OpenSnapshot, from: string, to: string): RefusedStep | undefined {
  const [caller, role] = [callerOfId(world, from), world.role(to)];
  if (caller === undefined || role === undefined || caller.principal.kind === 'anonymous') return undefined;
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const [explained] = explainActions(world, caller, roleTarget(role), [assumeCall(caller)], profile);
  if (explained?.verdict !== 'denied') return undefined;
  const { action, deniedBy, missing } = explained;
  return { action, blockedBy: [...new Set([...deniedBy.map((ref) => ref.layer), ...missing])], by: deniedBy };
}

async function pathsToPrincipal(context: PathContext, reader: AccessReader, from: string, to: string): Promise<Found> {
  const { routes, cut } = routesTo(await waysInto(reader, [to]), from, to);
  const found = routes.filter((route) => route.length > 0).flatMap((route) => pathOfRoute(context, route) ?? []);
  return { found, cut: cut ? [cutFrom(from, to)] : [] };
}
