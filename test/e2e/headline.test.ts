import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER } from '../ui/browser.ts';
import { openBrowser } from '../ui/pages.ts';

const TADORI = new URL('../../scripts/tadori.mjs', import.meta.url).pathname;
/** Pictures are kept where this names a folder. */
const SHOTS = process.env['TADORI_SHOTS'];

describe.skipIf(NO_BROWSER !== undefined)(`the demo in a browser ${NO_BROWSER ?? ''}`, () => {
  const data = mkdtempSync(join(tmpdir(), 'tadori-headline-'));
  let demo: ChildProcess;
  let address: string;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    demo = spawn('node', [TADORI, 'demo', '--port', '0', '--data', data, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    address = await addressFrom(demo);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    demo?.kill('SIGINT');
    if (demo?.exitCode === null) await once(demo, 'exit');
    rmSync(data, { recursive: true, force: true });
  });

  it('answers which people can reach the finance table, by which hops, with which proven actions', async () => {
    await page.goto(address);
    const resource = page.getByRole('combobox', { name: 'Resource' });
    await resource.fill('finance-l');
    await page.getByRole('option', { name: /^finance-ledger DynamoDB/ }).click();
    await page.getByRole('heading', { level: 1, name: /^Five of seven people can read finance-ledger/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('token')).toBeNull();

    const rows = await page.locator('tr[data-row]').allTextContents();
    const analysts = rows.find((row) => row.includes('Ann Alyst')) ?? '';
    for (const told of [
      'Paul Patissier',
      'Analysts',
      'LakeHop',
      'Hop1',
      'Hop2',
      'Hop3',
      'Read 2',
      'GetItem, Scan',
      'PutItem, by SCP',
    ]) {
      expect(analysts).toContain(told);
    }
    expect(rows.filter((row) => row.includes('Carla Conti'))).toHaveLength(2);
    await page.getByText('Dave Driver and Mary Berry have no path, proven').waitFor();
    await page.getByText('The policy of finance-ledger names Hop1').first().waitFor();
    await keep('ask');
  });

  it('explains the last hop with its layers, statements, witness and certificate', async () => {
    await page.getByText('Explain Hop3 to finance-ledger').click();
    await page.getByRole('heading', { name: /^Hop3 can GetItem and Scan, always/ }).waitFor();
    const main = (await page.locator('main').textContent()) ?? '';
    for (const told of [
      'NoFinanceWritesExceptBatch',
      'cuts',
      'kms:Decrypt',
      'both opposites refuted',
      'Z3',
      'reference interpreter',
    ]) {
      expect(main).toContain(told);
    }
    await keep('hop');
  });

  it('knows the departments of the people, and tells the same in Japanese', async () => {
    const answer = await page.evaluate(async () => {
      const found = await fetch('/api/who-can?resource=finance-ledger&among=people&lang=ja');
      return (await found.json()) as { results: readonly { subject: { name: string; department?: string } }[] };
    });
    const departments = new Map(answer.results.map(({ subject }) => [subject.name, subject.department]));
    expect(departments.get('Ann Alyst')).toBe('Analytics');
    await page.goto(`${new URL(page.url()).origin}/?resource=finance-ledger&lang=ja`);
    await page.getByRole('heading', { level: 1, name: /finance-ledger/ }).waitFor();
    expect(await page.locator('h1').textContent()).toMatch(/7人.*5人/);
    await keep('ask.ja');
  });

  async function keep(name: string): Promise<void> {
    if (SHOTS === undefined) return;
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  }
});

/** The address that the demo prints once it serves. */
async function addressFrom(demo: ChildProcess): Promise<string> {
  let told = '';
  for await (const chunk of demo.stdout ?? []) {
    told += String(chunk);
    const url = /http:\/\/[^"\s]+/.exec(told)?.[0];
    if (url !== undefined && told.includes('\n')) return url;
  }
  throw new Error(`the demo ended without an address: ${told}`);
}
