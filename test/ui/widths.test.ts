import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems, keep, NO_BROWSER, type Stage, setStage } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const WIDTHS = [420, 768, 1024, 1440, 1920] as const;
const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const FIVE = ['GetItem', 'Scan', 'PutItem', 'BatchGetItem', 'ConditionCheckItem'];
const COLUMNS = `&columns=${FIVE.map((action) => `dynamodb:${action}`).join()}`;

/** Screens with what shows that they are there. */
const SCREENS: readonly (readonly [string, string, string])[] = [
  ['ask', LEDGER, '.list tbody tr'],
  ['ask with its command', `${LEDGER}&as=api`, '.cmd'],
  ['hop', `${LEDGER}&view=hop`, '.layers tbody tr'],
  ['hop with five actions', `${LEDGER}&view=hop${COLUMNS}`, '.layers thead th:nth-child(7)'],
  ['hop with doubts', '?resource=doubtful&view=hop', '.layers tbody tr'],
  ['hop of the directory', `${LEDGER}&view=hop&hop=0`, '.facts'],
  ['doubts', '?resource=doubtful', '.list tbody tr'],
  ['what was not read', '?resource=delivery-routes', '#gaps'],
  ['nobody', '?resource=board-minutes', '.answer h1'],
  ['a crowd', '?resource=cakes-website', '.list tbody tr'],
  ['several meanings', '?resource=ledger', '.choices'],
  ['failure', '?resource=broken', '.statement .btn'],
  ['first', '?', '.choices li'],
];

/**
 * Elements that reach beyond the page's edges, cells, words and buttons whose content does not fit into them, and policies of
 * a layer without room for their names. Left out is what scrolls or moves by itself: documents, commands, the picture.
 */
const MISFITS = `(() => {
  const wide = document.documentElement.clientWidth;
  const name = (one) => one.tagName.toLowerCase() + '.' + (one.getAttribute('class') ?? '') + ' ' + (one.textContent ?? '').slice(0, 30);
  const seen = [...document.querySelectorAll('body *')].filter(
    (one) => one.closest('.vh, .stage, .cmd, .code, thead') === null && one.getClientRects().length > 0);
  const out = seen.filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < -0.5 || box.right > wide + 0.5;
  }).map((one) => 'out of the page: ' + name(one));
  const full = seen.filter((one) => one.matches('td, th, .token, .btn, .seg button, .hop, .say, h1, .note, dd, dt')
    && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline').map((one) => 'too full: ' + name(one));
  const narrow = seen.filter((one) => one.matches('.layers tbody .say2') && one.clientWidth < 130).map((one) => 'no room for a policy: ' + name(one));
  return [...out, ...full, ...narrow];
})()`;

describe.skipIf(NO_BROWSER !== undefined)(`at every width ${NO_BROWSER ?? ''}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  const each = async (address: string, there: string, look: (page: Page, place: string) => Promise<void>) => {
    for (const [lang, dark] of [
      ['en', false],
      ['ja', true],
    ] as const) {
      const { page, close } = await stage.open(`${address}&lang=${lang}`, { dark });
      await page.locator(there).first().waitFor({ state: 'attached' });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await look(page, `${lang} ${width}`);
      }
      await close();
    }
  };

  it.each(SCREENS)('%s stays within the page, and its words within their places', async (name, address, there) => {
    await each(address, there, async (page, place) => {
      const found = await page.evaluate(`[document.documentElement.scrollWidth, ...${MISFITS}]`);
      expect(found, place).toEqual([page.viewportSize()?.width]);
      if (place.endsWith(' 420')) await keep(page, `${name} ${place}`);
    });
  });

  it('long names break rather than push anything out', async () => {
    for (const address of [LEDGER, `${LEDGER}&view=hop`]) {
      const { page, close } = await stage.open('?');
      await page.route('**/api/**', async (route) => {
        const said = await route.fetch();
        const body = (await said.text()).replaceAll(/"name":"([^"]+)"/g, `"name":"$1${'Name'.repeat(12)}"`);
        await route.fulfill({ response: said, body });
      });
      await page.goto(`${stage.server.url}/${address}`);
      await page.getByText('Hop3NameName').first().waitFor();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(MISFITS), `${address} ${width}`).toEqual([]);
      }
      await close();
    }
  });

  it('tables stay tables on a phone, and axe has nothing to say', async () => {
    for (const [address, name] of [
      [LEDGER, 'grid'],
      [`${LEDGER}&view=hop`, 'table'],
    ] as const) {
      const { page, close } = await stage.open(address, { width: 420 });
      await page.getByRole(name).waitFor();
      const rows = page.getByRole(name).getByRole('row');
      expect(await rows.count()).toBeGreaterThan(8);
      const cells = name === 'grid' ? 'gridcell' : 'cell';
      expect(await rows.nth(1).getByRole(cells).count()).toBeGreaterThanOrEqual(4);
      expect(await axeProblems(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeProblems(page, 'colours')).toEqual([]);
      await close();
    }
  });

  it('candidates of a word stay within the page', async () => {
    const { page, close } = await stage.open(LEDGER, { width: 420 });
    for (const slot of ['among', 'actions', 'resource']) {
      await page.locator(`[data-slot="${slot}"]`).focus();
      await page.locator('[role="option"]').first().waitFor();
      expect(await page.evaluate(MISFITS), slot).toEqual([]);
    }
    await close();
  });
});
