import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../dsl.ts';

const ROOT = join(import.meta.dirname, '../..');
const CASES = loadCases();

interface Sentence {
  readonly number: string;
  readonly text: string;
  readonly cases: readonly string[];
}

/** One line a sentence: `- **8a.** text Cases: \`a\`, \`b\`.` */
const SENTENCES: readonly Sentence[] = readFileSync(join(ROOT, 'docs/semantics.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, text] = /^- \*\*(\d+[a-z]?)\.\*\* (.*)$/.exec(line) ?? [];
    if (number === undefined || text === undefined) return [];
    const cited = /Cases: (.*)\.$/.exec(text)?.[1] ?? '';
    return [{ number, text, cases: [...cited.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id) }];
  });

const citedBy = (number: string): readonly string[] => [
  ...new Set(CASES.filter((one) => one.rules.includes(number)).map((one) => one.id)),
];

describe('docs/semantics.md', () => {
  it('has the 117 rules, each once', () => {
    const plain = SENTENCES.map((one) => one.number).filter((number) => /^\d+$/.test(number));
    expect(plain.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 117 }, (_, index) => index + 1));
    expect(new Set(SENTENCES.map((one) => one.number)).size).toBe(SENTENCES.length);
  });

  it.each(SENTENCES)('$number names its cases, or says where its subject lives', ({ number, text, cases }) => {
    if (cases.length === 0) expect(text).toMatch(/[Ll]ives in: |later issues/);
    expect([...cases].sort()).toEqual([...citedBy(number)].sort());
  });

  it('knows every sentence that a case cites', () => {
    const known = new Set(SENTENCES.map((one) => one.number));
    const strangers = CASES.flatMap((one) =>
      one.rules.filter((rule) => !known.has(rule)).map((rule) => `${one.id}: ${rule}`),
    );
    expect(strangers).toEqual([]);
    expect(CASES.filter((one) => one.rules.length === 0)).toEqual([]);
  });

  it('has a sentence for every rule that the interpreter names', () => {
    const known = new Set(SENTENCES.map((one) => Number.parseInt(one.number, 10)));
    for (const { file, text } of referenceSources()) {
      for (const [, rules = ''] of text.matchAll(/\brules? (\d+(?:(?:, | and | to )\d+)*)/g)) {
        for (const rule of rules.match(/\d+/g) ?? [])
          expect(known.has(Number(rule)), `${file}: rule ${rule}`).toBe(true);
      }
    }
  });

  it.each(SENTENCES)('$number has a case for each kind of openness it announces', ({ number, text }) => {
    const about = CASES.filter((one) => one.rules.includes(number));
    if (text.includes('*Unknown') || text.includes('*Unknown*'))
      expect(about.map((one) => one.expect.kind)).toContain('unknown');
    if (text.includes('*Assumption')) expect(about.some((one) => one.expect.rule !== undefined)).toBe(true);
  });
});

describe('the reference interpreter stays small', () => {
  it('decide.ts is one page', () => {
    expect(readFileSync(join(ROOT, 'reasoning/decide.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(81);
  });

  it('the rest is under 1,765 lines of code', () => {
    expect(codeOf(referenceSources())).toBeGreaterThan(500);
    expect(codeOf(referenceSources())).toBeLessThan(1765);
  });

  it('and what it prepares of policies is under 145', () => {
    expect(codeOf(sourcesIn('reasoning/prepared'))).toBeGreaterThan(50);
    expect(codeOf(sourcesIn('reasoning/prepared'))).toBeLessThan(145);
  });
});

interface Source {
  readonly file: string;
  readonly text: string;
}

const isCode = (line: string): boolean => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line);
const codeOf = (sources: readonly Source[]): number =>
  sources.flatMap(({ text }) => text.split('\n').filter(isCode)).length;
const referenceSources = (): readonly Source[] => sourcesIn('reasoning/reference');

function sourcesIn(name: string): readonly Source[] {
  const folder = join(ROOT, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts'));
  return files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}
