import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
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
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProofAsked } from '../../answers/found-turns.ts';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import type { ProvedSnapshot } from '../../answers/questions.ts';
import { removeUnfinished, UnfinishedProof } from '../../answers/unfinished-proof.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { EffectiveAccess } from '../../domain/access.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { readManifest } from '../../graph/graph-files.ts';
import { openRecords } from '../../graph/records.ts';
import { failure, type GraphStore } from '../../graph/store.ts';
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

const access = (principal: string, resource: string): EffectiveAccess => ({
  principal,
  resource,
  scope: { kind: 'whole', pattern: resource, except: [], sample: resource },
  grants: [],
  cuts: [],
  unlisted: [],
});

const turnInto = (to: string): Proved => ({
  access: [access(to, 'arn:1'), access(to, 'arn:2')],
  hops: [assumedHop('a', to)],
  pairs: 3,
  disagreements: [],
});
const [ONE, TWO, THREE] = [turnInto('one\u2028\r"'), turnInto('two'), turnInto('three')] as const;

type Found = Pick<Proved, 'access' | 'hops' | 'pairs'>;
const together = (turns: readonly Proved[]): Found => ({
  access: turns.flatMap((turn) => turn.access),
  hops: turns.flatMap(({ hops }) => hops),
  pairs: turns.length * 3,
});

async function found(asked: ProofAsked = ASKED): Promise<Found> {
  const proof = await UnfinishedProof.of(data, 's', asked);
  const { hops, pairs, turns } = proof.found;
  if (turns > 0) await proof.keep();
  const records = proof.places.map((place) => proof.at(place));
  await proof.close();
  return { access: records, hops, pairs };
}

async function left(...turns: readonly Proved[]): Promise<void> {
  const proof = await UnfinishedProof.of(data, 's', ASKED);
  for (const turn of turns) await proof.add(turn);
  await proof.keep();
  await proof.close();
}

