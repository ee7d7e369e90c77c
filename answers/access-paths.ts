import type { EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath, NodeInfo, When } from '../domain/answer.ts';
import type { Assumption, ProofState } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { ChainJudgement } from '../reasoning/chains.ts';
import type { World } from '../reasoning/world.ts';
import {
  type Asked,
  askedOver,
  hangsOnUser,
  isMembership,
  isSession,
  judgeAsked,
  judgeRoute,
} from './judged-routes.ts';
import type { NodeBook } from './node-info.ts';
import type { Language } from './questions.ts';
import { hopsOn, type Route } from './routes.ts';
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

/**
 * Paths to a grant, each with the verdict of its whole chain; undefined: its conditions exclude each other. What follows the
 * memberships of a subject is judged and told once for all who come that way.
 */
export function pathsTo(
  context: PathContext,
  access: EffectiveAccess,
  grant: Grant,
): (route: Route, begun?: Memberships) => AnswerPath | undefined {
  /** By the number of memberships before them. */
  const shared: Map<Route, Ending | 'denied'>[] = [];
  const doubted = new Map<readonly Assumption[] | undefined, AnswerHop>();
  const hopIn = (because: ChainJudgement['because']): AnswerHop => {
    const made = doubted.get(because) ?? hopTo(context, access, grant, because);
    doubted.set(because, made);
    return made;
  };
  const end = { grant, hopIn };
  const pathAfter = (own: Memberships, rest: Route, known: Ending | 'denied'): AnswerPath | undefined =>
    known === 'denied' ? undefined : pathOver(own, rest, known);
  return (route, begun = noneOf(context)) => {
    const atOnce = shared[begun.length]?.get(route);
    if (atOnce !== undefined) return pathAfter(begun, route, atOnce);
    const { own, rest } = afterMemberships(context, route, begun);
    const among = shared[own.length] ?? new Map<Route, Ending | 'denied'>();
    shared[own.length] = among;
    const known = among.get(rest);
    if (known !== undefined) return pathAfter(own, rest, known);
    const asked = askedOver(context.world, own.walked.concat(hopsOn(rest)), grant.when);
    const ending = endingOf(context, asked, own.length, end) ?? 'denied';
    if (!hangsOnUser(asked)) among.set(rest, ending);
    return pathAfter(own, rest, ending);
  };
}

/** The memberships that routes begin with, as their paths tell them. */
interface Memberships {
  readonly length: number;
  readonly walked: readonly Hop[];
  readonly hops: readonly AnswerHop[];
  /** The only one makes a person and an account one node: the next hop begins with the person. */
  readonly joined?: Joined;
  readonly doubtful: boolean;
  readonly now: boolean;
  readonly proof: ProofState;
  readonly longer: Map<Hop, Memberships | 'ended'>;
}

type Joined = Told & Required<Pick<Told, 'asOne'>>;

const withoutAny = (): Memberships => ({
  length: 0,
  walked: [],
  hops: [],
  doubtful: false,
  now: true,
  proof: 'certified',
  longer: new Map(),
});
const memberships = new WeakMap<PathContext, Memberships>();

function noneOf(context: PathContext): Memberships {
  const none = memberships.get(context) ?? withoutAny();
  memberships.set(context, none);
  return none;
}

/** Undefined: not all of these hops are. */
export function membershipsOver(context: PathContext, hops: readonly Hop[]): Memberships | undefined {
  let own: Memberships | 'ended' = noneOf(context);
  for (const hop of hops) if (own !== 'ended') own = longerOver(context, own, hop);
  return own === 'ended' ? undefined : own;
}

/** What is left of a route after the hops by which the subject is a member, and those. */
function afterMemberships(
  context: PathContext,
  route: Route,
  begun: Memberships,
): { readonly own: Memberships; readonly rest: Route } {
  let own = begun;
  let rest = route;
  for (; rest.hop !== undefined; rest = rest.rest) {
    const longer = longerOver(context, own, rest.hop);
    if (longer === 'ended') break;
    own = longer;
  }
  return { own, rest };
}

function longerOver(context: PathContext, own: Memberships, hop: Hop): Memberships | 'ended' {
  const known = own.longer.get(hop);
  if (known !== undefined) return known;
  const made = longerBy(own, hop, toldOf(context, hop));
  own.longer.set(hop, made);
  return made;
}

