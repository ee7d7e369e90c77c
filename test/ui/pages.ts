import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';
import { madeOnce } from '../made-once.ts';

const CONFIG = fileURLToPath(new URL('../../ui/vite.config.ts', import.meta.url));
/** From CHROMIUM, or its usual place. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The folder of the pages as they are shipped: built once for all test files of the run, which change nothing in it. */
export const buildUi = async (): Promise<string> => (await madeOnce('ui', buildInto)).folder;

async function buildInto(folder: string): Promise<void> {
  const mode = process.env['NODE_ENV'];
  // The test runner's own mode would build the JSX of development, which nobody is sent.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: CONFIG, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } }).finally(() => {
    if (mode === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = mode;
  });
}

/** Chromium with a fresh profile. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
