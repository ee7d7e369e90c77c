import { expect, it } from 'vitest';
import { LARGE, organisationOf } from '../../bench/organisation/organisation.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { World } from '../../reasoning/world.ts';
import { Dice } from '../properties/dice.ts';
import { compareBlocks } from '../reasoning/blocks/compare-blocks.ts';

it('10,000 pairs of an organisation of 200 roles and 500 resources come out in blocks as by themselves', () => {
  const world = new World(organisationOf({ accounts: 8, roles: 200, resources: 500, seed: 6 }));
  const { differences, ...figures } = compareBlocks(world, 5, 0.05);
  console.log(`blocks: ${JSON.stringify(figures)}`);
  expect(differences).toEqual([]);
  expect(figures.compared).toBeGreaterThan(10_000);
  expect(figures.alone / figures.pairs).toBeLessThan(0.02);
}, 1_800_000);

it('10,000 pairs of 20,000 roles and 50,000 resources come out in blocks as by themselves, and as the interpreter says', () => {
  const world = new World(organisationOf(LARGE));
  const dice = new Dice(23);
  const callers = Array.from({ length: 150 }, () => roleCaller(dice.pick(world.snapshot.roles)));
  // of the accounts of some of the callers, so that not all of the pairs cross a border
  const accounts = new Set(
    callers.slice(0, 5).flatMap(({ principal }) => ('account' in principal ? principal.account : [])),
  );
  const near = world.snapshot.resources.filter(({ account }) => accounts.has(account));
  const far = Array.from({ length: 40 }, () => dice.pick(world.snapshot.resources));
  const { differences, ...figures } = compareBlocks(world, 7, 0.2, {
    callers,
    resources: [...Array.from({ length: 200 }, () => dice.pick(near)), ...far],
  });
  console.log(`blocks: ${JSON.stringify(figures)}`);
  expect(differences).toEqual([]);
  expect(figures.compared).toBeGreaterThan(10_000);
  expect(figures.interpreted).toBeGreaterThan(2_000);
}, 1_800_000);
