import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createFileStore } from '../../graph/file-store.ts';
import { createMemoryStore } from '../../graph/memory.ts';
import type { Extent } from './extent.ts';
import type { Harness } from './graph-store.harness.ts';
import { liveStoreSuite } from './graph-store.live.suite.ts';
import { graphStoreSuite } from './graph-store.suite.ts';
import { randomSuite } from './random.suite.ts';

const memory: Harness = {
  name: 'memory',
  fresh: async () => createMemoryStore(),
  keepsOthers: true,
  cypher: 'none',
};

let data = '';
const folders: string[] = [];
const files: Harness = {
  name: 'files',
  fresh: async () => {
    data = await mkdtemp(join(tmpdir(), 'tadori-files-'));
    folders.push(data);
    return createFileStore(data);
  },
  again: async () => createFileStore(data),
  childArguments: () => ['files', data],
  leftovers: async () => (await readdir(data, { recursive: true })).filter((name) => name.endsWith('.building')),
  keepsOthers: true,
  cypher: 'none',
};

/** The stores that have no engine: in memory, and in files. */
export function filesSuite(extent: Extent): void {
  graphStoreSuite(memory, extent);
  liveStoreSuite(memory, extent);
  graphStoreSuite(files, extent);
  liveStoreSuite(files, extent);
  randomSuite(files, extent);
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
}
