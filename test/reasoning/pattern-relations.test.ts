import { expect, it } from 'vitest';
import { liesIn, meets } from '../../reasoning/implication/pattern-relations.ts';
import { matches, plain, resourcePattern } from '../../reasoning/patterns.ts';
import { Dice } from '../properties/dice.ts';

const LETTERS = ['a', ':', 'b'];

/** All texts of at most so many letters. */
function textsUpTo(length: number): readonly string[] {
  let last: readonly string[] = [''];
  const all = [...last];
  for (let size = 0; size < length; size += 1) {
    last = last.flatMap((text) => LETTERS.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

it('patterns meet exactly where a text fits both, and lie in others only where all their texts do', () => {
  const dice = new Dice(11);
  const texts = textsUpTo(7);
  const pattern = () =>
    resourcePattern(
      plain(
        Array.from({ length: 1 + Math.floor(dice.roll() * 4) }, () => dice.pick(['a', 'b', ':', '*', '?'])).join(''),
      ),
    ).pattern;
  let [met, lay] = [0, 0];
  for (let asked = 0; asked < 300; asked += 1) {
    const [one, other] = [pattern(), pattern()];
    const own = texts.filter((text) => matches(one, text));
    const both = own.filter((text) => matches(other, text));
    expect(meets(one, other), `${one.text} ${other.text}`).toBe(both.length > 0);
    if (both.length > 0) met += 1;
    if (!liesIn(one, other)) continue;
    lay += 1;
    expect(both, `${one.text} in ${other.text}`).toEqual(own);
  }
  expect(met).toBeGreaterThan(50);
  expect(lay).toBeGreaterThan(20);
});
