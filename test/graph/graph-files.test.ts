import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessGraph } from '../../domain/graph.ts';
import { createFileStore } from '../../graph/file-store.ts';
import {
  activateGraph,
  activeGraph,
  type ProofRecord,
  readAccessGraph,
  readGraph,
  readManifest,
  readProofs,
  writeGraph,
} from '../../graph/graph-files.ts';
import { byId } from '../../graph/store.ts';
import { acquireLock } from '../../graph/write-lock.ts';
import { difficult, FIXTURES } from '../conformance/graph-store.fixtures.ts';
import { errorOf, got, load } from '../conformance/graph-store.harness.ts';
import { assumedHop } from './assumed-hop.ts';

const graphOf = (snapshot: string, fixture: Omit<AccessGraph, 'snapshot'> = FIXTURES.chain): AccessGraph => ({
  snapshot,
  ...fixture,
});

const hop = assumedHop();
const not = { kind: 'not', of: { kind: 'test', key: 'aws:SourceIp' } };

const proof = (id: string): ProofRecord => ({
  id,
  kind: 'hop',
  hop,
});

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tadori-graph-files-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const folder = (): string => join(data, 'graphs', 's1');
const fileNamed = async (prefix: string): Promise<string> => {
  const name = (await readdir(folder())).find((one) => one.startsWith(prefix));
  if (name === undefined) throw new Error(`no file ${prefix}`);
  return join(folder(), name);
};

