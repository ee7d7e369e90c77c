import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { findEngine } from '../../graph/embedded-binary.ts';
import { cypherSuite } from './cypher.suite.ts';
import { documentsSuite } from './documents.suite.ts';
import type { Extent } from './extent.ts';
import type { Harness } from './graph-store.harness.ts';
import { liveStoreSuite } from './graph-store.live.suite.ts';
import { graphStoreSuite } from './graph-store.suite.ts';
import { randomSuite } from './random.suite.ts';

let data = '';
const folders: string[] = [];
const embedded: Harness = {
  name: 'embedded',
  fresh: async () => {
    data = await mkdtemp(join(tmpdir(), 'tadori-embedded-'));
    folders.push(data);
    return createEmbeddedStore({ data });
  },
  again: async () => createEmbeddedStore({ data }),
  childArguments: () => ['embedded', data],
  leftovers: async () => (await readdir(data, { recursive: true })).filter((name) => name.includes('.building')),
  keepsOthers: true,
  cypher: 'ladybug',
};

const engine = findEngine();
const mustBeThere = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;

export function embeddedSuite(extent: Extent): void {
  if (engine.ok) {
    graphStoreSuite(embedded, extent);
    liveStoreSuite(embedded, extent);
    cypherSuite(embedded);
    randomSuite(embedded, extent);
    documentsSuite(embedded);
  } else if (mustBeThere) {
    it('the embedded engine is there', () => expect.fail(engine.error.message));
  } else {
    describe('embedded', () => {
      it.skip(`skipped: ${engine.error.message}`, () => undefined);
    });
  }
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
}
