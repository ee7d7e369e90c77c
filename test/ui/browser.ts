import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { type BuiltUi, buildUi, CHROMIUM, openBrowser } from './pages.ts';

/** Why the pages cannot be looked at here; undefined where they can. In CI a missing browser is a failure, not a reason. */
export const NO_BROWSER =
  existsSync(CHROMIUM) || process.env['CI'] === '1' || process.env['TADORI_CI'] === '1'
    ? undefined
    : `no browser at ${CHROMIUM}: install Chromium, or name one in CHROMIUM`;

export interface Stage {
  readonly server: FixtureServer;
  readonly open: (address: string, options?: OpenOptions) => Promise<OpenPage>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly cookie?: string;
  readonly locale?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of: blocked styles and scripts, failures of our code. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** What the tests of one file share. */
export interface Visitor {
  /** There from the first test on. */
  readonly stage: () => Stage;
  /** Opens a page; it is closed before the next test. */
  readonly visit: (address: string, options?: OpenOptions) => Promise<Page>;
}

/** Sets a stage for the tests of the block this is called in. */
export function useStage(): Visitor {
  let stage: Stage | undefined;
  let open: OpenPage | undefined;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());
  beforeEach(async () => {
    await open?.close();
    open = undefined;
  });
  const onStage = (): Stage => {
    if (stage === undefined) throw new Error('the stage is set before the first test');
    return stage;
  };
  return {
    stage: onStage,
    visit: async (address, options = {}) => {
      open = await onStage().open(address, options);
      return open.page;
    },
  };
}

/** Built pages, a server of fixtures, and a browser; each page in a profile of its own. */
export async function setStage(): Promise<Stage> {
  const ui: BuiltUi = await buildUi();
  const server = await startFixtureServer(ui.folder);
  const browser = await openBrowser();
  return {
    server,
    open: (address, options = {}) => openPage(browser, `${server.url}/${address}`, server.url, options),
    close: async () => {
      await browser.close();
      await server.stop();
      ui.remove();
    },
  };
}

async function openPage(browser: Browser, address: string, origin: string, options: OpenOptions): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    locale: options.locale ?? 'en-GB',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (options.cookie !== undefined) await context.addCookies([{ name: options.cookie, value: '1', url: origin }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const expected = /status of (401|404|409|503)/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** Problems that axe finds by the WCAG 2.2 AA rules and its own good practice, one line each. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((said) =>
      said.violations.flatMap((one) => one.nodes.map((node) => one.id + ': ' + node.target.join(' ') + ' ' + (node.failureSummary ?? ''))))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe gave no answer'];
}

let shots: string | undefined;

/** Writes a picture of the page into a folder of the system's temporary directory (or TADORI_SHOTS) for people to look at. */
export async function shoot(page: Page, name: string): Promise<Buffer> {
  shots ??= process.env['TADORI_SHOTS'] ?? mkdtempSync(join(tmpdir(), 'tadori-shots-'));
  return page.screenshot({ path: join(shots, `${name}.png`) });
}
