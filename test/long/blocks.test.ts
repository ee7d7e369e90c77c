import { expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { World } from '../../reasoning/world.ts';
import { compareBlocks } from '../reasoning/blocks/compare-blocks.ts';

it('10,000 pairs of an organisation of 200 roles and 500 resources come out in blocks as by themselves', () => {
  const world = new World(organisationOf({ accounts: 8, roles: 200, resources: 500, seed: 6 }));
  const { differences, ...figures } = compareBlocks(world, 5, 0.05);
  console.log(`blocks: ${JSON.stringify(figures)}`);
  expect(differences).toEqual([]);
  expect(figures.compared).toBeGreaterThan(10_000);
  expect(figures.alone / figures.pairs).toBeLessThan(0.02);
}, 1_800_000);