/** A joined person and account are one node: the hop between them is not told. */
function longerBy(own: Memberships, hop: Hop, told: Told): Memberships | 'ended' {
  if (!told.membership) return 'ended';
  const { shown, asOne } = told;
  const joins = own.length === 0 && asOne !== undefined;
  return {
    length: own.length + 1,
    walked: [...own.walked, hop],
    hops: joins ? [] : [...own.hops, own.joined === undefined ? shown : asOneNode(own.joined, shown)],
    ...(joins ? { joined: { ...told, asOne } } : {}),
    doubtful: own.doubtful || told.doubtful,
    now: own.now && told.now,
    proof: joins ? own.proof : weakestProof([own.proof, shown.proof]),
    longer: new Map(),
  };
}

/** A path without the hops that it begins with. */
type Ending = AnswerPath;

interface End {
  readonly grant: Grant;
  /** The hop to it, with what makes the chain doubtful: one for all paths on which that is the same. */
  readonly hopIn: (because: ChainJudgement['because']) => AnswerHop;
}

function endingOf(context: PathContext, asked: Asked, from: number, { grant, hopIn }: End): Ending | undefined {
  const chain = judgeAsked(asked);
  if (chain.verdict === 'denied') return undefined;
  const told = asked.route.slice(from).map((hop) => toldOf(context, hop));
  const hops = told.map(({ shown }) => shown).concat(hopIn(chain.because));
  return judgedEnding(context, { told, hops }, chain, grant.verdict === 'unknown' ? 'unknown' : chain.verdict);
}

/** A route without an access at its end, for questions about identities alone. What makes the chain doubtful stands on its last step. */
export function pathOfRoute(context: PathContext, route: Route): AnswerPath | undefined {
  const chain = judgeRoute(context.world, hopsOn(route), { kind: 'true' });
  if (chain.verdict === 'denied') return undefined;
  const { own, rest } = afterMemberships(context, route, noneOf(context));
  const told = hopsOn(rest).map((hop) => toldOf(context, hop));
  const hops = hopsOn(rest).map((hop, index) =>
    index === rest.length - 1 ? shownHop(context, hop, chain.because) : toldOf(context, hop).shown,
  );
  return pathOver(own, rest, judgedEnding(context, { told, hops }, chain, chain.verdict));
}

/** `told`: of its hops; `hops`: as they are shown. */
function judgedEnding(
  { language }: PathContext,
  { told, hops }: { readonly told: readonly Told[]; readonly hops: readonly AnswerHop[] },
  chain: ChainJudgement,
  verdict: AnswerPath['verdict'],
): Ending {
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

/** The ending after memberships. */
function pathOver(own: Memberships, rest: Route, ending: Ending): AnswerPath {
  if (own.length === 0) return ending;
  return {
    ...ending,
    hops:
      own.joined === undefined || rest.length === 0 ? own.hops.concat(ending.hops) : joinedTo(own.joined, ending.hops),
    verdict: own.doubtful ? 'unknown' : ending.verdict,
    proof: own.proof === 'certified' ? ending.proof : weakestProof([ending.proof, own.proof]),
    now: ending.now && own.now,
  };
}

const joinedTo = (joined: Joined, hops: readonly AnswerHop[]): readonly AnswerHop[] =>
  hops.map((hop, at) => (at === 0 ? asOneNode(joined, hop) : hop));

/** The hop begins with the person, and tells by what the account is the same. */
function asOneNode(joined: Joined, hop: AnswerHop): AnswerHop {
  const known = joined.asOne.get(hop);
  if (known !== undefined) return known;
  const { crossesAccount, ...shown } = hop;
  const told = {
    ...shown,
    from: joined.shown.from,
    joined: { by: joined.shown.technique ?? '', account: hop.from },
    ...(crossesAccount === undefined ? {} : { crossesAccount }),
  };
  joined.asOne.set(hop, told);
  return told;
}

function hopTo(
  { book, language }: PathContext,
  access: EffectiveAccess,
  grant: Grant,
  doubts: readonly Assumption[] = [],
): AnswerHop {
  const assumptions = [...grant.assumptions, ...doubts];
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
  readonly membership: boolean;
  /** Where it makes a person and an account one node: the hops that follow it, as they are told of the person. */
  readonly asOne?: Map<AnswerHop, AnswerHop>;
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
    membership: isMembership(context.world, hop),
    ...(SAME_PERSON.test(hop.technique) ? { asOne: new Map<AnswerHop, AnswerHop>() } : {}),
  };
  toldHops[language].set(book, ofBook.set(hop, told));
  return told;
}

function shownHop({ book, language }: PathContext, hop: Hop, doubts: readonly Assumption[] = []): AnswerHop {
  const assumptions = [...hop.assumptions, ...doubts];
  return {
    kind: hop.kind,
    from: hop.from,
    to: hop.to,
    technique: hop.technique,
    verdict: hop.verdict,
    proof: hop.proof,
    ...optionalWhen(hop.when, language),
    by: hop.by,
    ...(assumptions.length === 0 ? {} : { assumptions }),
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
