import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROVED = mkdtempSync(join(tmpdir(), 'tadori-proved-'));

/** A folder of this run for data folders that several test files would prove alike (test/e2e/proved.ts). */
export function setup(): void {
  process.env['TADORI_TEST_PROVED'] = PROVED;
}

export function teardown(): void {
  rmSync(PROVED, { recursive: true, force: true });
}