describe('graph files', () => {
  it('give back graph and proofs, sorted', async () => {
    const graph = graphOf('s1', difficult);
    await got(writeGraph(data, graph, [proof('z'), proof('a')]));
    const back = await got(readGraph(data, 's1'));
    expect(back.graph.nodes).toEqual([...graph.nodes].sort(byId));
    expect(back.graph.edges).toEqual([...graph.edges].sort(byId));
    expect(back.proofs).toEqual([proof('a'), proof('z')]);
  });
  it('of an equal graph are equal byte for byte, in whatever order it came', async () => {
    const first = await got(writeGraph(data, graphOf('s1'), [proof('a')]));
    const bytes = await readFile(await fileNamed('nodes.'));
    const turned = { nodes: [...FIXTURES.chain.nodes].reverse(), edges: [...FIXTURES.chain.edges].reverse() };
    expect(await got(writeGraph(data, graphOf('s1', turned), [proof('a')]))).toEqual(first);
    expect(await readFile(await fileNamed('nodes.'))).toEqual(bytes);
  });
  it('are readable by their owner only, and nothing else is left in the folder', async () => {
    await got(writeGraph(data, graphOf('s1'), []));
    await got(activateGraph(data, 's1'));
    const names = await readdir(folder());
    expect(names.map((name) => name.replace(/\.[0-9a-f]{16}\./, '.*.')).sort()).toEqual([
      'edges.*.jsonl.gz',
      'manifest.json',
      'nodes.*.jsonl.gz',
      'proofs.*.jsonl.gz',
    ]);
    for (const path of [...names.map((name) => join(folder(), name)), join(data, 'graphs', 'CURRENT')]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
    expect(await readdir(join(data, 'graphs'))).toEqual(['CURRENT', 's1']);
  });
  it('are replaced whole, and what they replace goes away', async () => {
    await got(writeGraph(data, graphOf('s1'), [proof('a')]));
    await got(writeGraph(data, graphOf('s1', FIXTURES.circles), []));
    expect((await got(readAccessGraph(data, 's1'))).nodes).toHaveLength(5);
    expect(await got(readProofs(data, 's1'))).toEqual([]);
    expect(await readdir(folder())).toHaveLength(4);
  });
  it('keep their proofs when a store seals the same graph, and lose them when it seals another', async () => {
    await got(writeGraph(data, graphOf('s1'), [proof('a')]));
    const store = createFileStore(data);
    await load(store, 's1', FIXTURES.chain);
    expect(await got(readProofs(data, 's1'))).toEqual([proof('a')]);
    await load(store, 's1', FIXTURES.circles);
    expect(await got(readProofs(data, 's1'))).toEqual([]);
  });
  it('of a crash are not seen, and go away with the next write', async () => {
    await got(writeGraph(data, graphOf('s1'), []));
    await writeFile(join(folder(), 'nodes.building'), 'half');
    await writeFile(join(folder(), 'nodes.0123456789abcdef.jsonl.gz'), 'whole, but nobody names it');
    expect((await got(readAccessGraph(data, 's1'))).nodes).toHaveLength(5);
    await got(writeGraph(data, graphOf('s1'), []));
    expect(await readdir(folder())).toHaveLength(4);
  });
  it('of a crash go away with the next write of any snapshot', async () => {
    await got(writeGraph(data, graphOf('s1'), []));
    await writeFile(join(folder(), 'edges.building'), 'half');
    await got(writeGraph(data, graphOf('s2'), []));
    expect((await readdir(folder())).filter((name) => name.endsWith('.building'))).toEqual([]);
    expect((await got(readAccessGraph(data, 's1'))).nodes).toHaveLength(5);
  });
  it('refuse a malformed graph, and a snapshot id that is no file name', async () => {
    expect(await errorOf(writeGraph(data, graphOf('s1', { nodes: [], edges: FIXTURES.chain.edges }), []))).toBe(
      'invalid',
    );
    expect(await errorOf(writeGraph(data, graphOf('../s1'), []))).toBe('invalid');
    expect(await errorOf(readAccessGraph(data, '../../etc'))).toBe('unknownSnapshot');
  });

  describe('that are damaged give an error with the name of the file, never another graph', () => {
    const damages: readonly (readonly [string, string, (path: string) => Promise<void>])[] = [
      ['a bit is turned', 'nodes.', turnBit],
      ['its end is missing', 'edges.', async (path) => truncate(path, 40)],
      ['it is empty', 'nodes.', async (path) => truncate(path, 0)],
      ['it is missing', 'proofs.', async (path) => rm(path)],
      ['a line was edited', 'edges.', editLine],
      ['a line was left out', 'nodes.', dropLine],
    ];
    it.each(damages)('%s', async (_, prefix, damage) => {
      await got(writeGraph(data, graphOf('s1'), [proof('a')]));
      const path = await fileNamed(prefix);
      await damage(path);
      const answer = await readGraph(data, 's1');
      expect(answer).toMatchObject({ ok: false, error: { kind: 'damaged', message: expect.stringContaining(path) } });
    });
    const odd: readonly (readonly [string, string, unknown])[] = [
      ['a node without labels', 'nodes.', ['n', [], {}]],
      ['a node with an object as property', 'nodes.', ['n', ['L'], { p: {} }]],
      ['a node that is no list', 'nodes.', { id: 'n' }],
      ['an edge without an end', 'edges.', ['e', 'K', 'a', {}]],
      ['an edge that ends in a number', 'edges.', ['e', 'K', 'a', 1, {}]],
      ['a proof of another kind', 'proofs.', { id: 'p', kind: 'guess' }],
      ['a proof with half a hop', 'proofs.', { id: 'p', kind: 'hop', hop: { kind: 'assumes', from: 'a' } }],
      ['a formula of another kind', 'proofs.', { ...proof('p'), hop: { ...hop, when: { kind: 'maybe' } } }],
      ['a formula that holds half a test', 'proofs.', { ...proof('p'), hop: { ...hop, when: not } }],
      ['a verdict nobody gives', 'proofs.', { ...proof('p'), hop: { ...hop, verdict: 'denied' } }],
      ['access without grants', 'proofs.', { id: 'p', kind: 'access', access: { principal: 'a', resource: 'r' } }],
    ];
    it.each(odd)('%s, though the digest fits', async (_, prefix, line) => {
      await got(writeGraph(data, graphOf('s1'), [proof('a')]));
      const manifest = await got(readManifest(data, 's1'));
      const path = await fileNamed(prefix);
      const text = `${JSON.stringify(line)}\n`;
      await writeFile(path, gzipSync(text));
      const sha256 = createHash('sha256').update(text).digest('hex');
      const part = { file: basename(path), lines: 1, sha256 };
      const parts = { [prefix.slice(0, -1)]: part };
      await writeFile(join(folder(), 'manifest.json'), JSON.stringify({ ...manifest, ...parts }));
      const answer = await readGraph(data, 's1');
      expect(answer).toMatchObject({ ok: false, error: { kind: 'damaged' } });
      expect(answer.ok ? '' : answer.error.message).toMatch(/has a line 1 that cannot be read; run `prove` again/);
      expect(answer.ok ? '' : answer.error.message).toContain(path);
    });
    it.each([
      '',
      '{',
      '{"format":2}',
      '{"format":1,"snapshot":"other"}',
      '{"format":1,"snapshot":"s1"}',
      'null',
    ])('a manifest that says `%s`', async (text) => {
      await got(writeGraph(data, graphOf('s1'), []));
      await writeFile(join(folder(), 'manifest.json'), text);
      expect(await errorOf(readGraph(data, 's1'))).toBe('damaged');
    });
    it('a manifest that points elsewhere', async () => {
      await got(writeGraph(data, graphOf('s1'), []));
      const manifest = await got(readManifest(data, 's1'));
      const nodes = { ...manifest.nodes, file: '../../../etc/passwd' };
      await writeFile(join(folder(), 'manifest.json'), JSON.stringify({ ...manifest, nodes }));
      expect(await errorOf(readGraph(data, 's1'))).toBe('damaged');
    });
    it('CURRENT that names no snapshot', async () => {
      await got(writeGraph(data, graphOf('s1'), []));
      await writeFile(join(data, 'graphs', 'CURRENT'), '../../etc');
      expect(await errorOf(activeGraph(data))).toBe('damaged');
      expect(await errorOf(createFileStore(data).open())).toBe('damaged');
    });
  });
});

async function turnBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 4, bytes.length - 20);
  await writeFile(path, bytes);
}

