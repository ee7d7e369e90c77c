import type { Hop } from '../domain/access.ts';
import type { Formula } from '../domain/formula.ts';
import { isPermissionSetId, userOfNode } from '../domain/node-ids.ts';
import {
  asksForPassed,
  asksForTags,
  asksForUser,
  type ChainJudgement,
  type ChainStep,
  enteredRole,
  judgeChain,
} from '../reasoning/chains.ts';
import { directoryEntrance, TAGS_UNREAD, tagsUnread } from '../reasoning/directory-tags.ts';
import { entrancesOf } from '../reasoning/entitlements.ts';
import { roleAt } from '../reasoning/narrowed.ts';
import { sessionsOf } from '../reasoning/sessions.ts';
import type { World } from '../reasoning/world.ts';
import type { Route } from './routes.ts';

/** Can all steps of the route and what is at its end hold together, and when? */
export function judgeRoute(world: World, route: Route, last: Formula): ChainJudgement {
  const full = withUnreadTags(world, route, judgedOnce(world, route, 'full', last));
  if (full.verdict !== 'conditional' || route.every((hop) => hop.full === undefined)) return full;
  const plain = judgedOnce(world, route, 'plain', last);
  return plain.verdict === 'denied' ? full : plain;
}

/** `plain`: of a call that passes nothing, unless there is no such call. */
type Reading = 'full' | 'plain';

/** What a hop alone makes of its step; who walks it can add an entrance and a user. */
interface Walked {
  readonly step: ChainStep;
  /** The same for all steps that are alike. */
  readonly text: string;
  readonly asksForUser: boolean;
}

const MOST_KEPT = 50_000;
const judgements = new WeakMap<World, Map<string, ChainJudgement>>();

/** Steps hold all that is judged of a route, so routes whose steps are alike are judged once. */
function judgedOnce(world: World, route: Route, reading: Reading, last: Formula): ChainJudgement {
  const ofWorld = judgements.get(world) ?? new Map<string, ChainJudgement>();
  judgements.set(world, ofWorld);
  const walked = route.map((hop) => walkedOf(world, hop, reading));
  const tellsUser = asksForUser(last) || walked.some((one) => one.asksForUser);
  const added = route.map((hop) => ({
    ...entranceOf(world, route, hop),
    ...(tellsUser ? userOf(world, route, hop) : {}),
  }));
  const key = `${walked.map(({ text }, index) => `${text}${textOf(added[index])}`).join('|')}|${numberOf(last)}`;
  const known = ofWorld.get(key);
  if (known !== undefined) return known;
  const judged = judgeChain(
    world,
    walked.map(({ step }, index) => ({ ...step, ...added[index] })),
    last,
  );
  if (ofWorld.size >= MOST_KEPT) ofWorld.clear();
  ofWorld.set(key, judged);
  return judged;
}

const walks = new WeakMap<World, Readonly<Record<Reading, WeakMap<Hop, Walked>>>>();

function walkedOf(world: World, hop: Hop, reading: Reading): Walked {
  const ofWorld = walks.get(world) ?? { full: new WeakMap(), plain: new WeakMap() };
  walks.set(world, ofWorld);
  const known = ofWorld[reading].get(hop);
  if (known !== undefined) return known;
  const step = stepOf(world, hop, reading);
  const asked = [step.when, ...(step.atMost === undefined ? [] : [step.atMost.when])];
  const walked = { step, text: textOf(step), asksForUser: asked.some(asksForUser) };
  ofWorld[reading].set(hop, walked);
  return walked;
}

function stepOf(world: World, hop: Hop, reading: Reading): ChainStep {
  const enters = enteredRole(world, roleAt(world, hop.to));
  return {
    when: reading === 'full' ? (hop.full ?? hop.when) : hop.when,
    ...(reading === 'full' && hop.atMost !== undefined ? { atMost: hop.atMost } : {}),
    ...(enters === undefined ? {} : { enters }),
    session: isSession(hop),
    passing: reading === 'full' || asksForPassed(hop.when),
  };
}

/** Whatever is in a step, with numbers for what is large. */
const textOf = (step: Partial<ChainStep> = {}): string =>
  Object.entries(step)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? numberOf(value) : JSON.stringify(value)}`)
    .join();

const numbers = new WeakMap<object, number>();
const byText = new Map<string, number>();

/** The same for objects that are written alike. */
function numberOf(one: object): number {
  const known = numbers.get(one);
  if (known !== undefined) return known;
  const text = JSON.stringify(one, (_, value: unknown) => (value instanceof Map ? ['map', ...value] : value));
  const number = byText.get(text) ?? byText.size;
  byText.set(text, number);
  numbers.set(one, number);
  return number;
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

export const isSession = (hop: Hop): boolean => hop.kind === 'assumes' || hop.kind === 'federatesTo';
