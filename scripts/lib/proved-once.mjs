// Before and after all tests: a folder of the run for data folders that several test files would prove alike (test/e2e/proved.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns what is done at the end. */
export function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'tadori-proved-'));
  process.env.TADORI_TEST_PROVED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
