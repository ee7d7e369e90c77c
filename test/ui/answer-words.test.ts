import { describe, expect, it } from 'vitest';
import { absentWords, answerSentence } from '../../ui/ask/answer-words.ts';
import { pathRows } from '../../ui/ask/rows.ts';
import { EN } from '../../ui/messages/en.ts';
import { JA } from '../../ui/messages/ja.ts';
import * as org from './fixtures/organisation.ts';
import { crowd, incomplete, nobody, openToAll } from './fixtures/states.ts';
import { type Asked, financeLedger } from './fixtures/who-can.ts';

const ASKED: Asked = { actions: ['read'], among: 'people', lang: 'en' };
const english = (answer: Parameters<typeof answerSentence>[0]): string => {
  const { strong, rest } = answerSentence(answer, EN);
  return strong + rest;
};
const japanese = (answer: Parameters<typeof answerSentence>[0]): string => {
  const { strong, rest } = answerSentence(answer, JA);
  return strong + rest;
};

describe('the answer in one sentence', () => {
  it('counts first, then says who; one who left is not counted', () => {
    expect(english(financeLedger(ASKED))).toBe(
      'Five of seven people can read finance-ledger: Rita Root, Carla Conti and three who come in through data-lake.',
    );
    expect(japanese(financeLedger(ASKED))).toBe(
      '7人のうち5人がfinance-ledgerを読み取れます。Rita Root、Carla Conti、data-lakeを経由する3人です。',
    );
  });

  it('says "at least" where not everything was read, and never rounds the undecided', () => {
    expect(english(incomplete(ASKED))).toBe(
      'At least one of five people can read finance-ledger; one more under conditions; one more could not be decided.',
    );
    expect(japanese(incomplete(ASKED))).toBe(
      '5人のうち少なくとも1人がfinance-ledgerを読み取れます。ほかに1人は条件付きです。ほかの1件は判定できませんでした。',
    );
  });

  it('calls nobody proven only where everything was read', () => {
    expect(english(nobody(ASKED))).toBe('No one among them can read board-minutes, proven.');
    expect(english({ ...nobody(ASKED), complete: false })).toBe(
      'No one was found who can read board-minutes, but not everything could be read.',
    );
  });

  it('says so where nothing could be decided', () => {
    const whole = incomplete(ASKED);
    const answer = { ...whole, results: whole.results.filter((one) => one.verdict === 'unknown') };
    expect(answerSentence(answer, EN).kind).toBe('undecided');
    expect(english(answer)).toBe('Whether one principal can read finance-ledger could not be decided.');
  });

  it('speaks of conditions where all depends on them', () => {
    const whole = incomplete(ASKED);
    const answer = { ...whole, complete: true, results: whole.results.filter((one) => one.verdict === 'conditional') };
    expect(english(answer)).toBe('One of three people can read finance-ledger, under conditions: Ann Alyst.');
  });

  it('counts principals where not all are people', () => {
    expect(english(financeLedger({ actions: [], among: 'all', lang: 'en' }))).toBe(
      'Ten principals can act on finance-ledger: five people and five other principals.',
    );
  });

  it('speaks of the one who was asked about', () => {
    const one = (answer: ReturnType<typeof nobody>) => ({ ...answer, among: org.ann.id, without: [] });
    expect(english(one(nobody(ASKED)))).toBe('Ann Alyst cannot read board-minutes, proven.');
    expect(japanese(one(nobody(ASKED)))).toBe('Ann Alystがboard-minutesを読み取れる経路がないことは証明済みです。');
    expect(english({ ...one(nobody(ASKED)), complete: false })).toBe(
      'Ann Alyst was not found to be able to read board-minutes, but not everything could be read.',
    );
    const whole = financeLedger(ASKED);
    const gone = whole.results.filter(({ subject }) => subject.id === org.gary.id);
    expect(gone.length).toBeGreaterThan(0);
    const left = { ...whole, among: org.gary.id, results: gone, without: [] };
    expect(english(left)).toBe('Gary Gone could read finance-ledger, but is disabled or gone and cannot now.');
    expect(japanese(left)).toBe(
      'Gary Goneにはfinance-ledgerを読み取れる経路がありますが、無効または退職済みのため、今は使えません。',
    );
    const conditional = incomplete(ASKED).results.filter((one) => one.verdict === 'conditional');
    expect(english({ ...whole, among: org.ann.id, results: conditional, without: [] })).toBe(
      'Ann Alyst can read finance-ledger, under conditions.',
    );
  });

  it('says first what everybody can without signing in, and calls nobody absent', () => {
    const open = openToAll(ASKED);
    expect(english(open)).toBe(
      'Anyone can read finance-ledger without signing in, all seven people included; five can when signed in, too.',
    );
    expect(japanese(open)).toBe(
      'サインインしなくても誰でもfinance-ledgerを読み取れます（7人全員を含む）。サインインした場合も5件のプリンシパルができます。',
    );
    expect(absentWords(open, EN)).toBe('Mary Berry and Dave Driver have no path besides');
    expect(absentWords(open, JA)).toBe('Mary BerryとDave Driverにはほかの経路なし');
    expect(english({ ...open, among: org.mary.id, results: open.results.slice(-1) })).toBe(
      'Anyone can read finance-ledger without signing in, Mary Berry included.',
    );
    expect(pathRows(open)[0]?.subjects.map(({ kind }) => kind)).toEqual(['anyone']);
  });

  it('does not list a crowd', () => {
    const said = english(crowd(ASKED, 420));
    expect(said).toBe('420 of 420 people can read finance-ledger: all come in through data-lake.');
  });

  it('stays short enough to be read at a glance', () => {
    for (const answer of [financeLedger(ASKED), incomplete(ASKED), nobody(ASKED), crowd(ASKED, 420)]) {
      expect(english(answer).length).toBeLessThanOrEqual(130);
      expect(japanese(answer).length).toBeLessThanOrEqual(130);
    }
  });

  it('names who has no path, proven or not', () => {
    expect(absentWords(financeLedger(ASKED), EN)).toBe('Mary Berry and Dave Driver have no path, proven');
    expect(absentWords(incomplete(ASKED), EN)).toBe('No path was found for Mary Berry and Dave Driver');
    expect(absentWords({ ...financeLedger(ASKED), without: [org.gary.id] }, EN)).toBeUndefined();
  });
});
