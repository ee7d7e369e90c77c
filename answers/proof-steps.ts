import type { Resource, Snapshot } from '../domain/snapshot.ts';
import { DamagedRecord } from '../graph/record-file.ts';
import { decide } from '../reasoning/decide.ts';
import { proveTurns, type Turn } from '../reasoning/prove.ts';
import { type EarlierProof, proveTurnsAgain, type TurnProvedAgain } from '../reasoning/prove-again.ts';
import { sharedWith } from '../reasoning/shared-records.ts';
import { World } from '../reasoning/world.ts';

/** With what it shares with the snapshot of an earlier proof. */
export const worldAfter = (earlier: EarlierProof | undefined, snapshot: Snapshot): World =>
  new World(earlier === undefined ? snapshot : sharedWith(earlier.world.snapshot, snapshot));

/**
 * What these turns find, with what is taken over from an earlier proof. From the turn on at which a record of that cannot be read, it is
 * none.
 */
export function* stepsOf(
  world: World,
  turns: readonly Turn[],
  earlier: EarlierProof | undefined,
  some: readonly Resource[] | undefined,
): Generator<TurnProvedAgain> {
  let before = 0;
  try {
    for (const step of earlier === undefined ? [] : proveTurnsAgain(world, turns, earlier, decide)) {
      yield step;
      before = step.done;
    }
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
  }
  if (before === turns.length) return;
  for (const step of proveTurns(world, turns.slice(before), decide, { resources: some, alone: true }))
    yield { ...step, done: before + step.done, total: turns.length, taken: 0 };
}
