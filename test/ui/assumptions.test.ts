import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASSUMPTIONS_JA, assumptionWords } from '../../domain/words/assumptions.ts';
import { LAYER_NAMES } from '../../domain/words/names.ts';
import { EN } from '../../ui/messages/en.ts';
import { JA } from '../../ui/messages/ja.ts';
import { assumptionLines, assumptionTitle } from '../../ui/words/assumptions.ts';
import { keep, NO_BROWSER, type Stage, setStage } from './browser.ts';
import { EVERY_DOUBT, filled, NAMED } from './fixtures/doubts.ts';
import { incomplete } from './fixtures/states.ts';

const ENGLISH = ASSUMPTIONS_JA.map(([english]) => english);
/** What stands between the names in a text. */
const piecesOf = (english: string): readonly string[] =>
  english
    .split('{}')
    .map((piece) => piece.trim())
    .filter((piece) => piece.includes(' '));

describe('an assumption on a Japanese screen', () => {
  const anyName = fc.stringMatching(/^[A-Za-z0-9:*.-]{1,24}$/);
  const anyLayer = fc.constantFrom(...Object.keys(LAYER_NAMES.ja));
  const anyStated = fc.constantFrom(...ASSUMPTIONS_JA).chain(([english, japanese]) =>
    fc.record({
      english: fc.constant(english),
      layer: fc.constant(japanese.includes('{layer}')),
      named: fc.tuple(japanese.includes('{layer}') ? anyLayer : anyName, anyName),
      rule: fc.integer({ min: 1, max: 120 }),
    }),
  );

  it('is told in Japanese with all that it names and its rule, whatever text of the catalogue it is', () =>
    fc.assert(
      fc.property(anyStated, ({ english, layer, named, rule }) => {
        const said = JA.assumption({ rule, text: filled(english, named) });
        expect(said).toMatch(/[\u3040-\u30ff]/);
        expect(said).toContain(`（規則${rule}）`);
        for (const piece of piecesOf(english)) expect(said).not.toContain(piece);
        const names = named.slice(0, english.split('{}').length - 1);
        for (const [at, name] of names.entries())
          expect(said).toContain(layer && at === 0 ? new Map(Object.entries(LAYER_NAMES.ja)).get(name) : name);
      }),
      { numRuns: 1000 },
    ));

  it('is told in English as the engine states it', () => {
    for (const one of EVERY_DOUBT) expect(EN.assumption(one)).toBe(`${one.text} (rule ${one.rule})`);
  });

  it('names no rule where none stands behind it', () => {
    const [text = ''] = ENGLISH;
    expect(EN.assumption({ rule: 0, text })).toBe(text);
    expect(JA.assumption({ rule: 0, text })).toBe(assumptionWords({ rule: 0, text }, 'ja'));
  });

  it('stands once, and without marks of code in a tooltip', () => {
    const twice = [...EVERY_DOUBT, ...EVERY_DOUBT];
    expect(assumptionLines(twice, JA)).toHaveLength(EVERY_DOUBT.length);
    expect(assumptionTitle(twice, JA)).not.toContain('`');
    expect(assumptionTitle([], JA)).toBeUndefined();
  });
});

/** All that a page says, to the eye, in tooltips and to a screen reader. */
const SAID = `[document.body.textContent, ...[...document.querySelectorAll('[title],[aria-label]')].flatMap((one) =>
  [one.getAttribute('title') ?? '', one.getAttribute('aria-label') ?? ''])].join('\\n')`;

const DOUBTFUL = '?resource=doubtful&lang=ja';
const SCREENS: readonly (readonly [screen: string, address: string, shows: string, counts: number])[] = [
  ['ask', DOUBTFUL, '判定できませんでした', 2],
  ['hop', `${DOUBTFUL}&view=hop`, '判定できませんでした', 2],
  ['hop.facts', `${DOUBTFUL}&view=hop&hop=4`, 'このホップのポリシー本文は表示できません', 1],
  ['hop.member', `${DOUBTFUL}&view=hop&hop=0`, 'Analystsに属しています', 1],
];

describe.skipIf(NO_BROWSER !== undefined)(`the Japanese screens ${NO_BROWSER ?? ''}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  const saidOn = async (address: string, shows: string, picture?: string): Promise<string> => {
    const { page, close } = await stage.open(address, { locale: 'ja-JP' });
    await page.getByText(shows).first().waitFor();
    if (picture !== undefined) await keep(page, picture);
    const said = String(await page.evaluate(SAID));
    await close();
    return said;
  };

  it.each(SCREENS)('%s tells every assumption and reason in Japanese, and none in English', async (...screen) => {
    const [name, address, shows, counts] = screen;
    const said = await saidOn(address, shows, `doubts.${name}`);
    for (const doubt of EVERY_DOUBT) {
      const text = JA.assumption(doubt).replaceAll('`', '');
      expect(said.replaceAll('`', '').split(text).length - 1, text).toBeGreaterThanOrEqual(counts);
    }
    for (const piece of ENGLISH.flatMap(piecesOf)) expect(said).not.toContain(piece);
    for (const technique of ['group membership', 'Identity Center assignment']) expect(said).not.toContain(technique);
    expect(said).toContain(NAMED[1]);
  });

  it('say why one person of an otherwise decided answer is undecided', async () => {
    const doubts = incomplete({ actions: ['read'], among: 'people', lang: 'ja' }).results.flatMap(
      (one) => one.assumptions,
    );
    expect(doubts.length).toBeGreaterThan(0);
    const said = await saidOn('?resource=delivery-routes&lang=ja', '判定できなかった理由', 'incomplete.ja');
    for (const doubt of doubts) {
      expect(said).toContain(JA.assumption(doubt));
      expect(said).not.toContain(doubt.text);
    }
  });
});
