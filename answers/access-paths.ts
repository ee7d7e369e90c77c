import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath, NodeInfo, When } from '../domain/answer.ts';
import type { Assumption, ProofState } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { World } from '../reasoning/world.ts';
import { isSession, judgeRoute } from './judged-routes.ts';
import type { NodeBook } from './node-info.ts';
import type { Language } from './questions.ts';
import type { Route } from './routes.ts';
import { conditionWords } from './words/condition-words.ts';

/** A joined person and directory user are one node to readers. */
const SAME_PERSON = /^same .+ \((strong|probable)\)$/;

const told: Readonly<Record<Language, WeakMap<Formula, When>>> = { en: new WeakMap(), ja: new WeakMap() };

/** `always` where there is no condition. Conditions that many paths share are put into words once. */
export function inWords(formula: Formula, language: Language): When {
  const known = told[language].get(formula);
  if (known !== undefined) return known;
  const when = { text: conditionWords(formula, language), formula };
  told[language].set(formula, when);
  return when;
}

export const whenOf = (formula: Formula, language: Language): When | undefined =>
  formula.kind === 'true' ? undefined : inWords(formula, language);

export interface PathContext {
  readonly world: World;
  readonly book: NodeBook;
  readonly language: Language;
}

/** A grant reached over a route: the verdict is that of the whole chain. Undefined: the conditions exclude each other. */
export function pathTo(
  context: PathContext,
  route: Route,
  access: EffectiveAccess,
  grant: Grant,
): AnswerPath | undefined {
  const chain = judgeRoute(context.world, route, grant.when);
  if (chain.verdict === 'denied') return undefined;
  const doubtful = grant.verdict === 'unknown' || route.some(isDoubtful);
  const assumptions = [...grant.assumptions, ...(chain.because ?? [])];
  const last: AnswerHop = {
    kind: 'canAct',
    from: access.principal,
    to: access.resource,
    verdict: grant.verdict,
    proof: grant.proof,
    ...optionalWhen(grant.when, context.language),
    by: grant.by,
    ...(assumptions.length === 0 ? {} : { assumptions }),
    ...borderMark(context.book, access.principal, access.resource),
  };
  const hops = [...routeHops(context, route), last];
  return {
    hops,
    verdict: doubtful ? 'unknown' : chain.verdict,
    proof: weakestProof(hops.map((hop) => hop.proof)),
    ...optionalWhen(chain.when, context.language),
    now: route.every((hop) => context.book.info(hop.from).active !== false),
    chained: sessionHops(route) > 1,
    ...(chain.samePlace ? {} : { samePlace: false }),
  };
}

/** A route without an access at its end, for questions about identities alone. */
export function pathOfRoute(context: PathContext, route: Route): AnswerPath | undefined {
  const chain = judgeRoute(context.world, route, { kind: 'true' });
  if (chain.verdict === 'denied') return undefined;
  const hops = routeHops(context, route, chain.because);
  return {
    hops,
    verdict: route.some(isDoubtful) ? 'unknown' : chain.verdict,
    proof: weakestProof(hops.map((hop) => hop.proof)),
    ...optionalWhen(chain.when, context.language),
    now: route.every((hop) => context.book.info(hop.from).active !== false),
    chained: sessionHops(route) > 1,
    ...(chain.samePlace ? {} : { samePlace: false }),
  };
}

/** A hop that is unknown in part is certain where it holds for sure, and the chain is judged by that part. */
const isDoubtful = (hop: Hop): boolean =>
  hop.verdict === 'unknown' && (hop.full === undefined || hop.atMost === undefined || hop.proof === 'pending');

const sessionHops = (route: Route): number => route.filter(isSession).length;

const optionalWhen = (formula: Formula, language: Language): { readonly when?: When } => {
  const when = whenOf(formula, language);
  return when === undefined ? {} : { when };
};

/** What makes the chain doubtful stands on its last step, and by what a person and an account are one on the first. */
function routeHops(context: PathContext, route: Route, doubts: readonly Assumption[] = []): readonly AnswerHop[] {
  const joined = route[0];
  const person = joined !== undefined && SAME_PERSON.test(joined.technique) ? joined.from : undefined;
  const shown = person === undefined ? route : route.slice(1);
  return shown.map((hop, index): AnswerHop => {
    const assumptions = hop === route.at(-1) ? [...hop.assumptions, ...doubts] : hop.assumptions;
    return {
      kind: hop.kind,
      from: index === 0 && person !== undefined ? person : hop.from,
      to: hop.to,
      technique: hop.technique,
      verdict: hop.verdict,
      proof: hop.proof,
      ...optionalWhen(hop.when, context.language),
      by: hop.by,
      ...(assumptions.length === 0 ? {} : { assumptions }),
      ...(index === 0 && person !== undefined ? { joined: { by: joined?.technique ?? '', account: hop.from } } : {}),
      ...borderMark(context.book, hop.from, hop.to),
    };
  });
}

function borderMark(book: NodeBook, from: string, to: string): { readonly crossesAccount?: true } {
  const [a, b] = [accountOf(book.info(from)), accountOf(book.info(to))];
  return a !== undefined && b !== undefined && a !== b ? { crossesAccount: true } : {};
}

const accountOf = (info: NodeInfo): string | undefined => info.account;

const PROOFS: readonly ProofState[] = ['pending', 'replayed', 'certified'];
export const weakestProof = (proofs: readonly ProofState[]): ProofState =>
  PROOFS.find((one) => proofs.includes(one)) ?? 'certified';
