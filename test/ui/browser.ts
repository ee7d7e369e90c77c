import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { buildUi, CHROMIUM, openBrowser } from './pages.ts';

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
  /** Opens a page; it is closed before the next one. */
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
  const onStage = (): Stage => {
    if (stage === undefined) throw new Error('the stage is set before the first test');
    return stage;
  };
  return {
    stage: onStage,
    visit: async (address, options = {}) => {
      await open?.close();
      open = await onStage().open(address, options);
      return open.page;
    },
  };
}

/** Built pages, a server of fixtures, and a browser. Pages that are open at the same time are in profiles of their own. */
export async function setStage(): Promise<Stage> {
  const server = await startFixtureServer(await buildUi());
  const browser = await openBrowser();
  const left: Profile[] = [];
  return {
    server,
    open: async (address, options = {}) => {
      const locale = options.locale ?? 'en-GB';
      const at = left.findIndex((one) => one.locale === locale);
      const profile = at < 0 ? await newProfile(browser, locale) : left.splice(at, 1)[0];
      if (profile === undefined) throw new Error('a profile that was left is taken again');
      const { page } = profile;
      await begin(profile, server.url, options);
      await page.goto(`${server.url}/${address}`);
      const complaints = profile.complaints;
      return { page, complaints, close: async () => void (page.isClosed() || left.push(profile)) };
    },
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

/** A new profile takes the browser twice as long as a page: one that was left is emptied and taken again. */
interface Profile {
  readonly locale: string;
  readonly context: BrowserContext;
  readonly page: Page;
  complaints: string[];
}

async function newProfile(browser: Browser, locale: string): Promise<Profile> {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await browser.newContext({ locale, reducedMotion: 'reduce', permissions });
  const page = await context.newPage();
  const profile: Profile = { locale, context, page, complaints: [] };
  page.on('console', (message) => {
    const expected = /status of (401|404|409|503)/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !expected) profile.complaints.push(message.text());
  });
  page.on('pageerror', (error) => profile.complaints.push(error.message));
  return profile;
}

/** Nothing of the pages before is left: no request, no colours chosen, no cookie, no pointer over what comes. */
async function begin(profile: Profile, origin: string, options: OpenOptions): Promise<void> {
  const { page, context } = profile;
  if (page.url().startsWith(origin)) {
    await page.evaluate('localStorage.clear()');
    await page.goto('about:blank');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.clearCookies();
    await page.mouse.move(0, 0);
  }
  if (options.cookie !== undefined) await context.addCookies([{ name: options.cookie, value: '1', url: origin }]);
  await page.setViewportSize({ width: options.width ?? 1440, height: options.height ?? 900 });
  const colorScheme = options.dark === true ? 'dark' : 'light';
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce', forcedColors: 'none' });
  profile.complaints = [];
}

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  /** All that can go wrong when nothing but colours changes. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const;

/** Problems that axe finds by the WCAG 2.2 AA rules and its own good practice, one line each. */
export async function axeProblems(page: Page, rules: keyof typeof RULES = 'all'): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly: RULES[rules] });
  const found: unknown = await page.evaluate(
    `axe.run(document, ${options}).then((said) =>
      said.violations.flatMap((one) => one.nodes.map((node) => one.id + ': ' + node.target.join(' ') + ' ' + (node.failureSummary ?? ''))))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe gave no answer'];
}

/** A folder in which people look at pictures of the pages. */
const SHOTS = process.env['TADORI_SHOTS'];
const picture = (name: string) => (SHOTS === undefined ? {} : { path: join(SHOTS, `${name}.png`) });

/** A picture of the page; written down where somebody wants to look at it. */
export const shoot = (page: Page, name: string): Promise<Buffer> => page.screenshot(picture(name));

/** Only for people to look at: taken where somebody wants to. */
export async function keep(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await shoot(page, name);
}
