import type { Formula } from '../domain/formula.ts';
import { type Before, doneAfter, nothingDone, partsAsked, partsKept, type Reading } from './chain-calls.ts';
import type { ChainStep } from './chain-steps.ts';
import { NO_PARTS, type Part } from './condition-parts.ts';
import { EXCLUDED, NOTHING_TIED, type TiedParts, tiedWith } from './judge-apart.ts';
import type { World } from './world.ts';

/** A chain as far as it was walked: chains that begin alike share what was found out about their beginning. */
export interface Beginning {
  readonly world: World;
  readonly calls: number;
  readonly last?: Last;
  /** What the next call sees. */
  sees?: Before;
  /** All that its calls ask. */
  readonly parts: Partial<Record<ChainReading['name'], TiedParts>>;
}

interface Last {
  readonly step: ChainStep;
  readonly before: Beginning;
}

export const nothingWalked = (world: World): Beginning => ({
  world,
  calls: 0,
  sees: nothingDone(world),
  parts: {},
});

export const walkedOn = (before: Beginning, step: ChainStep): Beginning => ({
  world: before.world,
  calls: before.calls + 1,
  last: { step, before },
  parts: {},
});

export function stepsOf(beginning: Beginning): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  for (let at = beginning.last; at !== undefined; at = at.before.last) steps.push(at.step);
  return steps.reverse();
}

interface ChainReading extends Reading {
  readonly name: 'sure' | 'inOnePlace' | 'notCarried' | 'atMost' | 'atMostNotCarried';
  /** Conditions of which it is not certain what they are count as what they can be at most. */
  readonly atMost: boolean;
}

export const SURE: ChainReading = { name: 'sure', samePlace: false, carriedIsChecked: true, atMost: false };
export const IN_ONE_PLACE: ChainReading = { ...SURE, name: 'inOnePlace', samePlace: true };
export const NOT_CARRIED: ChainReading = { ...SURE, name: 'notCarried', carriedIsChecked: false };
export const AT_MOST: ChainReading = { ...SURE, name: 'atMost', atMost: true };
export const AT_MOST_NOT_CARRIED: ChainReading = { ...NOT_CARRIED, name: 'atMostNotCarried', atMost: true };

/** The same object where another reading asks the same as the sure one. */
export function partsOf(beginning: Beginning, reading: ChainReading): TiedParts {
  const { parts } = beginning;
  const known = parts[reading.name];
  if (known !== undefined) return known;
  const made = readOff(beginning, reading);
  parts[reading.name] = made;
  return made;
}

/** However it is read and whatever follows, it cannot hold: some of what its calls ask excludes each other at a glance. */
export const isHopeless = (beginning: Beginning): boolean =>
  [SURE, NOT_CARRIED, AT_MOST, AT_MOST_NOT_CARRIED].every((reading) => partsOf(beginning, reading) === EXCLUDED);

function readOff(beginning: Beginning, reading: ChainReading): TiedParts {
  const { last } = beginning;
  if (last === undefined) return NOTHING_TIED;
  const before = partsOf(last.before, reading);
  if (before === EXCLUDED) return before;
  const asked = askedBy(last, reading);
  if (reading !== SURE && before === partsOf(last.before, SURE) && isSame(asked, askedBy(last, SURE)))
    return partsOf(beginning, SURE);
  return tiedWith(before, asked, keptAfter(beginning));
}

const isSame = (some: readonly Part[], others: readonly Part[]): boolean =>
  some.length === others.length && some.every((part, at) => part === others[at]);

function askedBy({ step, before }: Last, reading: ChainReading): readonly Part[] {
  const { samePlace, carriedIsChecked, atMost } = reading;
  const condition: Formula = atMost ? (step.atMost?.when ?? step.when) : step.when;
  const admitsIdentity = step.enters?.sourceIdentity === true;
  const call = { before: seenAfter(before), at: before.calls, samePlace, carriedIsChecked, admitsIdentity };
  return partsAsked(before.world, condition, call);
}

function keptAfter(beginning: Beginning): readonly Part[] {
  const { world, calls, last } = beginning;
  return last?.step.session === true ? partsKept(world, seenAfter(beginning), calls - 1) : NO_PARTS;
}

function seenAfter(beginning: Beginning): Before {
  const { world, last } = beginning;
  beginning.sees ??= last === undefined ? nothingDone(world) : doneAfter(seenAfter(last.before), last.step);
  return beginning.sees;
}
