import { expect, it } from 'vitest';
import { shippedSample } from '../e2e/proved.ts';
import { compareChains } from './chains.ts';

const SEED = 28;
const CHAINS = 200;

it(`${CHAINS} random chains: session tags and source identity come out as when every way is tried`, async () => {
  const { counts, different } = compareChains(await shippedSample(), SEED, CHAINS);
  console.log(`chains: ${JSON.stringify(counts)}`);
  expect(different).toEqual([]);
  expect(counts.possible).toBeGreaterThan(CHAINS / 5);
  expect(counts.impossible).toBeGreaterThan(CHAINS / 5);
  expect(counts.unknown).toBeGreaterThan(CHAINS / 50);
});
