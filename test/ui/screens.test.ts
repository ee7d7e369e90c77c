import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems, NO_BROWSER, type OpenOptions, type Stage, setStage, shoot } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const LAST_HOP = `${LEDGER}&view=hop`;

/** Screens and states, each with its address and what shows that it is there; some are looked at in the dark as well. */
const SCREENS: readonly (readonly [string, string, string, OpenOptions & { readonly darkToo?: true }])[] = [
  ['ask', LEDGER, 'Five of seven people can read finance-ledger', { darkToo: true }],
  ['ask.ja', `${LEDGER}&lang=ja`, '7人のうち5人がfinance-ledgerを読み取れます', { darkToo: true }],
  ['hop', LAST_HOP, 'Hop3 can GetItem and Scan, always.', { darkToo: true }],
  ['hop.ja', `${LAST_HOP}&lang=ja`, 'Hop3は常にGetItem、Scanを実行できます。', {}],
  ['hop.assume', `${LAST_HOP}&hop=5`, 'Hop2 can become Hop3, always.', {}],
  ['hop.member', `${LAST_HOP}&hop=0`, 'Ann Alyst is a member of Analysts.', {}],
  ['all', `${LEDGER}&among=all&actions=any`, 'Ten principals can act on finance-ledger', {}],
  ['cypher', `${LEDGER}&as=cypher`, 'MATCH path', {}],
  ['incomplete', '?resource=delivery-routes', 'At least one of five people', {}],
  ['nobody', '?resource=board-minutes', 'No one among them can read board-minutes, proven.', {}],
  ['crowd', '?resource=cakes-website', '420 of 420 people', {}],
  ['pages', '?resource=wedding-cakes', 'Show more results', {}],
  ['first', '', 'Name a resource.', {}],
  ['ambiguous', '?resource=ledger', '"ledger" can mean several things.', {}],
  ['not-found', '?resource=cake', 'Nothing in this snapshot is called "cake".', {}],
  ['failed', '?resource=broken', 'The question could not be answered.', {}],
  ['no-snapshot', '', 'No snapshot yet.', { cookie: 'no-snapshot' }],
  ['signed-out', '', 'This link has been used or has run out.', { cookie: 'signed-out' }],
  ['narrow', LEDGER, 'Five of seven people can read finance-ledger', { width: 1024, height: 768 }],
];

describe.skipIf(NO_BROWSER !== undefined)(`the screens ${NO_BROWSER ?? ''}`, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  const lookInTheDark = async (page: Page, name: string): Promise<void> => {
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
    await shoot(page, `${name}.dark`);
    expect(await axeProblems(page, 'colours')).toEqual([]);
  };

  it.each(
    SCREENS,
  )('%s says what it must, without a complaint of the browser or of axe', async (name, address, text, options) => {
    const { page, complaints, close } = await stage.open(address, options);
    await page.getByText(text).first().waitFor();
    await page.waitForTimeout(100);
    const picture = await shoot(page, name);
    expect(picture.length).toBeGreaterThan(10_000);
    expect(await axeProblems(page)).toEqual([]);
    if (options.darkToo === true) await lookInTheDark(page, name);
    expect(complaints).toEqual([]);
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wider).toBe(0);
    await close();
  });

  it('tell beside the proof of a hop what decides nothing, when asked', async () => {
    const { page, complaints, close } = await stage.open(`${LAST_HOP}&hop=5`);
    await page.getByText('Hop2, last used: 2026-11-20 UTC, told by IAM').waitFor();
    const ask = page.getByRole('button', { name: 'Kubernetes and Lake Formation: what Hop2 comes to' });
    expect(stage.server.asked.filter((path) => path.startsWith('/api/what-can'))).toEqual([]);
    await ask.click();
    await page.getByText('Kubernetes of cluster kitchen: AmazonEKSViewPolicy in shop').waitFor();
    await page.getByText('Lake Formation: SELECT on').waitFor();
    const asked = stage.server.asked.filter((path) => path.startsWith('/api/what-can'));
    expect(asked).toEqual([expect.stringContaining('limit=1')]);
    await page.getByText('Not all of it was read: eks:DescribeAccessEntry.').scrollIntoViewIfNeeded();
    await shoot(page, 'hop.told');
    expect(await axeProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await ask.click();
    expect(await page.getByText('Lake Formation: SELECT on').count()).toBe(0);
    await close();
  });

  it('lay the evidence out in two columns at 1440, and one under the other below 1200', async () => {
    const boxes = async (width: number) => {
      const { page, close } = await stage.open(LEDGER, { width });
      const list = await page.locator('.list').boundingBox();
      const map = await page.locator('.map').boundingBox();
      await close();
      return { list, map };
    };
    const wide = await boxes(1440);
    expect(wide.list?.width).toBeCloseTo(752, 0);
    expect(wide.map?.x).toBeCloseTo(752, 0);
    expect(wide.map?.width).toBeCloseTo(688, 0);
    const narrow = await boxes(1024);
    expect(narrow.map?.x).toBe(0);
    expect(narrow.map?.y ?? 0).toBeGreaterThanOrEqual((narrow.list?.y ?? 0) + (narrow.list?.height ?? 0));
  });

  it('stay within the page at 700', async () => {
    for (const address of [LEDGER, LAST_HOP]) {
      const { page, close } = await stage.open(address, { width: 700 });
      await page.locator('table').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(700);
      await close();
    }
  });

  it('draw the picture: edges on the canvas, icons and names above it', async () => {
    const { page, close } = await stage.open(LEDGER);
    await page.locator('.layer.front .node').first().waitFor();
    expect(await page.locator('.layer.front .node').count()).toBe(21);
    // the canvas is painted in a frame after the names stand above it
    const painted = `[...document.querySelectorAll('.cy canvas')].some((canvas) =>
      canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part !== 0))`;
    await expect.poll(() => page.evaluate(painted), { timeout: 10_000 }).toBe(true);
    await close();
  });
});
