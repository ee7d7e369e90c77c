import { describe, expect, it } from 'vitest';
import type { Decision } from '../../domain/decision.ts';
import { decideSymbolically } from '../../reasoning/one-request.ts';
import { loadCases } from '../dsl.ts';

const CASES = loadCases();

/** The engine does not tell the two denials apart. */
const shortOf = (kind: Decision['kind']): ReturnType<typeof decideSymbolically> =>
  kind === 'allowed' || kind === 'unknown' ? kind : 'denied';

describe('the symbolic engine', () => {
  it('sees the cases', () => expect(CASES.length).toBeGreaterThan(1000));

  it('decides every case as it says', () => {
    const wrong = CASES.flatMap(({ name, request, expect: wanted }) => {
      const answer = decideSymbolically(request);
      return answer === shortOf(wanted.kind) ? [] : [`${wanted.kind}, but the engine says ${answer}: ${name}`];
    });
    expect(wrong.join('\n')).toBe('');
  });
});
