import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NO_BROWSER, useStage } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const query = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const selected = (page: Page) => page.locator('tr[aria-selected="true"]');
const spoken = (page: Page) => page.locator('#app > [aria-live="polite"]');

describe.skipIf(NO_BROWSER !== undefined)(`by hand ${NO_BROWSER ?? ''}`, () => {
  const { stage, visit } = useStage();

  it('arrows walk rows and hops, and the address follows', async () => {
    const page = await visit(LEDGER);
    await selected(page).waitFor();
    expect(await selected(page).textContent()).toContain('Ann Alyst');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await selected(page).textContent()).toContain('Larry Lone');
    expect(query(page).get('row')).toBe(await selected(page).getAttribute('data-row'));
    for (let hop = 0; hop < 4; hop++) await page.keyboard.press('ArrowRight');
    expect(query(page).get('hop')).toBe('3');
    expect(await spoken(page).textContent()).toBe('Hop2, role, prod-recipes, hop 4 of 6, proven');
    await page.keyboard.press('ArrowLeft');
    expect(await spoken(page).textContent()).toBe('Hop1, role, data-lake, hop 3 of 6, proven');
  });

  it('Enter explains the hop, arrows go on to its neighbours, Esc goes back to where one was', async () => {
    const page = await visit(LEDGER);
    await selected(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Hop3 can GetItem and Scan, always.').waitFor();
    expect(query(page).get('view')).toBe('hop');
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Hop2 can become Hop3, always.').waitFor();
    await page.keyboard.press('Escape');
    await selected(page).waitFor();
    expect(query(page).get('view')).toBeNull();
    expect(await selected(page).textContent()).toContain('Ann Alyst');
  });

  it('a link brings back question, row, hop, language and pane', async () => {
    const page = await visit(`${LEDGER}&lang=ja`);
    await selected(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Hop3は常に').waitFor();
    const again = await stage().open(new URL(page.url()).search);
    await again.page.getByText('Hop3は常に').waitFor();
    expect(await again.page.locator('html').getAttribute('lang')).toBe('ja');
    await again.close();
  });

  it('the browser’s own back and forward work', async () => {
    const page = await visit(LEDGER);
    await selected(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Hop3 can GetItem').waitFor();
    await page.goBack();
    await selected(page).waitFor();
    await page.goForward();
    await page.getByText('Hop3 can GetItem').waitFor();
  });

  it('a chip and a node of the picture are the same selection as the row', async () => {
    const page = await visit(LEDGER);
    await selected(page).waitFor();
    await page.locator('tbody tr').nth(1).getByText('Hop2', { exact: true }).click();
    expect(await selected(page).textContent()).toContain('Larry Lone');
    expect(query(page).get('hop')).toBe('3');
    const cfo = page.locator(`[data-node="${org.cfo.id}"]`);
    const box = await cfo.locator('path').first().boundingBox();
    if (box === null) throw new Error('the CFO is not drawn');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => selected(page).textContent()).toContain('CFO');
    await expect.poll(() => cfo.getAttribute('class')).toContain('on');
  });

  it('/ writes the sentence: candidates with kind and place, the match in bold, Enter asks', async () => {
    const page = await visit('');
    await page.getByText('Name a resource.').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ＬＥＤＧ');
    const first = page.locator('[role="option"]').first();
    await expect.poll(() => first.textContent()).toBe('finance-ledgerDynamoDB, prod-finance');
    await expect.poll(() => first.locator('b').allTextContents()).toEqual(['ledg']);
    const field = page.locator('[data-slot="resource"]');
    await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(await first.getAttribute('id'));
    await page.keyboard.press('Enter');
    await page.getByText('Five of seven people').waitFor();
    expect(query(page).get('resource')).toBe(org.ledger.id);
  });

  it('an Enter that ends a composition chooses nothing', async () => {
    const page = await visit('');
    await page.locator('[data-slot="resource"]').focus();
    await page.keyboard.type('ledg');
    // Fewer than before anything was typed: the candidates are those of the word.
    await expect.poll(() => page.locator('[role="option"]').count(), { timeout: 10_000 }).toBe(2);
    const field = `document.querySelector('[data-slot="resource"]')`;
    await page.evaluate(
      `${field}.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))`,
    );
    expect(query(page).get('resource')).toBeNull();
    await page.evaluate(
      `${field}.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))`,
    );
    await page.getByText('Five of seven people').waitFor();
  });

  it('Enter before the candidates have come takes the words as they are', async () => {
    const page = await visit('');
    await page.locator('[data-slot="resource"]').focus();
    await page.keyboard.type('finance-ledger');
    await page.keyboard.press('Enter');
    await page.getByText('Five of seven people').waitFor();
    expect(query(page).get('resource')).toBe('finance-ledger');
  });

  it('Enter in an untouched word changes nothing', async () => {
    const page = await visit(LEDGER);
    await page.getByText('Five of seven people').waitFor();
    await page.locator('[data-slot="resource"]').focus();
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Enter');
    expect(query(page).get('resource')).toBe(org.ledger.id);
  });

  it('Tab takes the candidate and goes on to the next word', async () => {
    const page = await visit(LEDGER);
    await page.getByText('Five of seven people').waitFor();
    await page.locator('[data-slot="actions"]').focus();
    await page.keyboard.type('writ');
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator('[data-slot="actions"]').inputValue()).toBe('write to');
    expect(await page.evaluate('document.activeElement.dataset.slot')).toBe('resource');
    await page.keyboard.press('Enter');
    await page.getByText('people can write to finance-ledger').waitFor();
    expect(query(page).get('actions')).toBe('write');
  });

  it('Esc closes the candidates and leaves the word as it was', async () => {
    const page = await visit(LEDGER);
    await page.getByText('Five of seven people').waitFor();
    await page.locator('[data-slot="resource"]').focus();
    await page.keyboard.type('board');
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-slot="resource"]').inputValue()).toBe('finance-ledger');
    expect(await page.locator('[role="option"]').count()).toBe(0);
  });

  it('Esc stops a question that takes long, and says that nothing was decided', async () => {
    const page = await visit('?resource=board-minutes');
    await page.getByText('No one among them').waitFor();
    await page.evaluate(
      `history.pushState(null, '', '?resource=secret-cake-recipes'); dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await page.getByText('Deciding who can read secret-cake-recipes').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Stopped. Nothing was decided.').waitFor();
  });

  it('? lists the keys, and Esc closes the list', async () => {
    const page = await visit(LEDGER);
    await selected(page).waitFor();
    await page.keyboard.press('?');
    await page.locator('.keysheet').getByText('explain the hop').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.keysheet').count()).toBe(0);
  });

  it('C copies the command that is shown', async () => {
    const page = await visit(`${LEDGER}&as=cli`);
    await page.getByText('tadori who-can').waitFor();
    await expect.poll(() => page.locator('.cmd').textContent()).toContain('prod-finance/finance-ledger');
    await page.keyboard.press('c');
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'tadori who-can read prod-finance/finance-ledger --among people',
    );
  });
});
