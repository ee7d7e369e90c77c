import { callersOf } from '../callers.ts';
import { environmentOf } from '../environment.ts';
import type { Caller, Profile, Target } from '../question.ts';
import type { World } from '../world.ts';
import { frameOf } from './frame.ts';
import { KindBlocks } from './kind-blocks.ts';
import { kindsOf } from './kinds.ts';

/** Pairs of which nothing is granted because the policies of the target do not speak of the caller, who stands outside. */
export class ShutPairs {
  readonly #callers: ReadonlyMap<string, number>;
  readonly #targets = new Map<string, Place>();

  constructor(world: World, profile: Profile) {
    const callers = callersOf(world);
    this.#callers = new Map(callers.map(({ id }, index) => [id, index]));
    const environment = environmentOf(world);
    for (const kind of kindsOf(world)) {
      const blocks = new KindBlocks(frameOf(environment, profile, kind, callers));
      for (const [index, target] of kind.targets.entries()) this.#targets.set(nameOf(target), { blocks, index });
    }
  }

  /** `caller` and `target` are those of the snapshot. False: it has to be asked. */
  has(caller: Caller, target: Target): boolean {
    const place = this.#targets.get(nameOf(target));
    const index = this.#callers.get(caller.id);
    if (place === undefined || index === undefined) return false;
    place.shut ??= place.blocks.shutOf(place.index);
    return place.shut[index] === 1;
  }
}

interface Place {
  readonly blocks: KindBlocks;
  readonly index: number;
  shut?: Uint8Array;
}

const nameOf = ({ arn, type }: Target): string => `${type} ${arn}`;
