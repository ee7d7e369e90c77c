import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
import { EDITS } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';

const BEFORE = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
const AFTER = EDITS['policy of a role']?.(new Dice(3), BEFORE) ?? BEFORE;
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
