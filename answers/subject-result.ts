import type { AlsoNeeds, EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath, ConditionalActions, Gain, WhoCanResult } from '../domain/answer.ts';
import type { Verdict } from '../domain/decision.ts';
import type { StatementRef } from '../domain/policy.ts';
import { distinct } from '../reasoning/analyse.ts';
import { inWords, membershipsOver, type PathContext, pathsTo, weakestProof } from './access-paths.ts';
import { type Route, wholeRoutes } from './routes.ts';

/**
 * All grants of one record that a subject can reach, with the routes as its paths: at most one result. `before`: hops that all routes
 * begin with.
 */
export function resultsOn(
  context: PathContext,
  access: EffectiveAccess,
): (subject: string, routes: readonly Route[], before?: readonly Hop[]) => readonly WhoCanResult[] {
  const grants = access.grants.map((grant) => ({ grant, pathOver: pathsTo(context, access, grant) }));
  return (subject, after, before = []) => {
    const begun = membershipsOver(context, before);
    const routes = begun === undefined ? wholeRoutes(before, after) : after;
    const reached = grants.map(({ grant, pathOver }) =>
      reachedOver(
        grant,
        routes.map((route) => pathOver(route, begun)),
      ),
    );
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

const pathsOf = ([first, ...more]: readonly Reached[]): readonly AnswerPath[] =>
  (first?.paths ?? []).concat(...more.map(({ paths }) => paths));

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

/** Hops of the paths that were not met before; paths share hops. */
export function hopsMet(paths: readonly AnswerPath[], met = new Set<AnswerHop>()): readonly AnswerHop[] {
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
