import type { Hop } from '../domain/access.ts';
import type { Assumption } from '../domain/decision.ts';
import { FALSE, type Formula } from '../domain/formula.ts';
import { isPermissionSetId, userOfNode } from '../domain/node-ids.ts';
import { type Beginning, isHopeless, nothingWalked, walkedOn } from '../reasoning/chain-beginnings.ts';
import { asksForPassed, asksForTags, asksForUser } from '../reasoning/chain-calls.ts';
import { type ChainStep, enteredRole } from '../reasoning/chain-steps.ts';
import { type ChainJudgement, judgeAfter } from '../reasoning/chains.ts';
import { directoryEntrance, TAGS_UNREAD, tagsUnread } from '../reasoning/directory-tags.ts';
import { entrancesOf } from '../reasoning/entitlements.ts';
import { roleAt } from '../reasoning/narrowed.ts';
import { sessionsOf } from '../reasoning/sessions.ts';
import type { World } from '../reasoning/world.ts';

/** In walking order. */
type Hops = readonly Hop[];

/** Can all steps of a route and what is at its end hold together, and when? */
export const judgeRoute = (world: World, route: Hops, last: Formula): ChainJudgement =>
  judgeAsked(askedOver(world, route, last));

/** A route and what is at its end. */
export interface Asked {
  readonly world: World;
  readonly chains: Chains;
  readonly route: Hops;
  readonly walked: readonly Walked[];
  readonly end: End;
}

export function askedOver(world: World, route: Hops, last: Formula): Asked {
  const chains = chainsOf(world);
  return { world, chains, route, walked: route.map((hop) => walkedOf(world, chains, hop)), end: endOf(chains, last) };
}

export function judgeAsked(asked: Asked): ChainJudgement {
  const { chains, route } = asked;
  const full = withUnreadTags(chains, route, judgedOnce(asked, 'full'));
  if (full.verdict !== 'conditional' || route.every((hop) => hop.full === undefined)) return full;
  const plain = judgedOnce(asked, 'plain');
  return plain.verdict === 'denied' ? full : plain;
}

/** Somebody is a member, or is assigned, whatever the call: for the chain it is nothing but one more step. */
export function isMembership(world: World, hop: Hop): boolean {
  if (hop.kind !== 'memberOf' && hop.kind !== 'assigned') return false;
  const { step, byUser } = walkedOf(world, chainsOf(world), hop).full;
  const { when, passing: _, session, ...more } = step;
  const asksNothing = when.kind === 'true' && !session && Object.keys(more).length === 0;
  return asksNothing && byUser === undefined && hop.full === undefined && !isPermissionSetId(hop.from);
}

/** Does the judgement hang on who walks there? */
export function hangsOnUser({ world, route, walked, end }: Asked): boolean {
  if (!walked.some(({ full }) => full.byUser !== undefined)) return false;
  if (end.asksForUser || walked.some(({ full }) => full.asksForUser)) return true;
  return route.some((hop) => isTagged(world, hop) && directoryEntrance(world, hop.from) !== undefined);
}

/** A hop as a step of chains, in both readings. */
interface Walked {
  readonly full: Step;
  /** Of a call that passes nothing, unless there is no such call. */
  readonly plain: Step;
}

interface Step {
  readonly step: ChainStep;
  /** The same for all steps that are alike: it tells whatever is in a step. */
  readonly number: number;
  readonly asksForUser: boolean;
  /** What it is where the user on the way to it adds something, by user: whether or not some condition asks who that is. */
  readonly byUser?: Readonly<Record<'told' | 'untold', Map<string | undefined, Step>>>;
}

/** Chains that begin with the same steps. */
interface Chained {
  readonly beginning: Beginning;
  longer?: Map<number, Chained | 'hopeless'>;
  /** By what is at the end: mostly it is one thing. */
  first?: JudgedWith;
  others?: Map<number, ChainJudgement>;
}

interface JudgedWith {
  readonly end: number;
  readonly judged: ChainJudgement;
}

interface Chains {
  root: Chained;
  kept: number;
  /** Of judgements, by their texts. */
  readonly conditions: Conditions;
  readonly walked: WeakMap<Hop, Walked>;
  readonly ends: WeakMap<Formula, End>;
  readonly tagsUnread: boolean;
  readonly names: Names;
}

interface Conditions {
  readonly byText: Map<string, Formula>;
  readonly ones: WeakMap<Formula, Formula>;
}

/** What is at the end of chains. */
interface End {
  readonly last: Formula;
  readonly number: number;
  readonly asksForUser: boolean;
}

