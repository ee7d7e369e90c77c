import { describe, expect, it } from 'vitest';
import { inWords, whenOf } from '../../answers/access-paths.ts';

describe('a condition in an answer', () => {
  it('is left out where there is none, and `always` where one has to be said', () => {
    expect(whenOf({ kind: 'true' }, 'en')).toBeUndefined();
    expect(inWords({ kind: 'true' }, 'en')).toEqual({ text: 'always', formula: { kind: 'true' } });
    expect(inWords({ kind: 'true' }, 'ja').text).toBe('常に');
  });
});
