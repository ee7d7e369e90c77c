import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hop } from '../../domain/access.ts';
import { type ProofRecord, writeGraph } from '../../graph/graph-files.ts';
import { keepRecords, keepRecordsOf, openRecords } from '../../graph/records.ts';
import { errorOf, got } from '../conformance/graph-store.harness.ts';
import { assumedHop } from './assumed-hop.ts';

const HOP = assumedHop();
const PROOF: ProofRecord = { id: 'hop:1', kind: 'hop', hop: HOP };

const graphOf = (snapshot: string) => ({
  snapshot,
  nodes: [
    { id: 'a', labels: ['AWSPrincipal'] as const, properties: {} },
    { id: 'b', labels: ['AWSResource'] as const, properties: { access_asked: true } },
  ],
  edges: [
    { id: 'CAN_BECOME:1', kind: 'CAN_BECOME', from: 'a', to: 'b', properties: { proof_id: PROOF.id } },
    { id: 'RESOURCE:1', kind: 'RESOURCE', from: 'a', to: 'b', properties: {} },
  ],
});

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tadori-records-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const files = (): Promise<readonly string[]> => readdir(join(data, 'records'));
const hopsNow = async (snapshot = 's1'): Promise<readonly Hop[]> => {
  const file = await got(openRecords(data, snapshot));
  expect(file.about).toEqual({ accessAsked: ['b'], proof: { certified: 0, replayed: 1, pending: 0 } });
  const hops = file.hops.to(['b']);
  await file.close();
  return hops;
};

describe('the records of a snapshot', () => {
  it('are made of the graph files where they are missing, and then kept', async () => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    expect(await hopsNow()).toEqual([HOP]);
    const [name = ''] = await files();
    const before = await readFile(join(data, 'records', name));
    for (const part of await readdir(join(data, 'graphs', 's1')))
      if (part !== 'manifest.json') await rm(join(data, 'graphs', 's1', part));
    expect(await hopsNow()).toEqual([HOP]);
    expect(await files()).toEqual([name]);
    expect(await readFile(join(data, 'records', name))).toEqual(before);
  });

  it('are the same made with a proof, or afterwards of its files', async () => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    await keepRecords(data, 's1', { graph: graphOf('s1'), proofs: [PROOF] });
    const [name = ''] = await files();
    const first = await readFile(join(data, 'records', name), 'utf8');
    await rm(join(data, 'records', name));
    expect(await hopsNow()).toEqual([HOP]);
    expect(await readFile(join(data, 'records', name), 'utf8')).toBe(first);
  });

  it('are made again where their index is damaged', async () => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    expect(await hopsNow()).toEqual([HOP]);
    const [name = ''] = await files();
    await truncate(join(data, 'records', name), 100);
    expect(await hopsNow()).toEqual([HOP]);
    expect(await files()).toEqual([name]);
  });

  it('are others once the snapshot is proved again', async () => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    expect(await hopsNow()).toEqual([HOP]);
    const certified = { ...HOP, technique: 'sts:AssumeRoleWithSAML' };
    await got(writeGraph(data, graphOf('s1'), [{ ...PROOF, hop: certified }]));
    expect(await hopsNow()).toEqual([certified]);
  });

  it('of snapshots that nobody asks about any more go', async () => {
    for (const id of ['s1', 's2', 's3']) {
      await got(writeGraph(data, graphOf(id), [PROOF]));
      await hopsNow(id);
    }
    await keepRecordsOf(data, ['s3', 's2']);
    expect((await files()).map((name) => name.split('.')[0]).sort()).toEqual(['s2', 's3']);
    await keepRecordsOf(data, ['s3', undefined]);
    expect((await files()).map((name) => name.split('.')[0])).toEqual(['s3']);
  });

  it('can be read where nothing can be written', async ({ skip }) => {
    if (platform() !== 'linux') return skip('needs a folder in which even root may not write');
    await symlink('/sys/kernel', join(data, 'records'));
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    await keepRecords(data, 's1', { graph: graphOf('s1'), proofs: [PROOF] });
    const left = await readdir(tmpdir());
    expect(await hopsNow()).toEqual([HOP]);
    expect(
      (await readdir(tmpdir())).filter((name) => /^tadori-[0-9a-f]{8}-/.test(name) && !left.includes(name)),
    ).toEqual([]);
  });

  it.each([
    ['the folder is a file', async () => writeFile(join(data, 'records'), '')],
    [
      'a folder has the name of the file',
      async () => {
        await hopsNow();
        const [name = ''] = await files();
        await rm(join(data, 'records', name));
        await mkdir(join(data, 'records', name));
      },
    ],
  ])('can be read, and a proof ends, where something is in the way: %s', async (_, put) => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    await put();
    await keepRecords(data, 's1', { graph: graphOf('s1'), proofs: [PROOF] });
    await keepRecordsOf(data, []);
    expect(await hopsNow()).toEqual([HOP]);
  });

  it('that another process is writing stay, and what one left an hour ago goes', async () => {
    await got(writeGraph(data, graphOf('s1'), [PROOF]));
    await hopsNow();
    const [now, old] = ['now.building', 'old.building'].map((name) => join(data, 'records', name));
    for (const path of [now, old]) await writeFile(path ?? '', '');
    await utimes(old ?? '', 0, 0);
    await mkdir(join(data, 'records', 'mine'));
    await keepRecordsOf(data, []);
    expect([...(await files())].sort()).toEqual(['mine', 'now.building']);
  });

  it('of an edge without its proof are an error that says so', async () => {
    await got(writeGraph(data, graphOf('s1'), []));
    expect(await openRecords(data, 's1')).toEqual({
      ok: false,
      error: { kind: 'damaged', message: 'the proof of edge `CAN_BECOME:1` is missing; prove the snapshot again' },
    });
  });

  it('of a snapshot that is not proved are an error', async () => {
    expect(await errorOf(openRecords(data, 's1'))).toBe('unknownSnapshot');
  });
});
