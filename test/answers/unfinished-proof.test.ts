import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import { type ProofAsked, removeUnfinished, UnfinishedProof } from '../../answers/unfinished-proof.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { readManifest } from '../../graph/graph-files.ts';
import type { Proved } from '../../reasoning/prove.ts';
import { got, QUIET } from '../e2e/proved.ts';
import { assumedHop } from '../graph/assumed-hop.ts';

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tadori-unfinished-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const ASKED: ProofAsked = { engine: 'e', takenAt: '2026-01-01T00:00:00Z', turns: 't', accessTo: undefined };
const path = (): string => join(data, 'unfinished', 's.jsonl');

const turnInto = (to: string): Proved => ({
  access: [],
  hops: [assumedHop('a', to)],
  pairs: 3,
  disagreements: [],
});
const [ONE, TWO, THREE] = [turnInto('one\u2028\r"'), turnInto('two'), turnInto('three')] as const;

const found = async (asked: ProofAsked = ASKED): Promise<readonly Proved[]> =>
  (await UnfinishedProof.of(data, 's', asked)).found;

async function left(...turns: readonly Proved[]): Promise<void> {
  const proof = await UnfinishedProof.of(data, 's', ASKED);
  for (const turn of turns) await proof.add(turn);
  await proof.keep();
  await proof.close();
}

describe('what is left of a proof that was stopped', () => {
  it('is what its turns found, in their order; a later run adds its own', async () => {
    await left(ONE, TWO);
    expect(await found()).toEqual([ONE, TWO]);
    await left(THREE);
    expect(await found()).toEqual([ONE, TWO, THREE]);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('is written every five seconds: of a short proof, nothing', async () => {
    let now = 0;
    const proof = await UnfinishedProof.of(data, 's', ASKED, () => now);
    for (const [at, turn] of [[1000, ONE] as const, [4999, TWO] as const]) {
      now = at;
      await proof.add(turn);
    }
    expect(await readdir(data)).toEqual([]);
    now = 5000;
    await proof.add(THREE);
    expect(await found()).toEqual([ONE, TWO, THREE]);
    await proof.close();
  });

  it('ends before the line that was cut off, wherever that was, and goes on from there', async () => {
    await left(ONE, TWO);
    const { size } = await stat(path());
    const whole = await readFile(path());
    for (let cut = 1; cut < size; cut += 23) {
      await writeFile(path(), whole);
      await truncate(path(), size - cut);
      const kept = await found();
      expect([[ONE], []]).toContainEqual(kept);
      await left(THREE);
      expect(await found()).toEqual([...kept, THREE]);
    }
  });

  it('ends before a line that is not what was written, or that another run wrote between', async () => {
    await left(ONE, TWO, THREE);
    const text = await readFile(path(), 'utf8');
    await writeFile(path(), text.replace('two', 'owt'));
    expect(await found()).toEqual([ONE]);
    const [head = '', one = '', two = '', three = ''] = text.split('\n');
    await writeFile(path(), [head, one, three, two, ''].join('\n'));
    expect(await found()).toEqual([ONE]);
  });

  it.each([
    { ...ASKED, engine: 'another' },
    { ...ASKED, takenAt: 'another' },
    { ...ASKED, turns: 'another' },
    { ...ASKED, accessTo: [] },
  ])('is nothing to another proof: %o', async (other) => {
    await left(ONE);
    expect(await found(other)).toEqual([]);
    const proof = await UnfinishedProof.of(data, 's', other);
    await proof.add(TWO);
    await proof.keep();
    await proof.close();
    expect(await found(other)).toEqual([TWO]);
    expect(await found()).toEqual([]);
  });

  it('is nothing where the file is something else', async () => {
    await left(ONE);
    await writeFile(path(), 'garbage\n');
    expect(await found()).toEqual([]);
    await writeFile(path(), '');
    expect(await found()).toEqual([]);
    await appendFile(path(), Buffer.alloc(1000, 255));
    expect(await found()).toEqual([]);
  });

  it('stops nobody where something else is in its place', async () => {
    await mkdir(path(), { recursive: true });
    await left(ONE);
    expect(await found()).toEqual([]);
    await removeUnfinished(data, 's');
    await rm(join(data, 'unfinished'), { recursive: true });
    await writeFile(join(data, 'unfinished'), '');
    await left(ONE);
    await removeUnfinished(data, 's');
    expect(await found()).toEqual([]);
  });

  it('is not written where nothing can be, and that stops nobody', async ({ skip }) => {
    if (platform() !== 'linux') return skip('needs a folder in which even root may not write');
    await symlink('/sys/kernel', join(data, 'unfinished'));
    await left(ONE, TWO);
    expect(await found()).toEqual([]);
  });
});

describe('a proof that is asked for again after it was stopped', () => {
  const SNAPSHOT = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
  const proved = (id: string, place: string, signal: AbortSignal, onProgress: (done: number) => void) =>
    proveSnapshot({ data: place, snapshot: id, certify: false }, createFileStore(place), {
      signal,
      onProgress: ({ phase, done }) => (phase === 'prove' ? onProgress(done) : undefined),
    });

  it('goes on with the turn that is next, and writes to the byte what one that was not stopped writes', async () => {
    const id = got(await writeSnapshot(data, SNAPSHOT));
    const stop = new AbortController();
    const stopped = await proved(id, data, stop.signal, (done) => (done === 7 ? stop.abort() : undefined));
    expect(stopped).toMatchObject({ ok: false, error: { message: expect.stringContaining('stopped') } });
    const turns: number[] = [];
    const again = got(await proved(id, data, new AbortController().signal, (done) => turns.push(done)));
    expect(turns[0]).toBe(8);
    expect(await readdir(join(data, 'unfinished'))).toEqual([]);
    const other = join(data, 'other');
    got(await writeSnapshot(other, SNAPSHOT));
    const once = got(await proveSnapshot({ data: other, snapshot: id, certify: false }, createFileStore(other), QUIET));
    expect({ ...again, seconds: 0 }).toEqual({ ...once, seconds: 0 });
    expect(await readManifest(data, id)).toEqual(await readManifest(other, id));
  });
});
