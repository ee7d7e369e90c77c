import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { GraphReader, GraphStore } from '../../graph/store.ts';
import type { Extent } from './extent.ts';
import { FIXTURES, versioned } from './graph-store.fixtures.ts';
import { got, type Harness, load, loadAndOpen } from './graph-store.harness.ts';

const ROLES = 40;

/** What a store must do while others read, and when a process ends in the middle of a load. */
export function liveStoreSuite(harness: Harness, extent: Extent): void {
  const stores: GraphStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  const fresh = async (): Promise<GraphStore> => {
    const store = await harness.fresh();
    stores.push(store);
    return store;
  };

  describe(`${harness.name}: while snapshots are swapped`, () => {
    it(`${extent.readers} parallel readers see the old or the new one, whole, never a mix`, async () => {
      const store = await fresh();
      await loadAndOpen(store, 'v0', versioned('v0', ROLES));
      const seen = new Map<string, number>();
      let swapping = true;
      const readers = Array.from({ length: extent.readers }, async () => {
        while (swapping) {
          const version = await readWhole(store);
          seen.set(version, (seen.get(version) ?? 0) + 1);
          await new Promise(setImmediate); // a store in memory answers without ever letting timers run
        }
      });
      const swap = async (): Promise<void> => {
        for (const version of ['v0', 'v1', 'v2', 'v3']) {
          if (version !== 'v0') {
            await load(store, version, versioned(version, ROLES));
            await got(store.activate(version));
          }
          while (!seen.has(version)) await new Promise((resolve) => setTimeout(resolve, 20));
        }
        swapping = false;
      };
      await Promise.all([swap(), ...readers]);
      expect([...seen.keys()].sort()).toEqual(['v0', 'v1', 'v2', 'v3']);
    }, 120_000);

    it('a reader keeps its snapshot or says that it is superseded', async () => {
      const store = await fresh();
      const old = await loadAndOpen(store, 'old', versioned('old', 3));
      await loadAndOpen(store, 'new', versioned('new', 4));
      const answer = await old.nodesByLabel('AWSRole');
      if (harness.keepsOthers) expect(answer).toMatchObject({ ok: true, value: { items: { length: 3 } } });
      else expect(answer).toMatchObject({ ok: false, error: { kind: 'superseded' } });
    });
  });

  const { childArguments, again } = harness;
  if (childArguments === undefined || again === undefined) return; // nothing outlives the process of such a store

  describe(`${harness.name}: when the loading process ends`, () => {
    it.each(
      extent.killedAfter,
    )('by kill -9, %i ms into the load, the old or the new snapshot is there, whole', async (delay) => {
      const store = await fresh();
      await loadAndOpen(store, 'old', versioned('old', 3));
      await store.close();
      const child = startLoad(childArguments(), 'killed', 4_000);
      await child.says('loading');
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.process.kill('SIGKILL');
      await child.ended;
      await expectOldOrNew(again, 'killed', 4_000, stores);
      await expectNoLeftovers(harness);
    }, 60_000);

    it('by Ctrl-C, it says so, and the old snapshot is there', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'old', versioned('old', 3));
      await store.close();
      const child = startLoad(childArguments(), 'cut', 20_000);
      await child.says('loading');
      child.process.kill('SIGINT');
      await child.ended;
      expect(child.output()).toContain('interrupted');
      await expectOldOrNew(again, 'cut', 20_000, stores);
      await expectNoLeftovers(harness);
    }, 60_000);

    it('in its own time, the new snapshot is there for others', async () => {
      const store = await fresh();
      const child = startLoad(childArguments(), 'finished', 50);
      await child.ended;
      expect(child.output()).toContain('active');
      expect(await got(store.active())).toBe('finished');
      expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 52 });
    }, 60_000);
  });
}

/** Opens, asks several questions of one reader, and checks that all answers are of one version. */
async function readWhole(store: GraphStore): Promise<string> {
  for (;;) {
    const reader = await store.open();
    if (!reader.ok) {
      if (reader.error.kind === 'superseded') continue;
      throw new Error(reader.error.message);
    }
    const version = await versionOf(reader.value);
    await reader.value.close();
    if (version !== undefined) return version;
  }
}

async function versionOf(reader: GraphReader): Promise<string | undefined> {
  const answers = [
    await reader.nodesByLabel('AWSRole'),
    await reader.edges({ kinds: ['CAN_ACCESS'] }),
    await reader.reachFrom(['role:0'], { kinds: ['CAN_BECOME'], maxDepth: 3 }),
  ] as const;
  if (answers.some((answer) => !answer.ok && answer.error.kind === 'superseded')) return undefined;
  const [roles, edges, reached] = answers.map((answer) => {
    if (!answer.ok) throw new Error(answer.error.message);
    return 'items' in answer.value ? answer.value.items : answer.value.map((one) => one.node);
  });
  expect([roles?.length, edges?.length, reached?.length]).toEqual([ROLES, ROLES, 4]);
  const versions = new Set([roles, edges, reached].flatMap((list) => list?.map((one) => one.properties['version'])));
  expect([...versions]).toEqual([reader.snapshot]);
  return reader.snapshot;
}

interface Load {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  says(text: string): Promise<void>;
  output(): string;
}

const CHILD = fileURLToPath(new URL('./load-child.ts', import.meta.url));

function startLoad([kind = '', ...where]: readonly string[], id: string, size: number): Load {
  const args = ['--import', 'tsx', CHILD, kind, id, String(size), ...where];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const listeners: (() => void)[] = [];
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
    for (const listener of listeners) listener();
  });
  return {
    process: child,
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
    says: (text) =>
      new Promise((resolve, reject) => {
        listeners.push(() => output.includes(text) && resolve());
        child.once('exit', () => reject(new Error(`the load ended with: ${output}`)));
      }),
    output: () => output,
  };
}

/** And the store takes a new load at once, whatever the dead process had locked. */
async function expectOldOrNew(
  again: () => Promise<GraphStore>,
  id: string,
  size: number,
  stores: GraphStore[],
): Promise<void> {
  const store = await again();
  stores.push(store);
  const active = await got(store.active());
  const expected = active === id ? versioned(id, size) : versioned('old', 3);
  expect(['old', id]).toContain(active);
  const reader = await got(store.open());
  expect(await got(reader.count())).toMatchObject({ nodes: expected.nodes.length, edges: expected.edges.length });
  const versions = await got(reader.nodesByLabel('AWSResource'));
  expect(new Set(versions.items.map((one) => one.properties['version']))).toEqual(new Set([active]));
  await loadAndOpen(store, 'next', FIXTURES.chain);
}

async function expectNoLeftovers(harness: Harness): Promise<void> {
  if (harness.leftovers !== undefined) expect(await harness.leftovers()).toEqual([]);
}
