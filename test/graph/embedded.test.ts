import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { enginePackages, findEngine } from '../../graph/embedded-binary.ts';
import { EngineProcess } from '../../graph/embedded-process.ts';
import type { GraphStore, Sealed } from '../../graph/store.ts';
import { FIXTURES, versioned } from '../conformance/graph-store.fixtures.ts';
import { errorOf, got, load, loadAndOpen, query } from '../conformance/graph-store.harness.ts';

let data = '';
const stores: GraphStore[] = [];
const storeWith = (packages?: readonly string[]): GraphStore => {
  const store = createEmbeddedStore({ data, ...(packages === undefined ? {} : { packages }) });
  stores.push(store);
  return store;
};
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tadori-embedded-'));
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await rm(data, { recursive: true, force: true });
});

const engineFiles = (): Promise<readonly string[]> => readdir(join(data, 'engine'));
/** Child processes of this one that run the engine. */
function engineProcesses(): readonly string[] {
  const list = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => new RegExp(`^\\s*\\d+\\s+${process.pid}\\s.*embedded-worker`).test(line));
}

describe('without a binary for the platform', () => {
  const missing = enginePackages('plan9', 'mips');

  it('everything but Cypher works, and Cypher names the package that is missing', async () => {
    const reader = await loadAndOpen(storeWith(missing), 's1', FIXTURES.chain);
    expect(reader.engine).toBe('memory');
    expect(await got(reader.count())).toMatchObject({ nodes: 5, edges: 4 });
    expect(await got(reader.simplePathsTo('table:t', { maxDepth: 9 }))).toMatchObject({ items: { length: 4 } });
    expect(await query(reader, 'RETURN 1')).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', message: expect.stringContaining('`@ladybugdb/core-plan9-mips`') },
    });
  });
  it('a store without the binary and one with it share their snapshots', async () => {
    await load(storeWith(missing), 's1', FIXTURES.chain);
    const withEngine = storeWith();
    await got(withEngine.activate('s1'));
    const reader = await got(withEngine.open());
    expect((await got(query(reader, 'MATCH (n) RETURN count(n) AS c'))).rows).toEqual([[5]]);
  });
});

