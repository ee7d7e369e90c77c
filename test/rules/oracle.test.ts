import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadCases } from '../dsl.ts';

interface Question {
  readonly says: string;
  readonly soft?: boolean;
  /** One answer of the case, or several, each to some of its questions. */
  readonly cases?: Readonly<Record<string, string | readonly string[]>>;
}

const ORACLE: Readonly<Record<'layers' | 'services', Readonly<Record<string, Question>>>> = parse(
  readFileSync(join(import.meta.dirname, 'oracle.yaml'), 'utf8'),
);
const CASES = loadCases();
const QUESTIONS = Object.entries(ORACLE).flatMap(([about, list]) =>
  Object.entries(list).map(([number, question]) => ({ name: `${about} ${number}`, ...question })),
);

describe('the questions that AWS documentation answers', () => {
  it('are thirty about layers and thirty about services', () => {
    expect(Object.keys(ORACLE.layers).length).toBe(30);
    expect(Object.keys(ORACLE.services).length).toBe(30);
  });

  it('are all put to the engines', () => {
    expect(QUESTIONS.filter(({ cases }) => cases === undefined).map(({ name }) => name)).toEqual([]);
  });

  it.each(QUESTIONS.filter(({ cases }) => cases !== undefined))('$name: $says', ({ cases = {}, soft }) => {
    expect(Object.keys(cases).length).toBeGreaterThan(0);
    const answers = Object.entries(cases).flatMap(([id, given]) => {
      const asked = CASES.filter((one) => one.id === id);
      return [given].flat().map((answer) => {
        const found = asked.filter((one) => one.expect.kind === answer);
        expect(found.length, `${id} is ${answer}`).toBeGreaterThan(0);
        return found;
      });
    });
    const open = answers.flat().some((one) => one.expect.kind === 'unknown' || one.expect.rule !== undefined);
    if (soft === true) expect(open, 'a soft answer states what it assumes').toBe(true);
  });
});
