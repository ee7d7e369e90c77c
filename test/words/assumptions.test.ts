import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS_JA, assumptionWords } from '../../domain/words/assumptions.ts';
import { LIMITS_JA, limitWords } from '../../domain/words/limits.ts';
import { parseSource } from '../../scripts/lib/source.ts';
import { assumptionTexts, textsIn } from './assumption-texts.ts';

const words = (text: string): string => assumptionWords({ rule: 1, text }, 'ja');

describe('assumptions in Japanese', () => {
  const { said, unread } = assumptionTexts();

  it('every text is told from the code', () => {
    expect(unread).toEqual([]);
    expect(said.size).toBeGreaterThan(100);
  });

  it('every text that engine and interpreter can state has its Japanese', () => {
    const known = new Set(ASSUMPTIONS_JA.map(([english]) => english));
    expect([...said].filter((text) => !known.has(text))).toEqual([]);
  });

  it('every Japanese text has its original in the code, once', () => {
    const originals = ASSUMPTIONS_JA.map(([english]) => english);
    expect(originals.filter((text) => !said.has(text))).toEqual([]);
    expect(new Set(originals).size).toBe(originals.length);
  });

  it.each(ASSUMPTIONS_JA)('`%s` is told by its own Japanese, with all that it names', (english, japanese) => {
    const parts = english.split('{}');
    const named = parts.slice(1).map((_, at) => `<${at}>`);
    const told = words(parts.flatMap((part, at) => [part, named[at] ?? '']).join(''));
    expect(told).toBe(japanese.replaceAll(/\{(layer|\d?)\}/g, (_, slot) => `<${Number(slot) || 0}>`));
    for (const name of named) expect(told).toContain(name);
  });

  it('slots are filled, in the order that Japanese needs', () => {
    expect(words('which keys s3:GetObject sends is not listed')).toBe(
      's3:GetObjectのリクエストに含まれるキーが一覧にない',
    );
    expect(words('policies of the layer permissionsBoundary could not be read: a:B (c)')).toBe(
      'アクセス許可の境界を読み取れなかった（a:B (c)）',
    );
    expect(words('the operator `$&` does not exist')).toBe('演算子`$&`は存在しない');
  });

  it('a text without Japanese stays English', () => {
    expect(words('something new')).toBe('something new');
  });
});

describe('limits in Japanese', () => {
  const { said, unread } = assumptionTexts('limits');

  it('every border that the interpreter can state has its Japanese, and no other', () => {
    expect(unread).toEqual([]);
    expect(said.size).toBeGreaterThan(20);
    expect([...said].sort()).toEqual(LIMITS_JA.map(([english]) => english).sort());
  });

  it.each(LIMITS_JA)('`%s` is told by its own Japanese, with all that it names', (english, japanese) => {
    const told = limitWords({ rule: 1, text: english.replaceAll('{}', 's3:GetObject') }, 'ja');
    expect(told).toBe(japanese.replaceAll('{}', 's3:GetObject'));
  });
});

describe('texts of assumptions', () => {
  const textsOf = (code: string) => textsIn([parseSource('some.ts', code)]);
  const taker = `const unknown = (rule: number, text: string): Truth => ({ because: [{ rule, text }] });`;

  it('are found wherever a rule stands beside them', () => {
    const { said, unread } = textsOf(`${taker}
      const NAMED = { rule: 1, text: 'by name' };
      function one() { const text = 'here'; return unknown(3, text); }
      function two(late: boolean) { const text = late ? \`of \${x}\` : 'there'; return { rule: 2, text }; }
      limited({ rule: 4, text: 'a border' });`);
    expect([...said].sort()).toEqual(['by name', 'here', 'of {}', 'there']);
    expect(unread).toEqual([]);
  });

  it('that cannot be told from the code are named', () => {
    expect(textsOf(`${taker}\nunknown(1, told());`).unread).toEqual(['some.ts:2 told()']);
    expect(textsOf('function f(why: string) { return { rule: 1, text: why }; }').unread).toEqual(['some.ts:1 why']);
  });
});
