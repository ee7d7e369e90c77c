import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import { DamagedRecord, openRecordFile, RecordFileWriter } from '../../graph/record-file.ts';
import { compareText } from '../../graph/store.ts';
import { got } from '../conformance/graph-store.harness.ts';
import { assumedHop } from './assumed-hop.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tadori-records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const access = (principal: string, resource: string, part = ''): EffectiveAccess => ({
  principal,
  resource,
  scope: { kind: part === '' ? 'whole' : 'part', pattern: resource + part, except: [], sample: resource },
  grants: [],
  cuts: [],
  unlisted: [],
});

const ABOUT = { accessAsked: ['arn:1', 'あ"\n'], proof: { certified: 1, replayed: 2, pending: 3 } };

interface Edge<T> {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly record: T;
}

async function written(
  accesses: readonly Edge<EffectiveAccess>[],
  hops: readonly Edge<Hop>[],
  path = join(folder, 'file'),
): Promise<string> {
  const writer = new RecordFileWriter(path);
  for (const edge of accesses) await writer.add(edge, { id: '', kind: 'access', access: edge.record });
  for (const edge of hops) await writer.add(edge, { id: '', kind: 'hop', hop: edge.record });
  await writer.finish(ABOUT);
  await writer.close();
  return path;
}

const NODES = ['a', 'b', '"\n', '辿り', ''];
const edgesOf = <T>(make: (from: string, to: string, what: string) => T): fc.Arbitrary<readonly Edge<T>[]> =>
  fc.uniqueArray(
    fc
      .tuple(fc.string({ unit: 'binary' }), fc.constantFrom(...NODES), fc.constantFrom(...NODES), fc.string())
      .map(([id, from, to, what]) => ({ id, from, to, record: make(from, to, what) })),
    { selector: ({ id }) => id, maxLength: 30 },
  );

describe('a file of records', () => {
  it('gives those of a node, or of two, in the order of edges, whatever was written first', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        edgesOf(access),
        edgesOf(assumedHop),
        fc.subarray(NODES),
        fc.constantFrom(...NODES),
        fc.constantFrom(...NODES),
        async (accesses, hops, nodes, from, to) => {
          round += 1;
          const file = await got(openRecordFile(await written(accesses, hops, join(folder, `${round}`))));
          const among = <T>(edges: readonly Edge<T>[], is: (edge: Edge<T>) => boolean): readonly T[] =>
            [...edges].sort((a, b) => compareText(a.id, b.id)).flatMap((one) => (is(one) ? [one.record] : []));
          expect(file.about).toEqual(ABOUT);
          expect(file.hops.from(nodes)).toEqual(among(hops, (one) => nodes.includes(one.from)));
          expect(file.hops.to([...nodes, ...nodes])).toEqual(among(hops, (one) => nodes.includes(one.to)));
          expect(file.accesses.to([to])).toEqual(among(accesses, (one) => one.to === to));
          expect(file.accesses.between(from, to)).toEqual(among(accesses, (one) => one.from === from && one.to === to));
          expect(file.hops.all()).toEqual(among(hops, () => true));
          const ordered = [...accesses].sort((a, b) => compareText(a.id, b.id));
          const into = ordered.filter((one) => one.to === to).map((one) => one.from);
          expect(file.accesses.beginnings(to)).toEqual([...new Set(into)]);
          const outOf = ordered.filter((one) => one.from === from).map((one) => one.to);
          expect(file.accesses.ends(from)).toEqual([...new Set(outOf)]);
          await file.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is its owner’s alone', async () => {
    const path = await written([], [{ id: '1', from: 'a', to: 'b', record: assumedHop('a', 'b') }]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('that was cut off anywhere is damaged, and says what to do', async () => {
    const path = await written(
      [{ id: '1', from: 'a', to: 'b', record: access('a', 'b') }],
      [{ id: '2', from: 'a', to: 'b', record: assumedHop('a', 'b') }],
    );
    const { size } = await stat(path);
    for (let left = size - 1; left >= 0; left -= 7) {
      await truncate(path, left);
      const opened = await openRecordFile(path);
      if (opened.ok) throw new Error(`opened with ${left} of ${size} bytes`);
      expect(opened.error.message).toBe(`\`${path}\` is damaged; delete it, and it is made again`);
    }
  });

  it('of another version is not read', async () => {
    const path = await written([], []);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"format":1', '"format":2'));
    expect((await openRecordFile(path)).ok).toBe(false);
  });

  it.each([
    ['a letter of a record is another one', (text: string) => text.replace('AssumeRole', 'AssumeRope')],
    ['a digest is another one', (text: string) => (text.startsWith('0') ? `1${text.slice(1)}` : `0${text.slice(1)}`)],
  ])('%s: never another record', async (_, damage) => {
    const path = await written([], [{ id: '1', from: 'a', to: 'b', record: assumedHop('a', 'b') }]);
    const text = await readFile(path, 'utf8');
    expect(damage(text)).not.toBe(text);
    await writeFile(path, damage(text));
    const file = await got(openRecordFile(path));
    expect(() => file.hops.to(['b'])).toThrow(DamagedRecord);
    expect(file.hops.to(['a'])).toEqual([]);
    await file.close();
  });

  it('whose lines have another shape, digest and all, is damaged', async () => {
    const path = await written([], [{ id: '1', from: 'a', to: 'b', record: JSON.parse('{"kind":"assumes"}') }]);
    const file = await got(openRecordFile(path));
    expect(() => file.hops.from(['a'])).toThrow(DamagedRecord);
    await file.close();
  });
});
