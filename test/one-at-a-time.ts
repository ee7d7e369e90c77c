import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { isFirst } from './made-once.ts';

// Loaded before each test file of those that share a server (vitest.config.ts): its tests wait until no other of them runs.
// In hooks, because those of a file whose tests are all skipped are not run: it must neither wait nor leave anything.

const MOST = 600_000;
const BUSY = join(process.env['TADORI_TEST_PROVED'] ?? '', 'server.busy');

beforeAll(async () => {
  while (!(await isFirst(BUSY))) await pause(200);
}, MOST);
afterAll(() => rmdir(BUSY));
