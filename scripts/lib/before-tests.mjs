// Before and after all tests: the sources compiled, for processes and threads that tests start (test/compiled.ts); and a folder of the
// run for data folders that several test files would prove alike (test/e2e/proved.ts).
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './clone.mjs';
import { ensureCompiled } from './compiled.mjs';

/** Returns what is done at the end. */
export async function setup() {
  const compiled = await ensureCompiled();
  if (compiled !== undefined) process.env.TADORI_COMPILED = compiled;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'proved-'));
  process.env.TADORI_TEST_PROVED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
