import { describe, expect, it } from 'vitest';
import { decideSymbolically } from '../../reasoning/one-request.ts';
import { loadCases } from '../dsl.ts';
import { shortOf } from '../expectation.ts';

const CASES = loadCases();

describe('the symbolic engine', () => {
  it('sees the cases', () => expect(CASES.length).toBeGreaterThan(1000));

  it('decides every case as it says', () => {
    const wrong = CASES.flatMap(({ name, request, expect: wanted }) => {
      const answer = decideSymbolically(request);
      return answer === shortOf(wanted) ? [] : [`${wanted.kind}, but the engine says ${answer}: ${name}`];
    });
    expect(wrong.join('\n')).toBe('');
  });
});
