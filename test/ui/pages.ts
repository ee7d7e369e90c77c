import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { build } from 'vite';

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

export interface BuiltUi {
  readonly folder: string;
  readonly remove: () => void;
}

/** The pages as they are shipped, in a folder of their own. */
export async function buildUi(): Promise<BuiltUi> {
  const folder = mkdtempSync(join(tmpdir(), 'tadori-ui-'));
  const mode = process.env['NODE_ENV'];
  // The test runner's own mode would build the JSX of development, which nobody is sent.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: CONFIG, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } }).finally(() => {
    if (mode === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = mode;
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Chromium with a fresh profile. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
