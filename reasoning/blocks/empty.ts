import type { Resource } from '../../domain/snapshot.ts';
import { BDD_FALSE } from '../bdd.ts';
import { callersOf } from '../callers.ts';
import type { Caller, Profile, Target } from '../question.ts';
import type { World } from '../world.ts';
import type { BlockDecision } from './block-decision.ts';
import { decidedKinds } from './blocks.ts';

/** Some callers with some resources; left out: all of them. */
export interface Part {
  readonly callers?: readonly Caller[];
  readonly resources?: readonly Resource[];
}

interface FoundIn {
  readonly callers: ReadonlyMap<string, number>;
  /** For each target, a bit for each caller. */
  readonly empty: ReadonlyMap<string, Uint8Array>;
}

/** Pairs of a snapshot, or of parts of one, of which nothing is granted, whatever the request. */
export class EmptyPairs {
  readonly #parts: readonly FoundIn[];

  constructor(world: World, profile: Profile, parts: readonly Part[] = [{}]) {
    this.#parts = parts.map((part) => foundIn(world, profile, part));
  }

  /** `caller` and `target` are those of the snapshot. False: it has to be asked. */
  has(caller: Caller, target: Target): boolean {
    return this.#parts.some(({ callers, empty }) => {
      const index = callers.get(caller.id);
      if (index === undefined) return false;
      return (((empty.get(nameOf(target))?.[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
    });
  }
}

function foundIn(world: World, profile: Profile, { callers = callersOf(world), resources }: Part): FoundIn {
  const empty = new Map<string, Uint8Array>();
  const among = { callers, ...(resources === undefined ? {} : { resources }) };
  for (const { kind, outcome } of decidedKinds(world, profile, among)) {
    const known = new Map<BlockDecision, boolean>();
    const isEmpty = (caller: number, target: number): boolean => {
      const found = outcome(caller, target);
      if (typeof found === 'string') return found === 'nothing';
      const isNothing = known.get(found) ?? grantsNothing(found);
      known.set(found, isNothing);
      return isNothing;
    };
    for (const [index, target] of kind.targets.entries()) {
      const bits = new Uint8Array(Math.ceil(callers.length / 8));
      for (let caller = 0; caller < callers.length; caller++)
        if (isEmpty(caller, index)) bits[caller >> 3] = (bits[caller >> 3] ?? 0) | (1 << (caller & 7));
      empty.set(nameOf(target), bits);
    }
  }
  return { callers: new Map(callers.map(({ id }, index) => [id, index])), empty };
}

const grantsNothing = ({ actions }: BlockDecision): boolean =>
  actions.every(({ granted }) => granted.upper === BDD_FALSE);

const nameOf = ({ arn, type }: Target): string => `${type} ${arn}`;