const engine = findEngine();
describe.runIf(engine.ok)('the engine’s files', () => {
  // the engine loses some of them where rows that all have a list come after many that do not (embedded-csv.ts)
  it.each([
    { name: 'lists', action: ['s3:GetObject'] },
    { name: 'lists with empty texts in them', action: ['', 's3:GetObject', '', ''] },
  ])('hold the $name of long tables', async ({ action }) => {
    const lists = (index: number): Readonly<Record<string, readonly string[]>> => {
      if (index < 2_048 || index > 8_192) return { principal: ['*'], resource: [] };
      return index % 3 === 0 ? { principal: ['*'] } : { resource: ['*', 'a'] };
    };
    const nodes = Array.from({ length: 20_000 }, (_, index) => ({
      id: `statement/${index.toString().padStart(6, '0')}`,
      labels: ['AWSPolicyStatement'] as const,
      properties: { action, ...lists(index) },
    }));
    const edges = Array.from({ length: 20_000 }, (_, index) => ({
      id: `edge/${index.toString().padStart(6, '0')}`,
      kind: 'TRUSTS_AWS_PRINCIPAL' as const,
      from: nodes[index]?.id ?? '',
      to: nodes[0]?.id ?? '',
      properties: index < 2_048 || index > 8_192 ? { actions: action } : {},
    }));
    const reader = await loadAndOpen(storeWith(), 's1', { nodes, edges });
    expect(await got(reader.count())).toMatchObject({ nodes: 20_000, edges: 20_000 });
  }, 60_000);
  it('are one for each snapshot, readable by their owner only', async () => {
    await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    const [name = '', ...others] = await engineFiles();
    expect(others).toEqual([]);
    expect(name).toMatch(/^s1\.[0-9a-f]{16}\.v\d.*\.lbug$/);
    expect((await stat(join(data, 'engine', name))).mode & 0o777).toBe(0o600);
  });
  it('may be deleted at any time: they are made again from the graph files', async () => {
    await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    await rm(join(data, 'engine'), { recursive: true });
    const reader = await got(storeWith().open());
    expect((await got(query(reader, 'MATCH (n) RETURN count(n) AS c'))).rows).toEqual([[5]]);
    expect(await engineFiles()).toHaveLength(1);
  });
  it('of snapshots before the last but one go away, and come back when they are asked for', async () => {
    const store = storeWith();
    for (const id of ['s1', 's2', 's3']) await loadAndOpen(store, id, versioned(id, 3));
    expect((await engineFiles()).map((name) => name.slice(0, 2)).sort()).toEqual(['s2', 's3']);
    const reader = await got(store.open('s1'));
    expect((await got(query(reader, 'MATCH (n:AWSPrincipal) RETURN DISTINCT n.lastupdated AS s'))).rows).toEqual([
      ['s1'],
    ]);
  });
  it('that somebody else put there under their name do not make the process crash', async () => {
    const store = storeWith();
    await loadAndOpen(store, 's1', FIXTURES.chain);
    const [name = ''] = await engineFiles();
    await store.close();
    await writeFile(join(data, 'engine', name), 'not a database');
    const reader = await got(storeWith().open());
    const answer = await reader.count();
    expect(answer).toMatchObject({ ok: false, error: { kind: 'damaged', message: expect.stringContaining(name) } });
  });
  it('built from damaged graph files are none: the load says what is damaged', async () => {
    await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    await rm(join(data, 'engine'), { recursive: true });
    const nodes = (await readdir(join(data, 'graphs', 's1'))).find((name) => name.startsWith('nodes.')) ?? '';
    await writeFile(join(data, 'graphs', 's1', nodes), 'x');
    expect(await errorOf(storeWith().open())).toBe('damaged');
    expect(await engineFiles()).toEqual([]);
  });
});

describe.runIf(engine.ok)('a graph that takes more memory to load than is free', () => {
  const small = (): GraphStore => {
    const store = createEmbeddedStore({ data, loadMemoryMb: () => 64 });
    stores.push(store);
    return store;
  };
  const activated = async (store: GraphStore, id: string): Promise<Sealed> => {
    const sealed = await load(store, id, id === 's1' ? FIXTURES.chain : versioned(id, 3));
    await got(store.activate(id));
    return sealed;
  };
  const SAYS = expect.stringContaining('with the 4 edges of this snapshot (it takes more memory than the 64 MB');

  it('is sealed and activated without the engine, and says so', async () => {
    const store = small();
    expect(await activated(store, 's1')).toMatchObject({ nodes: 5, edges: 4, withoutCypher: SAYS });
    expect(await got(store.active())).toBe('s1');
    expect(await store.inEngine?.('s1')).toMatchObject({ ok: true, value: { withoutCypher: SAYS } });
    expect(await engineFiles()).toEqual([expect.stringMatching(/^s1\..*\.lbug\.refused$/)]);
  });
  it('is not tried again by each query, but by the next proof', async () => {
    await activated(small(), 's1');
    const store = storeWith();
    expect(await store.open()).toMatchObject({ ok: false, error: { kind: 'unavailable', message: SAYS } });
    expect(await activated(store, 's1')).not.toHaveProperty('withoutCypher');
    expect(await store.inEngine?.('s1')).toEqual({ ok: true, value: {} });
    expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5 });
    expect(await engineFiles()).toEqual([expect.stringMatching(/\.lbug$/)]);
  });
  it('is not believed to be refused where its file was made since', async () => {
    await activated(storeWith(), 's1');
    const [name = ''] = await engineFiles();
    await writeFile(join(data, 'engine', `${name}.refused`), 'of an earlier time');
    const store = storeWith();
    expect(await store.inEngine?.('s1')).toEqual({ ok: true, value: {} });
    expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5 });
  });
  it('refuses when a query asks for a file that was deleted', async () => {
    await activated(storeWith(), 's1');
    await rm(join(data, 'engine'), { recursive: true });
    const store = small();
    for (const _ of ['made again', 'known']) expect(await errorOf(store.open())).toBe('unavailable');
  });
  it('leaves nothing of itself once two others were activated', async () => {
    const store = small();
    for (const id of ['s1', 's2', 's3']) await activated(store, id);
    expect((await engineFiles()).map((name) => name.slice(0, 2)).sort()).toEqual(['s2', 's3']);
  });
});

