import { expect, it } from 'vitest';
import { shippedSample } from '../e2e/proved.ts';
import { compareChains } from '../properties/chains.ts';

const CHAINS = 2_000;

it(`${CHAINS} random chains come out as when every way is tried`, async () => {
  const { counts, different } = compareChains(await shippedSample(), 28, CHAINS);
  console.log(`chains: ${JSON.stringify(counts)}`);
  expect(different).toEqual([]);
}, 1_800_000);
