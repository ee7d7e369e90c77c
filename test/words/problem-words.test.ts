import { describe, expect, it } from 'vitest';
import { PROBLEMS_JA, problemWords } from '../../answers/words/problem-words.ts';
import { plannedCalls } from '../../collector/collector-role.ts';
import { parseSource } from '../../scripts/lib/source.ts';
import { problemTexts, textsOfProblems } from './problem-texts.ts';

const said = problemTexts();
const ja = (text: string): string => problemWords(text, 'ja');

describe('what errors say, in Japanese', () => {
  it('the texts are told from the code', () => {
    expect(said.size).toBeGreaterThan(200);
    for (const text of ['the disk is full', 'must be text', 'is neither a thing nor code']) {
      expect(said.has(text), text).toBe(text !== 'is neither a thing nor code');
    }
  });

  it('every text that an error, a gap or a refusal can show has its Japanese', () => {
    const left = [...said].filter((text) => !UNTRANSLATED.has(text) && /[a-z]{2,},? [a-z]{2,}/.test(spoken(ja(text))));
    expect(left).toEqual([]);
    expect([...said].filter((text) => ja(text) === text && !UNTRANSLATED.has(text))).toEqual([]);
    expect([...UNTRANSLATED].filter((text) => !said.has(text))).toEqual([]);
  });

  it('every Japanese text stands there once', () => {
    const originals = PROBLEMS_JA.map(([english]) => english);
    expect(originals.filter((text, at) => originals.indexOf(text) !== at)).toEqual([]);
  });

  it.each(PROBLEMS_JA)('`%s` is told by its own Japanese, with all that it names', (english, japanese) => {
    const parts = english.split('{}');
    const named = parts.slice(1).map((_, at) => `<${at}>`);
    const text = parts.flatMap((part, at) => [part, named[at] ?? '']).join('');
    const told = ja(text);
    if (!/[a-z]/i.test(english)) return expect(told).toBe(text);
    expect(told).toBe(japanese.replaceAll(/\{(\d)\}/g, '<$1>'));
    for (const name of named) expect(told).toContain(name);
    expect(told).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}：、。]/u);
  });

  it.each([
    [
      'cannot read `a.json`: there is no such file or folder',
      '`a.json`を読み取れません：そのようなファイルまたはフォルダーはありません',
    ],
    [
      '`d/graphs`: the disk is full; what was active before still answers',
      '`d/graphs`：ディスクがいっぱいです。これまで有効だったものはそのまま有効です',
    ],
    [
      'people.csv, line 3, email: `x` is no e-mail address',
      'people.csv、3行目、email：`x`はメールアドレスではありません',
    ],
    [
      '`b.json` at `Statement[0].Effect`: must be `Allow` or `Deny`',
      '`b.json`の`Statement[0].Effect`：`Allow`または`Deny`でなければなりません',
    ],
    [
      'nothing in the snapshot is called `finance-leger`; similar names are listed',
      'スナップショットに`finance-leger`という名前のものはありません。似た名前を示します',
    ],
    ['nothing in the snapshot is called `a list`', 'スナップショットに`a list`という名前のものはありません'],
    ['AccessDenied: User is not authorized', 'AccessDenied: User is not authorized'],
  ])('%s', (english, japanese) => {
    expect(ja(english)).toBe(japanese);
    expect(problemWords(english, 'en')).toBe(english);
  });

  it('what a collection would call is told whole', () => {
    const { calls } = plannedCalls();
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.filter((call) => /[a-z]{2,} [a-z]{2,}/.test(ja(call)))).toEqual([]);
  });

  it('a text that is very long, or hard for patterns, is let through at once', () => {
    const started = performance.now();
    ja(`${'`'.repeat(3_000)}: ${': ; '.repeat(200)}`);
    expect(ja('x'.repeat(100_000))).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** Words of data formats and codes, which are the same in every language. */
const UNTRANSLATED = new Set([
  'null',
  'array',
  'Unknown',
  'IfExists',
  'resource',
  'subject',
  'any',
  'hop:{}',
  'access:{}',
]);

/** Without code and slots. */
const spoken = (text: string): string => text.replaceAll(/`[^`]*`|\{[^}]*\}|MATCH .*/g, '');

describe('texts of errors', () => {
  const textsOf = (code: string): readonly string[] => [...textsOfProblems([parseSource('some.ts', code)])].sort();

  it('are found where an error is made, and behind the names and functions that lead there', () => {
    expect(
      textsOf(`
        const NAMES = { a: 'by table' };
        const bad = (path: string, message: string) => err({ path, message });
        function why(one: string): string | undefined { if (one) return 'by function'; return \`of \${one}\`; }
        function read() {
          const cause = NAMES[x] ?? 'by default';
          const problem = why(x);
          bad('', late ? 'here' : 'there');
          return { kind: 'store', message: \`\${cause}; \${problem}, and so on\` };
        }`),
    ).toEqual(['by default', 'by function', 'by table', 'here', 'of {}', 'there', '{}; {}, and so on']);
  });
});
