import { expect, it } from 'vitest';
import { ABSENT, TripleTable } from '../../reasoning/triple-table.ts';
import { Dice } from '../properties/dice.ts';

it('finds under three numbers what was put there, and nothing under others', () => {
  const dice = new Dice(7);
  const [table, map] = [new TripleTable(), new Map<string, number>()];
  const number = () => Math.floor(dice.roll() * (dice.chance(0.5) ? 40 : 2 ** 31));
  for (let count = 0; count < 20_000; count += 1) {
    const [a, b, c] = [number(), number(), number()];
    const known = map.get(`${a} ${b} ${c}`);
    if (table.get(a, b, c) !== (known ?? ABSENT)) expect.fail(`${a} ${b} ${c}`);
    if (known !== undefined) continue;
    table.set(a, b, c, count);
    map.set(`${a} ${b} ${c}`, count);
  }
  expect([...map].every(([key, value]) => table.get(...triple(key)) === value)).toBe(true);
});

function triple(key: string): [number, number, number] {
  const [a = 0, b = 0, c = 0] = key.split(' ').map(Number);
  return [a, b, c];
}