describe('what is left of a proof that was stopped', () => {
  it('is what its turns found, in their order; a later run adds its own', async () => {
    await left(ONE, TWO);
    expect(await found()).toEqual(together([ONE, TWO]));
    await left(THREE);
    expect(await found()).toEqual(together([ONE, TWO, THREE]));
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
    await proof.close();
    expect(await found()).toEqual(together([ONE, TWO, THREE]));
  });

  it('ends before the line that was cut off, wherever that was, and goes on from there', async () => {
    await left(ONE, TWO);
    const { size } = await stat(path());
    const whole = await readFile(path());
    for (let cut = 1; cut < size; cut += 23) {
      await writeFile(path(), whole);
      await truncate(path(), size - cut);
      const kept = await found();
      const turns = kept.pairs === 0 ? [] : [ONE];
      expect(kept).toEqual(together(turns));
      await left(THREE);
      expect(await found()).toEqual(together([...turns, THREE]));
    }
  });

  it('ends before a line that is not what was written, or that another run wrote between', async () => {
    await left(ONE, TWO, THREE);
    const text = await readFile(path(), 'utf8');
    await writeFile(path(), text.replace('two', 'owt'));
    expect(await found()).toEqual(together([ONE]));
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const [one, two, three] = [lines.slice(0, 3), lines.slice(3, 6), lines.slice(6)];
    for (const between of [[three, two], [two.slice(1), three], [[...three.slice(0, 1), ...two]]]) {
      await writeFile(path(), [head, ...one, ...between.flat(), ''].join('\n'));
      expect(await found()).toEqual(together([ONE]));
    }
  });

  it('is nothing where the disk does not give it back', async () => {
    await left(ONE);
    const any = await open(data, 'r');
    const broken = vi.spyOn(Object.getPrototypeOf(any), 'read');
    await any.close();
    broken.mockRejectedValueOnce(Object.assign(new Error('broken'), { code: 'EIO', errno: -5, syscall: 'read' }));
    await left(TWO);
    broken.mockRestore();
    expect(await found()).toEqual(together([TWO]));
  });

  it('names the place that has no room', async () => {
    const proof = await UnfinishedProof.of(data, 's', ASKED);
    await proof.add(ONE);
    const any = await open(data, 'r');
    const full = vi.spyOn(Object.getPrototypeOf(any), 'appendFile');
    await any.close();
    full.mockRejectedValueOnce(Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' }));
    await expect(proof.keep()).rejects.toMatchObject({ code: 'ENOSPC', path: path() });
    full.mockRestore();
    await proof.close();
  });

  it('is left to the process that proves there now: another one keeps its own to itself', async () => {
    await left(ONE);
    const [first, second] = [await UnfinishedProof.of(data, 's', ASKED), await UnfinishedProof.of(data, 's', ASKED)];
    await first.add(TWO);
    await second.add(THREE);
    for (const proof of [first, second]) await proof.keep();
    expect(second.places.map((place) => second.at(place))).toEqual(THREE.access);
    expect(await second.finish([], { accessAsked: [], proof: { certified: 0, replayed: 0, pending: 0 } })).toBe(
      undefined,
    );
    await second.close();
    await removeUnfinished(data, 's');
    await first.close();
    expect(await found()).toEqual(together([ONE, TWO]));
    await removeUnfinished(data, 's');
    expect(await readdir(join(data, 'unfinished'))).toEqual([]);
  });

  it.each([
    { ...ASKED, engine: 'another' },
    { ...ASKED, takenAt: 'another' },
    { ...ASKED, turns: 'another' },
    { ...ASKED, accessTo: [] },
  ])('is nothing to another proof: %o', async (other) => {
    await left(ONE);
    expect(await found(other)).toEqual(together([]));
    const proof = await UnfinishedProof.of(data, 's', other);
    await proof.add(TWO);
    await proof.keep();
    await proof.close();
    expect(await found(other)).toEqual(together([TWO]));
    expect(await found()).toEqual(together([]));
  });

  it('is nothing where the file is something else', async () => {
    await left(ONE);
    await writeFile(path(), 'garbage\n');
    expect(await found()).toEqual(together([]));
    await writeFile(path(), '');
    expect(await found()).toEqual(together([]));
    await appendFile(path(), Buffer.alloc(1000, 255));
    expect(await found()).toEqual(together([]));
  });

  it('stops nobody where something else is in its place', async () => {
    await mkdir(path(), { recursive: true });
    await left(ONE);
    expect(await found()).toEqual(together([]));
    await removeUnfinished(data, 's');
    await rm(join(data, 'unfinished'), { recursive: true });
    await writeFile(join(data, 'unfinished'), '');
    await left(ONE);
    await removeUnfinished(data, 's');
    expect(await found()).toEqual(together([]));
  });

  it('is not written where nothing can be, and that stops nobody', async ({ skip }) => {
    if (platform() !== 'linux') return skip('needs a folder in which even root may not write');
    await symlink('/sys/kernel', join(data, 'unfinished'));
    await left(ONE, TWO);
    expect(await found()).toEqual(together([]));
  });
});

describe('a proof that is asked for again after it was stopped', () => {
  const SNAPSHOT = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
  let id = '';
  let once: ProvedSnapshot | undefined;
  let manifest: Awaited<ReturnType<typeof readManifest>> | undefined;
  const proved = (
    signal: AbortSignal = new AbortController().signal,
    onProgress: (done: number) => void = () => undefined,
    store: GraphStore = createFileStore(data),
  ) =>
    proveSnapshot({ data, snapshot: id, certify: false }, store, {
      signal,
      onProgress: ({ phase, done }) => (phase === 'prove' ? onProgress(done) : undefined),
    });

  beforeAll(async () => {
    const other = await mkdtemp(join(tmpdir(), 'tadori-unfinished-'));
    const snapshot = got(await writeSnapshot(other, SNAPSHOT));
    once = got(await proveSnapshot({ data: other, snapshot, certify: false }, createFileStore(other), QUIET));
    manifest = await readManifest(other, snapshot);
    await rm(other, { recursive: true });
  });
  beforeEach(async () => {
    id = got(await writeSnapshot(data, SNAPSHOT));
  });

  async function expectWhole(again: ProvedSnapshot): Promise<void> {
    expect({ ...again, seconds: 0 }).toEqual({ ...once, seconds: 0 });
    expect(await readManifest(data, id)).toEqual(manifest);
    const records = got(await openRecords(data, id));
    expect(records.accesses.all().length + records.hops.all().length).toBe(again.accesses + again.hops);
    await records.close();
  }

  it('goes on with the turn that is next, and writes to the byte what one that was not stopped writes', async () => {
    const stop = new AbortController();
    const stopped = await proved(stop.signal, (done) => (done === 7 ? stop.abort() : undefined));
    expect(stopped).toMatchObject({ ok: false, error: { message: expect.stringContaining('stopped') } });
    const turns: number[] = [];
    const again = got(await proved(undefined, (done) => turns.push(done)));
    expect(turns[0]).toBe(8);
    expect(await readdir(join(data, 'unfinished'))).toEqual([]);
    await expectWhole(again);
    expect(await readdir(join(data, 'records'))).toHaveLength(1);
  });

  it('asks nothing where only the store did not take it', async () => {
    const store: GraphStore = { ...createFileStore(data), activate: async () => failure('unavailable', 'gone') };
    expect((await proved(undefined, undefined, store)).ok).toBe(false);
    const turns: number[] = [];
    const again = got(await proved(undefined, (done) => turns.push(done)));
    expect(turns).toEqual([]);
    await expectWhole(again);
  });

  it('ends as well where what it finds cannot be kept', async ({ skip }) => {
    if (platform() !== 'linux') return skip('needs a folder in which even root may not write');
    await symlink('/sys/kernel', join(data, 'unfinished'));
    await expectWhole(got(await proved()));
  });
});
