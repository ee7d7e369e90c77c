import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_BROWSER } from '../ui/browser.ts';
import { openBrowser } from '../ui/pages.ts';

const TADORI = new URL('../../scripts/tadori.mjs', import.meta.url).pathname;
/** Pictures are kept where this names a folder. */
const SHOTS = process.env['TADORI_SHOTS'];

/** A data folder, and the command that serves it on a free port until it is interrupted. */
export interface Served {
  readonly command: readonly string[];
  readonly data: string;
  readonly close: () => Promise<void>;
}

/** The headline answers about the sample, asked in a browser of a server in a process of its own. */
export function headlineSuite(name: string, prepare: () => Promise<Served>): void {
  describe.skipIf(NO_BROWSER !== undefined)(`${name} in a browser ${NO_BROWSER ?? ''}`, () => {
    let served: Served;
    let server: ChildProcess;
    let address: string;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      served = await prepare();
      const args = [TADORI, ...served.command, '--port', '0', '--data', served.data, '--json'];
      server = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'] });
      address = await addressFrom(server);
      browser = await openBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      server?.kill('SIGINT');
      if (server?.exitCode === null) await once(server, 'exit');
      await served?.close();
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
      await keep(page, 'ask');
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
      await keep(page, 'hop');
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
      await keep(page, 'ask.ja');
    });
  });
}

async function keep(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** The address that a server prints once it serves. */
async function addressFrom(server: ChildProcess): Promise<string> {
  let told = '';
  for await (const chunk of server.stdout ?? []) {
    told += String(chunk);
    const url = /http:\/\/[^"\s]+/.exec(told)?.[0];
    if (url !== undefined && told.includes('\n')) return url;
  }
  throw new Error(`it ended without an address: ${told}`);
}