/** What is alike has one number. */
interface Names {
  readonly steps: Map<string, Step>;
  readonly texts: Map<string, number>;
  readonly numbers: WeakMap<object, number>;
}

/** Of beginnings and judgements. */
const MOST_KEPT = 400_000;
const known = new WeakMap<World, Chains>();
const chained = (beginning: Beginning): Chained => ({ beginning });

function chainsOf(world: World): Chains {
  const earlier = known.get(world);
  if (earlier !== undefined) return earlier;
  const names = { steps: new Map(), texts: new Map(), numbers: new WeakMap() };
  const root = chained(nothingWalked(world));
  const conditions = { byText: new Map<string, Formula>(), ones: new WeakMap<Formula, Formula>() };
  const walked = new WeakMap<Hop, Walked>();
  const ends = new WeakMap<Formula, End>();
  const chains = { root, kept: 0, conditions, walked, ends, tagsUnread: tagsUnread(world), names };
  known.set(world, chains);
  return chains;
}

function endOf({ ends, names }: Chains, last: Formula): End {
  const known = ends.get(last);
  if (known !== undefined) return known;
  const made = { last, number: numberOf(names, last), asksForUser: asksForUser(last) };
  ends.set(last, made);
  return made;
}

/** Steps hold all that is judged of a route, so routes whose steps are alike are judged once. */
function judgedOnce(asked: Asked, side: keyof Walked): ChainJudgement {
  const { chains, end } = asked;
  const chain = chainOf(asked, side);
  if (chain === undefined) return HOPELESS;
  const earlier = chain.first?.end === end.number ? chain.first.judged : chain.others?.get(end.number);
  if (earlier !== undefined) return earlier;
  const { when, ...judged } = judgeAfter(chain.beginning, end.last);
  const made = { ...judged, when: alike(chains, when) };
  if (chain.first === undefined) chain.first = { end: end.number, judged: made };
  else chain.others = (chain.others ?? new Map<number, ChainJudgement>()).set(end.number, made);
  chains.kept += 1;
  return made;
}

const HOPELESS: ChainJudgement = { verdict: 'denied', when: FALSE, samePlace: true };

/** Conditions that are written alike are one, so that they are put into words once. */
function alike({ conditions }: Chains, when: Formula): Formula {
  const known = conditions.ones.get(when);
  if (known !== undefined) return known;
  const text = JSON.stringify(when);
  const one = conditions.byText.get(text) ?? when;
  conditions.byText.set(text, one);
  conditions.ones.set(when, one);
  return one;
}

/** Undefined: its beginning cannot hold. */
function chainOf(asked: Asked, side: keyof Walked): Chained | undefined {
  const { world, chains, walked, end } = asked;
  if (chains.kept >= MOST_KEPT) {
    Object.assign(chains, { root: chained(nothingWalked(world)), kept: 0 });
    chains.conditions.byText.clear();
  }
  const tells = end.asksForUser || walked.some((one) => one[side].asksForUser);
  let at = chains.root;
  let index = 0;
  for (const { [side]: alone } of walked) {
    const step = alone.byUser === undefined ? alone : withUser(asked, alone, index, tells);
    index += 1;
    const longer = at.longer?.get(step.number) ?? longerBy(chains, at, step);
    if (longer === 'hopeless') return undefined;
    at = longer;
  }
  return at;
}

function longerBy(chains: Chains, at: Chained, { number, step }: Step): Chained | 'hopeless' {
  const beginning = walkedOn(at.beginning, step);
  const made = isHopeless(beginning) ? 'hopeless' : chained(beginning);
  at.longer ??= new Map();
  at.longer.set(number, made);
  chains.kept += 1;
  return made;
}

function walkedOf(world: World, { walked, names }: Chains, hop: Hop): Walked {
  const earlier = walked.get(hop);
  if (earlier !== undefined) return earlier;
  const { when, full, atMost } = hop;
  const passing = { when: full ?? when, ...(atMost === undefined ? {} : { atMost }), passing: true };
  const alone = { when, passing: asksForPassed(when) };
  const made = { full: stepOf(world, names, hop, passing), plain: stepOf(world, names, hop, alone) };
  walked.set(hop, made);
  return made;
}

