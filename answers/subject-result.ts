import type { AlsoNeeds, EffectiveAccess, Grant } from '../domain/access.ts';
import type { AnswerPath, ConditionalActions, Gain, WhoCanResult } from '../domain/answer.ts';
import type { Verdict } from '../domain/decision.ts';
import type { StatementRef } from '../domain/policy.ts';
import { distinct } from '../reasoning/analyse.ts';
import { inWords, type PathContext, pathTo, weakestProof } from './access-paths.ts';
import type { Route } from './routes.ts';

/** At most one result: all grants of one record that the subject can reach, with the routes as its paths. */
export function resultOf(
  context: PathContext,
  subject: string,
  routes: readonly Route[],
  access: EffectiveAccess,
): readonly WhoCanResult[] {
  const reached = access.grants.map((grant): Reached => ({ grant, ways: waysTo(context, routes, access, grant) }));
  const usable = reached.filter(({ ways }) => ways.length > 0);
  if (usable.length === 0) return [];
  const info = context.book.info(subject);
  const paths = usable.flatMap(pathsOf);
  const legs = usable.flatMap(({ grant }) => grant.alsoNeeds);
  const allNow = info.active !== false && paths.every((path) => path.now);
  return [
    {
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
      paths: pathsShown(routes, usable),
    },
  ];
}

/** A grant and the routes over which the subject reaches it. */
interface Reached {
  readonly grant: Grant;
  readonly ways: readonly { readonly route: Route; readonly path: AnswerPath }[];
}

const pathsOf = ({ ways }: Reached): readonly AnswerPath[] => ways.map(({ path }) => path);

/** A route that excludes the condition of one grant can serve another. */
const waysTo = (
  context: PathContext,
  routes: readonly Route[],
  access: EffectiveAccess,
  grant: Grant,
): Reached['ways'] =>
  routes.flatMap((route) => {
    const path = pathTo(context, route, access, grant);
    return path === undefined ? [] : [{ route, path }];
  });

/** The same over the routes that everybody on them can walk now (ADR 17). */
function reachedNow({ grant, ways }: Reached): readonly Reached[] {
  const now = ways.filter(({ path }) => path.now);
  return now.length === 0 ? [] : [{ grant, ways: now }];
}

/** What a subject gets over some routes; `denied` where there are none. */
const gainOf = (context: PathContext, reached: readonly Reached[]): Gain => ({
  actions: actionsWith(reached, 'allowed'),
  conditionalActions: conditionalOf(context, reached),
  unknownActions: unknownOf(reached),
  verdict: bestVerdict(reached.flatMap(pathsOf).map((path) => path.verdict)),
});

const verdictOf = (one: Reached): Verdict => bestVerdict(pathsOf(one).map((path) => path.verdict));

const actionsWith = (reached: readonly Reached[], verdict: Verdict): readonly string[] =>
  reached
    .filter((one) => verdictOf(one) === verdict)
    .flatMap(({ grant }) => grant.actions)
    .sort();

/** An entry for each condition under which a route gives the grant: any of them will do. */
const conditionalOf = (context: PathContext, reached: readonly Reached[]): readonly ConditionalActions[] =>
  reached
    .filter((one) => verdictOf(one) === 'conditional')
    .flatMap((one) => {
      const paths = pathsOf(one).filter((path) => path.verdict === 'conditional');
      const whens = paths.map((path) => path.when ?? inWords(one.grant.when, context.language));
      return [...new Map(whens.map((when) => [when.text, when])).values()].map((when) => ({
        actions: one.grant.actions,
        when,
      }));
    });

/** The reasons stand on the hops that are unknown, the last of which is the grant itself. */
const unknownOf = (reached: readonly Reached[]): WhoCanResult['unknownActions'] =>
  reached
    .filter((one) => verdictOf(one) === 'unknown')
    .map((one) => {
      const hops = pathsOf(one)
        .flatMap((path) => path.hops)
        .filter((hop) => hop.verdict === 'unknown');
      return { actions: one.grant.actions, reasons: distinct(hops.flatMap((hop) => hop.assumptions ?? [])) };
    });

/** Every route that serves any grant, once: of the grants that it serves, the one with the most actions shows it. */
function pathsShown(routes: readonly Route[], reached: readonly Reached[]): readonly AnswerPath[] {
  const shown = new Map<Route, AnswerPath>();
  for (const { ways } of [...reached].sort((a, b) => b.grant.actions.length - a.grant.actions.length)) {
    for (const { route, path } of ways) if (!shown.has(route)) shown.set(route, path);
  }
  return routes.flatMap((route) => shown.get(route) ?? []);
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
