import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath, NodeInfo, When } from '../domain/answer.ts';
import type { Assumption, ProofState } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import { isPermissionSetId, userOfNode } from '../domain/node-ids.ts';
import { asksForPassed, asksForTags, type ChainJudgement, type ChainStep, judgeChain } from '../reasoning/chains.ts';
import { directoryEntrance, TAGS_UNREAD, tagsUnread } from '../reasoning/directory-tags.ts';
import { entrancesOf } from '../reasoning/entitlements.ts';
import { roleAt } from '../reasoning/narrowed.ts';
import { sessionsOf } from '../reasoning/sessions.ts';
import type { World } from '../reasoning/world.ts';
import type { NodeBook } from './node-info.ts';
import type { Language } from './questions.ts';
import type { Route } from './routes.ts';
import { conditionWords } from './words/condition-words.ts';

/** A joined person and directory user are one node to readers. */
const SAME_PERSON = /^same .+ \((strong|probable)\)$/;

/** `always` where there is no condition. */
export const inWords = (formula: Formula, language: Language): When => ({
  text: conditionWords(formula, language),
  formula,
});

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

function judgeRoute(world: World, route: Route, last: Formula): ReturnType<typeof judgeChain> {
  const steps = route.map(
    (hop): ChainStep => ({
      to: roleAt(world, hop.to),
      when: hop.full ?? hop.when,
      ...(hop.atMost === undefined ? {} : { atMost: hop.atMost }),
      session: isSession(hop),
      passing: true,
      ...entranceOf(world, route, hop),
      ...userOf(world, route, hop),
    }),
  );
  const full = withUnreadTags(world, route, judgeChain(world, steps, last));
  if (full.verdict !== 'conditional' || route.every((hop) => hop.full === undefined)) return full;
  const plain = judgeChain(
    world,
    // the plain condition of a hop is that of a call that passes nothing, unless there is no such call
    route.map((hop) => ({
      to: roleAt(world, hop.to),
      when: hop.when,
      session: isSession(hop),
      passing: asksForPassed(hop.when),
      ...entranceOf(world, route, hop),
      ...userOf(world, route, hop),
    })),
    last,
  );
  return plain.verdict === 'denied' ? full : plain;
}

function entranceOf(world: World, route: Route, { from, to }: Hop): Pick<ChainStep, 'entrance'> {
  const role = world.role(to);
  const isTagged = isPermissionSetId(from) && role !== undefined && sessionsOf(world, role).tagged;
  const entrance = isTagged
    ? directoryEntrance(world, from, userOn(route))
    : entrancesOf(world).get(from)?.caller.entrance;
  return entrance === undefined ? {} : { entrance };
}

const userOn = (route: Route): string | undefined =>
  route.map((hop) => userOfNode(hop.from)).find((one) => one !== undefined);

/** A path through Identity Center that asks for a session tag says so where it was not read which ones there are. */
function withUnreadTags(world: World, route: Route, judged: ChainJudgement): ChainJudgement {
  const open = judged.verdict !== 'denied' && tagsUnread(world) && route.some(({ from }) => isPermissionSetId(from));
  if (!open || !asksForTags(judged.when)) return judged;
  return { ...judged, because: [...(judged.because ?? []), TAGS_UNREAD] };
}

/** Of a session that Identity Center makes, or account access manager: the user on the way to it. */
function userOf(world: World, route: Route, { kind, from }: Hop): Pick<ChainStep, 'userId' | 'perhapsUserId'> {
  const userId = userOn(route);
  if (userId === undefined) return {};
  if (kind === 'federatesTo' && isPermissionSetId(from)) return { userId };
  const principal = entrancesOf(world).get(from)?.caller.principal;
  const isManager = principal?.kind === 'service' && principal.name === 'account-access.amazonaws.com';
  return isManager ? { perhapsUserId: userId } : {};
}

/** A hop that is unknown in part is certain where it holds for sure, and the chain is judged by that part. */
const isDoubtful = (hop: Hop): boolean =>
  hop.verdict === 'unknown' && (hop.full === undefined || hop.atMost === undefined || hop.proof === 'pending');

const isSession = (hop: Hop): boolean => hop.kind === 'assumes' || hop.kind === 'federatesTo';
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
