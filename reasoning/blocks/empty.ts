import { BDD_FALSE } from '../bdd.ts';
import { callersOf } from '../callers.ts';
import type { Caller, Profile, Target } from '../question.ts';
import type { World } from '../world.ts';
import type { BlockDecision } from './block-decision.ts';
import { decidedKinds } from './blocks.ts';

/** Pairs of a snapshot of which nothing is granted, whatever the request. */
export class EmptyPairs {
  readonly #callers: ReadonlyMap<string, number>;
  /** For each target, a bit for each caller. */
  readonly #empty = new Map<string, Uint8Array>();

  constructor(world: World, profile: Profile) {
    const callers = callersOf(world);
    this.#callers = new Map(callers.map(({ id }, index) => [id, index]));
    for (const { kind, outcome } of decidedKinds(world, profile)) {
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
        this.#empty.set(nameOf(target), bits);
      }
    }
  }

  /** `caller` and `target` are those of the snapshot. False: it has to be asked. */
  has(caller: Caller, target: Target): boolean {
    const index = this.#callers.get(caller.id);
    if (index === undefined) return false;
    return (((this.#empty.get(nameOf(target))?.[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  }
}

const grantsNothing = ({ actions }: BlockDecision): boolean =>
  actions.every(({ granted }) => granted.upper === BDD_FALSE);

const nameOf = ({ arn, type }: Target): string => `${type} ${arn}`;
