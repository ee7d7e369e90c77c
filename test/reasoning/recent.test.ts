import { expect, it } from 'vitest';
import { Recent } from '../../reasoning/recent.ts';

it('what was asked for last is kept, and no more than so much of it', () => {
  const made: string[] = [];
  const recent = new Recent<string, string>(2);
  const ask = (key: string): string =>
    recent.of(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made, '`b` went when `c` came, as `a` had been asked for since').toEqual(['a', 'b', 'c', 'b']);
});
