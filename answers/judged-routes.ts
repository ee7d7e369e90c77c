import type { Hop } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import { isPermissionSetId, userOfNode } from '../domain/node-ids.ts';
import { asksForPassed, asksForTags, asksForUser } from '../reasoning/chain-calls.ts';
import { type ChainStep, enteredRole } from '../reasoning/chain-steps.ts';
import { type ChainJudgement, judgeChain } from '../reasoning/chains.ts';
import { directoryEntrance, TAGS_UNREAD, tagsUnread } from '../reasoning/directory-tags.ts';
import { entrancesOf } from '../reasoning/entitlements.ts';
import { roleAt } from '../reasoning/narrowed.ts';
import { sessionsOf } from '../reasoning/sessions.ts';
import type { World } from '../reasoning/world.ts';

/** In walking order. */
type Hops = readonly Hop[];

/** Can all steps of a route and what is at its end hold together, and when? */
export function judgeRoute(world: World, route: Hops, last: Formula): ChainJudgement {
  const chains = chainsOf(world);
  const walked = route.map((hop) => walkedOf(world, chains, hop));
  const full = withUnreadTags(chains, route, judgedOnce(world, chains, { route, steps: walked.map(inFull), last }));
  if (full.verdict !== 'conditional' || route.every((hop) => hop.full === undefined)) return full;
  const plain = judgedOnce(world, chains, { route, steps: walked.map(plainly), last });
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
export function hangsOnUser(world: World, route: Hops, last: Formula): boolean {
  const steps = route.map((hop) => walkedOf(world, chainsOf(world), hop).full);
  if (!steps.some(({ byUser }) => byUser !== undefined)) return false;
  const tells = asksForUser(last) || steps.some((one) => one.asksForUser);
  return tells || route.some((hop) => isTagged(world, hop) && directoryEntrance(world, hop.from) !== undefined);
}

/** A hop as a step of chains, in both readings. */
interface Walked {
  readonly full: Step;
  /** Of a call that passes nothing, unless there is no such call. */
  readonly plain: Step;
}
const inFull = ({ full }: Walked): Step => full;
const plainly = ({ plain }: Walked): Step => plain;

interface Step {
  readonly step: ChainStep;
  /** The same for all steps that are alike: it tells whatever is in a step. */
  readonly number: number;
  readonly asksForUser: boolean;
  /** What it is where the user on the way to it adds something, by user: whether or not some condition asks who that is. */
  readonly byUser?: Readonly<Record<'told' | 'untold', Map<string | undefined, Step>>>;
}

/** Chains that begin with the same steps. */
interface Beginning {
  readonly longer: Map<number, Beginning>;
  /** By what is at the end. */
  readonly judged: Map<number, ChainJudgement>;
}

interface Chains {
  beginning: Beginning;
  kept: number;
  readonly walked: WeakMap<Hop, Walked>;
  readonly tagsUnread: boolean;
  readonly names: Names;
}

/** What is alike has one number. */
interface Names {
  readonly steps: Map<string, Step>;
  readonly texts: Map<string, number>;
  readonly numbers: WeakMap<object, number>;
}

const MOST_KEPT = 200_000;
const known = new WeakMap<World, Chains>();
const nothingYet = (): Beginning => ({ longer: new Map(), judged: new Map() });

function chainsOf(world: World): Chains {
  const earlier = known.get(world);
  if (earlier !== undefined) return earlier;
  const names = { steps: new Map(), texts: new Map(), numbers: new WeakMap() };
  const chains = { beginning: nothingYet(), kept: 0, walked: new WeakMap(), tagsUnread: tagsUnread(world), names };
  known.set(world, chains);
  return chains;
}

interface Asked {
  readonly route: Hops;
  readonly steps: readonly Step[];
  readonly last: Formula;
}

/** Steps hold all that is judged of a route, so routes whose steps are alike are judged once. */
function judgedOnce(world: World, chains: Chains, asked: Asked): ChainJudgement {
  const steps = withUser(world, chains.names, asked);
  const end = numberOf(chains.names, asked.last);
  const { judged } = chainOf(chains, steps);
  const earlier = judged.get(end);
  if (earlier !== undefined) return earlier;
  const made = judgeChain(
    world,
    steps.map(({ step }) => step),
    asked.last,
  );
  judged.set(end, made);
  chains.kept += 1;
  return made;
}

function chainOf(chains: Chains, steps: readonly Step[]): Beginning {
  if (chains.kept >= MOST_KEPT) Object.assign(chains, { beginning: nothingYet(), kept: 0 });
  let at = chains.beginning;
  for (const { number } of steps) at = at.longer.get(number) ?? longerBy(at, number);
  return at;
}

function longerBy(at: Beginning, number: number): Beginning {
  const made = nothingYet();
  at.longer.set(number, made);
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
function withUser(world: World, names: Names, { route, steps, last }: Asked): readonly Step[] {
  if (!steps.some(({ byUser }) => byUser !== undefined)) return steps;
  const user = userOn(route);
  const tells = asksForUser(last) || steps.some((one) => one.asksForUser);
  return steps.map((alone, index) => {
    const known = alone.byUser?.[tells ? 'told' : 'untold'];
    const hop = route[index];
    if (known === undefined || hop === undefined) return alone;
    const made = known.get(user) ?? numbered(names, { ...alone.step, ...addedBy(world, hop, user, tells) });
    known.set(user, made);
    return made;
  });
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
  return { ...judged, because: [...(judged.because ?? []), TAGS_UNREAD] };
}

export const isSession = (hop: Hop): boolean => hop.kind === 'assumes' || hop.kind === 'federatesTo';
