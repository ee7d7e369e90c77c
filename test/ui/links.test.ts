import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NO_BROWSER, useStage } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const HOP = `${LEDGER}&view=hop`;

/** Addresses, and what shows that the page has come to rest. */
const LINKS: readonly (readonly [string, string, string])[] = [
  ['a question', LEDGER, '.layer.front .node'],
  ['another question', `${LEDGER}&among=all&actions=any`, '.layer.front .node'],
  ['a question as a command', `${LEDGER}&as=api`, '.cmd'],
  ['a question in Japanese', `${LEDGER}&lang=ja`, '.layer.front .node'],
  ['a question in the dark', `${LEDGER}&theme=dark`, '.layer.front .node'],
  ['a hop', HOP, '.layers'],
  ['a hop in the middle', `${HOP}&hop=5`, '.layers'],
  ['a hop with chosen actions', `${HOP}&columns=dynamodb:PutItem,dynamodb:Scan`, '.layers'],
  ['a hop in Japanese, light, its call shown', `${HOP}&lang=ja&theme=light&as=api`, '.layers'],
  ['several meanings', '?resource=ledger', '.choices'],
  ['nothing by that name', '?resource=cake', '.statement'],
];

/** All that a reader sees, in words and marks. */
const seen = async (page: Page): Promise<unknown> => [
  new URL(page.url()).search,
  await page.locator('html').getAttribute('lang'),
  await page.evaluate('getComputedStyle(document.body).backgroundColor'),
  await page.locator('body').ariaSnapshot(),
];

describe.skipIf(NO_BROWSER !== undefined)(`addresses ${NO_BROWSER ?? ''}`, () => {
  const { stage, visit } = useStage();
  const rested = async (page: Page, there: string): Promise<void> => {
    await page.locator(there).first().waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
  };

  it.each(LINKS)('%s is there again after a reload, and for somebody else', async (_name, address, there) => {
    const page = await visit(address);
    await rested(page, there);
    const before = await seen(page);
    const again = async (): Promise<unknown> => {
      await page.reload();
      await rested(page, there);
      return seen(page);
    };
    const elsewhere = async (): Promise<unknown> => {
      const other = await stage().open(new URL(page.url()).search);
      await rested(other.page, there);
      const found = await seen(other.page);
      await other.close();
      return found;
    };
    expect(await Promise.all([again(), elsewhere()])).toEqual([before, before]);
  });

  it('what was walked to by hand is there again: row, hop, pane, columns, language, colours', async () => {
    const page = await visit(LEDGER);
    await rested(page, '.list tbody tr');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight'])
      await page.keyboard.press(key);
    const row = await page.locator('tr[aria-selected="true"]').getAttribute('data-row');
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('button', { name: '配色はシステムに合わせる' }).click();
    await page.getByRole('button', { name: '明るい配色' }).click();
    const query = new URL(page.url()).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      resource: org.ledger.id,
      row,
      hop: '1',
      lang: 'ja',
      theme: 'dark',
    });
    const other = await stage().open(new URL(page.url()).search);
    await rested(other.page, '.list tbody tr');
    expect(await other.page.locator('tr[aria-selected="true"]').getAttribute('data-row')).toBe(row);
    expect(await other.page.locator('tr[aria-selected="true"] .hop.here').count()).toBe(1);
    expect(await other.page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await other.page.locator('html').getAttribute('lang')).toBe('ja');
    await other.close();
  });

  it('colours of an address are shown and not remembered, those that are chosen are', async () => {
    const page = await visit(`${LEDGER}&theme=dark`);
    await rested(page, '.list tbody tr');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.goto(`${stage().server.url}/${LEDGER}`);
    await rested(page, '.list tbody tr');
    expect(await page.locator('html').getAttribute('data-theme')).toBeNull();
    await page.getByRole('button', { name: 'Colours as the system has them' }).click();
    await page.goto(`${stage().server.url}/${LEDGER}`);
    await rested(page, '.list tbody tr');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  });

  it('Back goes through what was asked and opened, not through every row on the way', async () => {
    const page = await visit('');
    const said = async (text: string): Promise<void> => page.getByText(text).first().waitFor();
    await said('Name a resource.');
    await page.locator('.choices').getByText('finance-ledger').click();
    await said('Five of seven people');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.locator('.say').waitFor();
    const opened = await page.locator('.say').textContent();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.say').textContent()).not.toBe(opened);
    await page.goBack();
    await said('Five of seven people');
    expect(await page.locator('tr[aria-selected="true"]').textContent()).toContain('Larry Lone');
    await page.goBack();
    await said('Name a resource.');
    await page.goForward();
    await said('Five of seven people');
    await page.goForward();
    await page.locator('.say').waitFor();
  });
});
