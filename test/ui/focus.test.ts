import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { NO_BROWSER, useStage } from './browser.ts';
import * as org from './fixtures/organisation.ts';

const LEDGER = `?resource=${encodeURIComponent(org.ledger.id)}`;
const LAST_HOP = `${LEDGER}&view=hop`;
const ANSWER = 'Five of seven people can read finance-ledger';

/** What has the focus, as a reader would name it. */
const focused = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(`(() => {
      const one = document.activeElement;
      if (one === document.body) return 'nothing';
      const name = one.getAttribute('aria-label') ?? one.textContent.replace(/\\s+/g, ' ').trim();
      return (one.getAttribute('role') ?? one.tagName.toLowerCase()) + ' ' + name;
    })()`),
  );

const write = async (page: Page, slot: string, text: string): Promise<void> => {
  await page.locator(`[data-slot="${slot}"]`).focus();
  await page.keyboard.type(text);
  await page.locator('[role="option"]', { hasText: text }).first().waitFor();
};

describe.skipIf(NO_BROWSER !== undefined)(`the focus ${NO_BROWSER ?? ''}`, () => {
  const { visit } = useStage();

  it('stays where the browser begins while nothing has been done', async () => {
    for (const [address, there] of [
      [LEDGER, ANSWER],
      [LAST_HOP, 'Hop3 can GetItem'],
    ] as const) {
      const page = await visit(address);
      await page.getByText(there).waitFor();
      expect(await focused(page)).toBe('nothing');
    }
  });

  it('goes from the word to the answer on Enter, and from there to rows, pane and back', async () => {
    const page = await visit('');
    await page.getByText('Name a resource.').waitFor();
    await write(page, 'resource', 'finance-ledger');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.hasAttribute("data-outcome")')).toBe(true);
    await page.getByText(ANSWER).waitFor();
    expect(await focused(page)).toBe('section Answer');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toMatch(/^tr Ann Alyst/);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(/^h1 Hop3 can GetItem and Scan, always/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => focused(page)).toMatch(/^h1 Hop2 can become Hop3/);
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toMatch(/^tr Ann Alyst/);
  });

  it('goes to the answer also where the question is asked again unchanged', async () => {
    const page = await visit(LEDGER);
    await page.getByText(ANSWER).waitFor();
    await page.locator('[data-slot="actions"]').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('section Answer');
  });

  it('goes to the resource where none is named yet', async () => {
    const page = await visit('');
    await page.locator('[data-slot="among"]').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.dataset.slot')).toBe('resource');
  });

  it('is not taken from somebody who writes on', async () => {
    const page = await visit(LEDGER);
    await page.getByText(ANSWER).waitFor();
    await page.locator('[data-slot="resource"]').focus();
    await page.keyboard.type('board-minutes');
    await page.locator('[role="option"]', { hasText: 'board-minutes' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-slot="among"]').focus();
    await page.getByText('No one among them').waitFor();
    expect(await page.evaluate('document.activeElement.dataset.slot')).toBe('among');
  });

  it('goes to the answer when the thing that was pressed is gone', async () => {
    const page = await visit('?resource=ledger');
    await page.locator('.choices').getByText('finance-ledger').click();
    await page.getByText(ANSWER).waitFor();
    expect(await focused(page)).toBe('section Answer');
    await page.locator('[data-slot="resource"]').focus();
    await page.keyboard.type('board');
    await page.locator('[role="option"]', { hasText: 'board-minutes' }).click();
    await page.getByText('No one among them').waitFor();
    expect(await focused(page)).toBe('section Answer');
  });

  it('follows the browser’s Back to the row one came from', async () => {
    const page = await visit(LEDGER);
    await page.getByText(ANSWER).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(/^h1 Hop3/);
    await page.goBack();
    await expect.poll(() => focused(page)).toMatch(/^tr Ann Alyst/);
  });

  it('goes into the list of keys and back to where it was', async () => {
    const page = await visit(LEDGER);
    await page.getByText(ANSWER).waitFor();
    await page.getByRole('button', { name: 'keys' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('aside Keys');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^button Close/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.keysheet').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('button ? keys');
  });

  it('is told of what came: the place that reads answers out is there before them', async () => {
    const page = await visit('');
    await page.getByText('Name a resource.').waitFor();
    await page.evaluate(`document.querySelector('.outcome [aria-live]').dataset.before = ''`);
    await write(page, 'resource', 'finance-ledger');
    await page.keyboard.press('Enter');
    await page.locator('[data-before][aria-live="polite"]').getByText(ANSWER).waitFor();
    await write(page, 'resource', 'board-minutes');
    await page.keyboard.press('Enter');
    await page.locator('[data-before]').getByText('No one among them can read board-minutes').waitFor();
  });

  it('walks Ask in the order one reads', async () => {
    const page = await visit(LEDGER);
    await page.getByText('also Write 21').first().waitFor();
    const order: string[] = [];
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      order.push((await focused(page)).slice(0, 40));
    }
    expect(order).toEqual([
      'a Ask',
      'button EN',
      'button 日本語',
      'button Colours as the system has them',
      'button ? keys',
      'combobox Among whom',
      'combobox What they can do',
      'combobox Resource',
      'button Show as CLI',
      expect.stringMatching(/^tr Ann Alyst/),
      'a Explain Hop3 to finance-ledger',
      expect.anything(),
    ]);
  });

  it('walks a hop in the order one reads, and shows where it is', async () => {
    const page = await visit(LAST_HOP);
    await page.getByText('Hop3 can GetItem').waitFor();
    const names: string[] = [];
    const bare: string[] = [];
    const RING = `(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2)(getComputedStyle(document.activeElement))`;
    for (let step = 0; step < 28; step++) {
      await page.keyboard.press('Tab');
      names.push((await focused(page)).slice(0, 60));
      if ((await page.evaluate(RING)) !== true) bare.push(names.at(-1) ?? '');
    }
    expect(bare).toEqual([]);
    const wanted = [
      'button ? keys',
      'a Analysts Explain Ann Alyst to Analysts',
      'a Hop3 finance-ledger',
      'button Esc back to paths',
      'button RCP level by level',
      'button Kubernetes and Lake Formation',
      'code { "Version"',
      'button GetItem',
      'button Work it out again',
      'button CLI',
      'code tadori explain',
      'button Copy',
    ];
    const places = wanted.map((start) => names.findIndex((name) => name.startsWith(start)));
    expect(places, names.join('\n')).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('stays in the list of columns while one after the other is chosen', async () => {
    const page = await visit(`${LAST_HOP}&columns=dynamodb:GetItem`);
    await page.locator('.columns summary').press('Enter');
    const scan = page.getByRole('checkbox', { name: 'Scan', exact: true });
    await scan.press('Space');
    await expect.poll(() => page.locator('.layers thead').textContent()).toContain('Scan');
    expect(await scan.isChecked()).toBe(true);
    expect(await page.evaluate(`document.activeElement.closest('label').textContent`)).toBe('Scan');
    await page.getByRole('checkbox', { name: 'PutItem', exact: true }).press('Space');
    await expect.poll(() => page.locator('.layers thead').textContent()).toContain('PutItem');
    expect(await page.locator('.layers thead .d').count()).toBe(3);
  });

  it('moves nothing where motion is not wanted', async () => {
    const page = await visit('?resource=secret-cake-recipes');
    const motion = () => page.evaluate(`getComputedStyle(document.querySelector('.progress')).animationName`);
    await page.locator('.progress').waitFor({ state: 'attached' });
    expect(await motion()).toBe('none');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await motion()).toBe('growing');
  });

  it('finds what colour says in words, lines and marks as well', async () => {
    const hop = await visit(LAST_HOP);
    await hop.locator('.layers .cut').first().waitFor();
    const silent = `[...document.querySelectorAll('.layers td.d, .v')].filter((one) => one.textContent.trim() === '' && one.querySelector('[aria-hidden]') === null)`;
    expect(await hop.evaluate(`${silent}.length`)).toBe(0);
    for (const cell of await hop.locator('.layers td.cut').all()) {
      expect(await cell.textContent()).toContain('cuts');
      expect(await cell.locator('svg').count()).toBe(1);
    }
    const ask = await visit('?resource=doubtful');
    await ask.locator('.to.c, .to.u, .elbow.c, .elbow.u').first().waitFor();
    const lines = await ask.evaluate(`[...document.querySelectorAll('.to.c, .to.u, .elbow.c, .elbow.u')].map((one) => {
      const style = getComputedStyle(one);
      return [style.borderTopStyle, style.borderLeftStyle, one.nextElementSibling?.textContent].join(' ');
    })`);
    for (const line of Array.isArray(lines) ? lines : [])
      expect(line).toMatch(/(dashed|dotted).* (conditional|unknown)/);
    await ask.emulateMedia({ forcedColors: 'active' });
    expect(await ask.evaluate(`getComputedStyle(document.querySelector('tr.sel')).outlineStyle`)).toBe('solid');
  });
});