describe.runIf(engine.ok)('the engine’s processes', () => {
  it('are shared by all readers of a snapshot, and end with the last one', async () => {
    const store = storeWith();
    const first = await loadAndOpen(store, 's1', FIXTURES.chain);
    const second = await got(store.open());
    await Promise.all([first.count(), second.count()]);
    expect(engineProcesses()).toHaveLength(1);
    await first.close();
    expect(await got(second.count())).toMatchObject({ nodes: 5 });
    await second.close();
    await expect.poll(engineProcesses, { timeout: 5_000 }).toEqual([]);
  });
  it('end with the store, also while a query runs, which hears of it', async () => {
    const store = storeWith();
    const reader = await loadAndOpen(store, 's1', FIXTURES.chain);
    const running = query(
      reader,
      `${Array.from('abc', (one) => `UNWIND range(1, 20000) AS ${one}`).join(' ')} WITH a, b, c WHERE a * b * c = -1 RETURN a`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await store.close();
    expect(await errorOf(running)).toBe('closed');
    await expect.poll(engineProcesses, { timeout: 5_000 }).toEqual([]);
  });
  it('have no environment: no credentials are in reach of a query', async () => {
    const reader = await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    await got(reader.count());
    const [line = ''] = engineProcesses();
    const pid = line.trim().split(/\s+/)[0];
    const names = execFileSync('sh', ['-c', `tr '\\0' '\\n' < /proc/${pid}/environ | cut -d= -f1`], {
      encoding: 'utf8',
    });
    expect(names.split('\n').filter((name) => name !== '' && !name.startsWith('NODE_CHANNEL'))).toEqual([]);
  });
  it('that use too much memory are ended, and the next query is answered', async () => {
    const reader = await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    const limits = { maxRows: 10, timeoutMs: 30_000, maxMemoryMb: 500 };
    const hungry = 'UNWIND range(1, 300000) AS a UNWIND range(1, 3000) AS b RETURN collect(a + b) AS l';
    expect(await errorOf(reader.cypher?.(hungry, {}, limits) ?? Promise.reject())).toBe('tooMuchMemory');
    const next = await got(reader.cypher?.('RETURN 1 AS one', {}, limits) ?? Promise.reject());
    expect(next.rows).toEqual([[1]]);
    expect(await got(reader.count())).toMatchObject({ nodes: 5 });
  });
  it('end where they leave too little memory to others', async () => {
    await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    const [name = ''] = await engineFiles();
    const file = join(data, 'engine', name);
    const packageName = engine.ok ? engine.value.packageName : '';
    const limits = { bufferPoolMb: 512, maxMemoryMb: 16_384, leaveFreeMb: 1_000_000_000 };
    const process = new EngineProcess({ packageName, file, ...limits });
    const long = 'UNWIND range(1, 20000) AS a UNWIND range(1, 20000) AS b WITH a, b WHERE a * b = -1 RETURN a';
    expect(await errorOf(process.query(long, {}, 30_000))).toBe('tooMuchMemory');
    process.close();
  });
  it('that are killed are started again', async () => {
    const reader = await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    await got(reader.count());
    for (const line of engineProcesses()) process.kill(Number(line.trim().split(/\s+/)[0]), 'SIGKILL');
    await expect.poll(() => errorOf(reader.count()), { timeout: 10_000 }).toBe('ok');
  });
  it('say which labels there are when a query names one that the engine does not know', async () => {
    const reader = await loadAndOpen(storeWith(), 's1', FIXTURES.chain);
    expect(await query(reader, 'MATCH (r:AWSRole) RETURN r')).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining("n.kind = 'AWSRole'") },
    });
  });
});
