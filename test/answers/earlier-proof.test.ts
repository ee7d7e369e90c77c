import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { earlierProof } from '../../answers/earlier-proof.ts';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import type { ProvedSnapshot } from '../../answers/questions.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { readManifest } from '../../graph/graph-files.ts';
import { got, QUIET } from '../e2e/proved.ts';

const BEFORE = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const AFTER: Snapshot = {
  ...BEFORE,
  roles: BEFORE.roles.map((role, at) =>
    at === 3 ? { ...role, inlinePolicies: [...role.inlinePolicies, { name: 'more', document: ANYTHING }] } : role,
  ),
};
const folders: string[] = [];

const prove = async (data: string, snapshot: Snapshot): Promise<ProvedSnapshot> => {
  const id = got(await writeSnapshot(data, snapshot));
  return got(await proveSnapshot({ data, snapshot: id, certify: false }, createFileStore(data), QUIET));
};

const folder = async (): Promise<string> => {
  const data = await mkdtemp(join(tmpdir(), 'tadori-again-'));
  folders.push(data);
  return data;
};

afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))));

describe('a proof beside that of an earlier snapshot', () => {
  let data = '';
  let first: ProvedSnapshot;
  let second: ProvedSnapshot;
  beforeAll(async () => {
    data = await folder();
    first = await prove(data, BEFORE);
    second = await prove(data, AFTER);
  });

  it('takes over all pairs but those of the changed caller, and says so', () => {
    expect(first.taken).toBeUndefined();
    expect(second.taken).toEqual({ from: first.snapshot, pairs: second.pairs - BEFORE.resources.length });
  });

  it('writes to the byte what a proof of everything writes', async () => {
    const anew = await folder();
    await prove(anew, AFTER);
    const files = async (place: string) => got(await readManifest(place, second.snapshot));
    expect(await files(data)).toEqual(await files(anew));
  });

  it('asks for the rest where a record of the earlier one cannot be read', async () => {
    const other = await folder();
    const { snapshot } = await prove(other, BEFORE);
    const [name = ''] = await readdir(join(other, 'records'));
    const path = join(other, 'records', name);
    const text = await readFile(path, 'latin1');
    const lines = text.split('\n').slice(0, BEFORE.resources.length);
    await writeFile(
      path,
      text.replace(lines.at(-1) ?? '', (line) => line.replace(/.$/, 'x')),
      'latin1',
    );
    const { taken, ...rest } = await prove(other, AFTER);
    expect(taken?.from).toBe(snapshot);
    expect(taken?.pairs).toBeGreaterThan(0);
    expect(taken?.pairs).toBeLessThan(second.taken?.pairs ?? 0);
    expect({ ...rest, seconds: 0 }).toEqual({ ...second, taken: undefined, seconds: 0 });
    expect(await readManifest(other, second.snapshot)).toEqual(await readManifest(data, second.snapshot));
  });

  it('takes nothing over from itself, from another engine or from changed records', async () => {
    expect(await earlierProof(data, second.snapshot)).toBeUndefined();
    const earlier = await earlierProof(data, 'another');
    await earlier?.close();
    expect(earlier?.snapshot).toBe(second.snapshot);
    const mark = join(data, 'proved', `${second.snapshot}.json`);
    const text = await readFile(mark, 'utf8');
    for (const name of ['engine', 'takenAt', 'proofs']) {
      await writeFile(mark, JSON.stringify({ ...JSON.parse(text), [name]: 'x' }));
      expect(await earlierProof(data, 'another')).toBeUndefined();
    }
    await writeFile(mark, '{');
    expect(await earlierProof(data, 'another')).toBeUndefined();
    await writeFile(mark, text);
  });
});