const rewritten = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, gzipSync(change(gunzipSync(await readFile(path)).toString('utf8'))));
const editLine = (path: string): Promise<void> => rewritten(path, (text) => text.replace('allowed', 'denied'));
const dropLine = (path: string): Promise<void> => rewritten(path, (text) => text.slice(text.indexOf('\n') + 1));

describe('the write lock', () => {
  const path = (): string => join(data, 'WRITER');

  it('is held by one, and free again afterwards', async () => {
    const first = await got(acquireLock(data));
    expect(await errorOf(acquireLock(data))).toBe('locked');
    await first.release();
    await (await got(acquireLock(data))).release();
    expect(await readdir(data)).toEqual([]);
  });
  it('of a process that lives is respected, of one that died is taken over', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    await writeFile(path(), JSON.stringify({ pid: child.pid, host: hostname() }));
    expect(await errorOf(acquireLock(data))).toBe('locked');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await got(acquireLock(data))).release();
  });
  it('that the disk refused once can be had once the disk lets us', async () => {
    const inTheWay = `${path()}.${process.pid}`;
    await mkdir(inTheWay);
    await expect(acquireLock(data)).rejects.toMatchObject({ code: 'EISDIR' });
    await rm(inTheWay, { recursive: true });
    await (await got(acquireLock(data))).release();
  });
  it('of an earlier life of our own process id is taken over', async () => {
    await writeFile(path(), JSON.stringify({ pid: process.pid, host: hostname() }));
    await (await got(acquireLock(data))).release();
  });
  it('of another machine is never taken over, and the message names the file', async () => {
    await writeFile(path(), JSON.stringify({ pid: 1, host: 'another-machine' }));
    const answer = await acquireLock(data);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'locked', message: expect.stringContaining(path()) } });
  });
  it.skipIf(process.platform !== 'linux')('in a place without folders is refused by the system, at once', async () => {
    await expect(acquireLock('/proc/nope/graphs')).rejects.toMatchObject({ code: 'ENOENT', syscall: 'mkdir' });
    await expect(acquireLock('/proc')).rejects.toThrow();
  });
  it('makes the folders above it, for their owner only', async () => {
    const deep = join(data, 'one', 'two');
    await (await got(acquireLock(deep))).release();
    expect((await stat(join(data, 'one'))).mode & 0o777).toBe(0o700);
    expect((await stat(deep)).mode & 0o777).toBe(0o700);
  });
  it('goes to one of many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => acquireLock(data)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });
});
