import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath, NodeInfo, When } from '../domain/answer.ts';
import type { Assumption, ProofState } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { ChainJudgement } from '../reasoning/chains.ts';
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
  const told = route.map((hop) => toldOf(context, hop));
  const hops = [...shownHops(context, route, told), hopTo(context, access, grant, chain)];
  return pathOver(context, { told, hops }, chain, grant.verdict === 'unknown' ? 'unknown' : chain.verdict);
}

/** A route without an access at its end, for questions about identities alone. */
export function pathOfRoute(context: PathContext, route: Route): AnswerPath | undefined {
  const chain = judgeRoute(context.world, route, { kind: 'true' });
  if (chain.verdict === 'denied') return undefined;
  const told = route.map((hop) => toldOf(context, hop));
  return pathOver(context, { told, hops: shownHops(context, route, told, chain.because) }, chain, chain.verdict);
}

/** `told`: of all hops of the route; `hops`: as they are shown. */
function pathOver(
  { language }: PathContext,
  { told, hops }: { readonly told: readonly Told[]; readonly hops: readonly AnswerHop[] },
  chain: ChainJudgement,
  verdict: AnswerPath['verdict'],
): AnswerPath {
  return {
    hops,
    verdict: told.some((one) => one.doubtful) ? 'unknown' : verdict,
    proof: weakestProof(hops.map((hop) => hop.proof)),
    ...optionalWhen(chain.when, language),
    now: told.every((one) => one.now),
    chained: told.filter((one) => one.session).length > 1,
    ...(chain.samePlace ? {} : { samePlace: false }),
  };
}

function hopTo(
  { book, language }: PathContext,
  access: EffectiveAccess,
  grant: Grant,
  chain: ChainJudgement,
): AnswerHop {
  const assumptions = [...grant.assumptions, ...(chain.because ?? [])];
  return {
    kind: 'canAct',
    from: access.principal,
    to: access.resource,
    verdict: grant.verdict,
    proof: grant.proof,
    ...optionalWhen(grant.when, language),
    by: grant.by,
    ...(assumptions.length === 0 ? {} : { assumptions }),
    ...borderMark(book, access.principal, access.resource),
  };
}

/** A hop that is unknown in part is certain where it holds for sure, and the chain is judged by that part. */
const isDoubtful = (hop: Hop): boolean =>
  hop.verdict === 'unknown' && (hop.full === undefined || hop.atMost === undefined || hop.proof === 'pending');

const optionalWhen = (formula: Formula, language: Language): { readonly when?: When } => {
  const when = whenOf(formula, language);
  return when === undefined ? {} : { when };
};

/** What a hop is to every path over it. */
interface Told {
  readonly shown: AnswerHop;
  readonly doubtful: boolean;
  readonly session: boolean;
  /** Whoever takes it is active. */
  readonly now: boolean;
}

const toldHops: Readonly<Record<Language, WeakMap<NodeBook, WeakMap<Hop, Told>>>> = {
  en: new WeakMap(),
  ja: new WeakMap(),
};

function toldOf(context: PathContext, hop: Hop): Told {
  const { book, language } = context;
  const ofBook = toldHops[language].get(book) ?? new WeakMap<Hop, Told>();
  const known = ofBook.get(hop);
  if (known !== undefined) return known;
  const told = {
    shown: shownHop(context, hop),
    doubtful: isDoubtful(hop),
    session: isSession(hop),
    now: book.info(hop.from).active !== false,
  };
  toldHops[language].set(book, ofBook.set(hop, told));
  return told;
}

/** What makes the chain doubtful stands on its last step, and by what a person and an account are one on the first. */
function shownHops(
  context: PathContext,
  route: Route,
  told: readonly Told[],
  doubts: readonly Assumption[] = [],
): readonly AnswerHop[] {
  const [joined] = route;
  const person = joined !== undefined && SAME_PERSON.test(joined.technique) ? joined : undefined;
  const hops = told.map(({ shown }, index) => {
    const hop = route[index];
    const ends = hop === route.at(-1) ? doubts : [];
    const begins = index === 1 ? person : undefined;
    return hop === undefined || (ends.length === 0 && begins === undefined)
      ? shown
      : shownHop(context, hop, ends, begins);
  });
  return person === undefined ? hops : hops.slice(1);
}

function shownHop(
  { book, language }: PathContext,
  hop: Hop,
  doubts: readonly Assumption[] = [],
  person?: Hop,
): AnswerHop {
  const assumptions = [...hop.assumptions, ...doubts];
  return {
    kind: hop.kind,
    from: person?.from ?? hop.from,
    to: hop.to,
    technique: hop.technique,
    verdict: hop.verdict,
    proof: hop.proof,
    ...optionalWhen(hop.when, language),
    by: hop.by,
    ...(assumptions.length === 0 ? {} : { assumptions }),
    ...(person === undefined ? {} : { joined: { by: person.technique, account: hop.from } }),
    ...borderMark(book, hop.from, hop.to),
  };
}

function borderMark(book: NodeBook, from: string, to: string): { readonly crossesAccount?: true } {
  const [a, b] = [accountOf(book.info(from)), accountOf(book.info(to))];
  return a !== undefined && b !== undefined && a !== b ? { crossesAccount: true } : {};
}

const accountOf = (info: NodeInfo): string | undefined => info.account;

const PROOFS: readonly ProofState[] = ['pending', 'replayed', 'certified'];
export const weakestProof = (proofs: readonly ProofState[]): ProofState =>
  PROOFS.find((one) => proofs.includes(one)) ?? 'certified';
