import { expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { shippedSample } from '../e2e/proved.ts';
import { again, differing, EDITS, earlierOf, smallOrganisation } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';
import { STATEMENT_EDITS } from '../properties/statement-edits.ts';

const SEEDS = 8;
const ALL = { ...EDITS, ...STATEMENT_EDITS };

function compare(start: Snapshot, seed: number): { readonly different: readonly string[]; readonly taken: number } {
  const dice = new Dice(seed);
  const different: string[] = [];
  let [snapshot, taken] = [start, 0];
  let earlier = earlierOf(snapshot);
  for (const [name, edit] of Object.entries(ALL)) {
    snapshot = edit(dice, snapshot);
    const [proved, full] = [again(snapshot, earlier), earlierOf(snapshot)];
    different.push(...differing(proved, full.proved).map((one) => `seed ${seed}, ${name}: ${one}`));
    taken += proved.taken / proved.pairs;
    earlier = full;
  }
  return { different, taken: taken / Object.keys(ALL).length };
}

it(`${SEEDS} organisations and the sample, edit after edit: what is taken over is what a proof of everything says`, async () => {
  const found = Array.from({ length: SEEDS }, (_, seed) => compare(smallOrganisation(seed + 1), seed + 1));
  found.push(compare(await shippedSample(), 1));
  console.log(`taken over: ${found.map(({ taken }) => taken.toFixed(2)).join(', ')}`);
  expect(found.flatMap(({ different }) => different)).toEqual([]);
  expect(Math.min(...found.map(({ taken }) => taken))).toBeGreaterThan(0.5);
}, 1_800_000);