function stepOf(world: World, names: Names, hop: Hop, asks: Pick<ChainStep, 'when' | 'atMost' | 'passing'>): Step {
  const enters = enteredRole(world, roleAt(world, hop.to));
  const entrance = entrancesOf(world).get(hop.from)?.caller.entrance;
  const ofUser = isTagged(world, hop) || Object.keys(userOf(world, hop, '')).length > 0;
  const step = {
    ...asks,
    ...(enters === undefined ? {} : { enters }),
    session: isSession(hop),
    ...(entrance === undefined || isTagged(world, hop) ? {} : { entrance }),
  };
  return { ...numbered(names, step), ...(ofUser ? { byUser: { told: new Map(), untold: new Map() } } : {}) };
}

/** Steps that are alike are one. */
function numbered(names: Names, step: ChainStep): Step {
  const text = textOf(names, step);
  const asked = [step.when, ...(step.atMost === undefined ? [] : [step.atMost.when])];
  const made = names.steps.get(text) ?? { step, number: names.steps.size, asksForUser: asked.some(asksForUser) };
  names.steps.set(text, made);
  return made;
}

/** Who walks the route adds what its entrance makes of the user, and, where some condition asks for it, who that is. */
function withUser({ world, chains, route }: Asked, alone: Step, index: number, tells: boolean): Step {
  const known = alone.byUser?.[tells ? 'told' : 'untold'];
  const hop = route[index];
  if (known === undefined || hop === undefined) return alone;
  const user = userOn(route);
  const made = known.get(user) ?? numbered(chains.names, { ...alone.step, ...addedBy(world, hop, user, tells) });
  known.set(user, made);
  return made;
}

function userOn(route: Hops): string | undefined {
  for (const { from } of route) {
    const user = userOfNode(from);
    if (user !== undefined) return user;
  }
  return undefined;
}

function addedBy(world: World, hop: Hop, user: string | undefined, tells: boolean): Partial<ChainStep> {
  const entrance = isTagged(world, hop) ? directoryEntrance(world, hop.from, user) : undefined;
  return {
    ...(entrance === undefined ? {} : { entrance }),
    ...(tells && user !== undefined ? userOf(world, hop, user) : {}),
  };
}

/** Which tags the session has may hang on the user. */
function isTagged(world: World, { from, to }: Hop): boolean {
  const role = isPermissionSetId(from) ? world.role(to) : undefined;
  return role !== undefined && sessionsOf(world, role).tagged;
}

/** Of a session that Identity Center makes, or account access manager: the user on the way to it. */
function userOf(world: World, { kind, from }: Hop, userId: string): Pick<ChainStep, 'userId' | 'perhapsUserId'> {
  if (kind === 'federatesTo' && isPermissionSetId(from)) return { userId };
  const principal = entrancesOf(world).get(from)?.caller.principal;
  const isManager = principal?.kind === 'service' && principal.name === 'account-access.amazonaws.com';
  return isManager ? { perhapsUserId: userId } : {};
}

/** Whatever is in a step, with numbers for what is large. */
const textOf = (names: Names, step: ChainStep): string =>
  Object.entries(step)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? numberOf(names, value) : JSON.stringify(value)}`)
    .join();

/** The same for objects that are written alike. */
function numberOf({ texts, numbers }: Names, one: object): number {
  const earlier = numbers.get(one);
  if (earlier !== undefined) return earlier;
  const text = JSON.stringify(one, (_, value: unknown) => (value instanceof Map ? ['map', ...value] : value));
  const number = texts.get(text) ?? texts.size;
  texts.set(text, number);
  numbers.set(one, number);
  return number;
}

const asking = new WeakMap<Formula, boolean>();

/** A path through Identity Center that asks for a session tag says so where it was not read which ones there are. */
function withUnreadTags(chains: Chains, route: Hops, judged: ChainJudgement): ChainJudgement {
  const open = chains.tagsUnread && judged.verdict !== 'denied' && route.some(({ from }) => isPermissionSetId(from));
  if (!open) return judged;
  const asks = asking.get(judged.when) ?? asksForTags(judged.when);
  asking.set(judged.when, asks);
  if (!asks) return judged;
  const known = unread.get(judged) ?? { ...judged, because: doubtedAlso(judged.because) };
  unread.set(judged, known);
  return known;
}

const unread = new WeakMap<ChainJudgement, ChainJudgement>();
const ONLY_UNREAD: readonly Assumption[] = [TAGS_UNREAD];

const doubtedAlso = (because: readonly Assumption[] | undefined): readonly Assumption[] =>
  because === undefined ? ONLY_UNREAD : [...because, TAGS_UNREAD];

export const isSession = (hop: Hop): boolean => hop.kind === 'assumes' || hop.kind === 'federatesTo';
