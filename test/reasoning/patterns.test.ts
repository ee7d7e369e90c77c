import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arnPattern,
  foldedPattern,
  globPattern,
  literalPattern,
  matches,
  plain,
  resourcePattern,
} from '../../reasoning/patterns.ts';
import { textSamples } from '../../reasoning/text-samples.ts';

const regexOf = (glob: string): RegExp =>
  new RegExp(`^${[...glob].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : `\\${c}`)).join('')}$`, 's');
const letters = fc.string({ unit: fc.constantFrom('+', '-', '*', '?', ':', '='), maxLength: 8 });
const texts = fc.string({ unit: fc.constantFrom('+', '-', ':', '='), maxLength: 10 });

describe('patterns', () => {
  it('a StringLike pattern agrees with the regular expression of the same meaning', () =>
    fc.assert(
      fc.property(letters, texts, (glob, text) => matches(globPattern(plain(glob)), text) === regexOf(glob).test(text)),
      { numRuns: 2000 },
    ));

  it('the question mark is one character, never none (rule 107)', () => {
    expect(matches(globPattern(plain('table/t?')), 'table/t')).toBe(false);
    expect(matches(globPattern(plain('table/t?')), 'table/t1')).toBe(true);
  });

  it('a star in an ARN operator stays inside its component, in a Resource it may run on from a segment end (rules 52, 67)', () => {
    const arn = 'arn:aws:logs:us-east-1:222222222222:log-group:b:111111111111:log-group:a';
    const glob = plain('arn:aws:logs:*:111111111111:log-group:a');
    const resource = resourcePattern(glob);
    expect(matches(resource.pattern, arn)).toBe(true);
    expect(matches(resource.strict, arn)).toBe(false);
    expect(matches(arnPattern(glob)!, arn)).toBe(false);
    expect(matches(globPattern(glob), arn)).toBe(true);
  });

  it('wildcards that come out of a variable are plain characters (rule 71)', () => {
    const pattern = globPattern([
      { text: 'home/', literal: false },
      { text: '*', literal: true },
      { text: '/x*', literal: false },
    ]);
    expect(matches(pattern, 'home/*/xyz')).toBe(true);
    expect(matches(pattern, 'home/a/xyz')).toBe(false);
  });

  it('classes cover every text exactly once and agree with the patterns', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            letters.map((g) => globPattern(plain(g))),
            texts.map((t) => literalPattern(plain(t))),
            fc.string({ unit: fc.constantFrom('a', 'B'), maxLength: 3 }).map((t) => foldedPattern(plain(t))),
          ),
          { maxLength: 5 },
        ),
        texts,
        (patterns, text) => {
          const samples = textSamples(patterns);
          if (samples === undefined) return;
          const vectorOf = (one: string): string => patterns.map((p) => matches(p, one)).join();
          expect(samples.map(vectorOf)).toContain(vectorOf(text));
          expect(new Set(samples).size).toBe(samples.length);
        },
      ),
      { numRuns: 500 },
    ));

  it('a prefix keeps only texts that begin with it', () => {
    const [home, whole] = [globPattern(plain('b/home/*')), globPattern(plain('b/*'))];
    const samples = textSamples([home, whole], { prefix: 'b/', minLength: 1 });
    expect(samples?.map((one) => [matches(home, one), matches(whole, one)])).toEqual(
      expect.arrayContaining([
        [true, true],
        [false, true],
      ]),
    );
    expect(samples?.length).toBe(2);
  });
});
