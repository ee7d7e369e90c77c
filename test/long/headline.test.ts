import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headlineSuite } from '../e2e/headline.suite.ts';

headlineSuite('the demo, from nothing', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tadori-headline-'));
  return { command: ['demo'], data, close: () => rm(data, { recursive: true, force: true }) };
});
