import { type Formula, TRUE } from '../domain/formula.ts';
import type { ChainStep } from './chain-steps.ts';
import type { Part } from './condition-parts.ts';

/**
 * The steps before a call, as far as they matter to it: chains that come to the same make one of them, so that what a condition asks of
 * the calls before it is written down once.
 */
export interface Past {
  readonly steps: readonly ChainStep[];
  readonly longer: Map<number, Past>;
  /** What conditions ask of a call after these steps and those, by the other ones, and by reading. */
  readonly asked: Map<Past, Map<Formula, (readonly Part[])[]>>;
  /** What the last of these steps has to leave as it is. */
  kept?: readonly Part[];
}

const pastOf = (steps: readonly ChainStep[]): Past => ({ steps, longer: new Map(), asked: new Map() });

/** Where no step matters yet. */
export const nothingBefore = (): Past => pastOf([]);

/** A step of which nothing matters. */
const NOTHING: ChainStep = { when: TRUE, session: false, passing: false };

function after(past: Past, sign: number, steps: () => readonly ChainStep[]): Past {
  const known = past.longer.get(sign);
  if (known !== undefined) return known;
  const made = pastOf(steps());
  past.longer.set(sign, made);
  return made;
}

/** As many steps, of which none matters. */
export const unseen = (start: Past, count: number): Past =>
  after(start, -1 - count, () => new Array<ChainStep>(count).fill(NOTHING));

/** What becomes of a source identity: each session on the way has a say. */
export const identityAfter = (past: Past, step: ChainStep): Past =>
  after(past, signsOf(step).identity, () => [...past.steps, forIdentity(step)]);

/** What becomes of tags, and of the user who signed in: a session that nobody passes tags to has no more than its role. */
export function tagsAfter(start: Past, past: Past, step: ChainStep): Past {
  const sign = signsOf(step).tags;
  if (!step.session || step.enters?.tagged === true) return after(past, sign, () => [...past.steps, forTags(step)]);
  const { length } = past.steps;
  return after(start, (length + 1) * MOST_SIGNS + sign, () => [...unseen(start, length).steps, forTags(step)]);
}

/** More than there are. */
const MOST_SIGNS = 2 ** 32;

const entranceOf = ({ entrance }: ChainStep): Pick<ChainStep, 'entrance'> =>
  entrance === undefined ? {} : { entrance };

function forIdentity(step: ChainStep): ChainStep {
  const { session, passing, enters } = step;
  if (!session) return NOTHING;
  const entered =
    enters === undefined ? {} : { enters: { sourceIdentity: enters.sourceIdentity, tagged: false, tags: {} } };
  return { when: TRUE, session, passing, ...entered, ...entranceOf(step) };
}

function forTags(step: ChainStep): ChainStep {
  const { session, passing, enters, userId, perhapsUserId } = step;
  if (!session) return NOTHING;
  return {
    when: TRUE,
    session,
    passing,
    ...(enters === undefined ? {} : { enters: { ...enters, sourceIdentity: false } }),
    ...entranceOf(step),
    ...(userId === undefined ? {} : { userId }),
    ...(perhapsUserId === undefined ? {} : { perhapsUserId }),
  };
}

interface Signs {
  readonly identity: number;
  readonly tags: number;
}

/** Steps with the same sign matter in the same way. */
function signsOf(step: ChainStep): Signs {
  const known = signs.get(step);
  if (known !== undefined) return known;
  const made = { identity: signOf(forIdentity(step)), tags: signOf(forTags(step)) };
  signs.set(step, made);
  return made;
}
const signs = new WeakMap<ChainStep, Signs>();

function signOf({ entrance, ...more }: ChainStep): number {
  const text = entrance === undefined ? JSON.stringify(more) : `${numberOf(entrance)} ${JSON.stringify(more)}`;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(text, written);
  return written++;
}
const MOST_TEXTS = 50_000;
const texts = new Map<string, number>();
let written = 0;

const numbers = new WeakMap<object, number>();
let met = 0;

function numberOf(one: object): number {
  const number = numbers.get(one) ?? met++;
  numbers.set(one, number);
  return number;
}
