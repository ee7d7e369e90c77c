import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, CallFailure, CallSource, JsonObject } from '../../collector/call-source.ts';
import { KeptUnits, type RunIdentity } from '../../collector/kept-units.ts';
import type { Reader, ServiceCalls } from '../../collector/reader.ts';
import { Run } from '../../collector/run.ts';
import { err, ok, type Result } from '../../domain/result.ts';

const NOW = new Date('2026-11-25T00:00:00.000Z');
const PLAN = { homeRegion: 'eu-west-1', roleName: 'Reader' };
const IDENTITY: RunIdentity = { plan: PLAN, caller: '111122223333' };
const KMS: ServiceCalls<'ListKeys' | 'DescribeKey'> = {
  service: 'kms',
  reach: 'region',
  permissions: { ListKeys: [], DescribeKey: [] },
};
const PLACE = { account: '111122223333', partition: 'aws', region: 'eu-west-1', cellRegion: 'eu-west-1' };

let work: string;
let folder: string;
const open: KeptUnits[] = [];
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tadori-units-'));
  folder = join(work, 'collecting');
});
afterEach(async () => {
  for (const units of open.splice(0)) await units.close();
  rmSync(work, { recursive: true, force: true });
});

async function opened(identity = IDENTITY, now = NOW, anew = false): Promise<KeptUnits> {
  const units = await KeptUnits.open(folder, identity, { now, anew });
  if (!units.ok) throw new Error(units.error.message);
  open.push(units.value);
  return units.value;
}
/** As a process that ends: another may open the folder. */
const left = (units: KeptUnits): Promise<void> => units.close();

/** Counts what it is asked. */
class Source implements CallSource {
  readonly asked: Call[] = [];
  failure: CallFailure | undefined;
  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    this.asked.push(call);
    if (call.operation === 'DescribeKey' && this.failure !== undefined) return err(this.failure);
    return ok(call.operation === 'ListKeys' ? { Keys: ['k'] } : { Key: call.input['KeyId'] ?? '' });
  }
}

/** One unit, read in one run; gives what it brought and how its cells ended. */
async function readOnce(units: KeptUnits, source: Source, region = 'eu-west-1') {
  const run = new Run(source, PLAN, () => undefined, units);
  const place = { ...PLACE, region, cellRegion: region };
  const result = await run.task(PLACE, KMS, place, async (reader: Reader<'ListKeys' | 'DescribeKey'>) => [
    await reader.get('ListKeys', {}),
    await reader.get('DescribeKey', { KeyId: 'k' }, { target: 'k' }),
  ]);
  return { result, cells: run.ledger.cells() };
}

describe('a collection that is gone on with', () => {
  it('takes finished units from what was kept, and asks AWS nothing about them', async () => {
    const source = new Source();
    const first = await opened();
    const before = await readOnce(first, source);
    await left(first);
    const again = await opened(IDENTITY, new Date(NOW.getTime() + 3600_000));
    const later = new Source();
    expect(await readOnce(again, later)).toEqual(before);
    expect(later.asked).toEqual([]);
    await readOnce(again, later, 'us-east-1');
    expect(later.asked).toHaveLength(2);
    expect(again.startedAt).toBe(NOW.toISOString());
  });

  it.each([
    'denied',
    'throttled',
    'failed',
    'skipped',
  ] as const)('reads units again in which a call was %s', async (status) => {
    const source = new Source();
    source.failure = { status, code: 'Whatever', message: '' };
    const first = await opened();
    await readOnce(first, source);
    await left(first);
    expect(readdirSync(folder).filter((name) => name !== 'run.json')).toEqual([]);
    const later = new Source();
    await readOnce(await opened(), later);
    expect(later.asked).toHaveLength(2);
  });

  it('reads a unit again whose reader broke down', async () => {
    const first = await opened();
    const run = new Run(new Source(), PLAN, () => undefined, first);
    const broken = run.task(PLACE, KMS, PLACE, async (reader) => {
      await reader.get('ListKeys', {});
      throw new Error('a mistake of ours');
    });
    await expect(broken).rejects.toThrow('a mistake of ours');
    expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  });

  it.each([
    ['another plan', { ...IDENTITY, plan: { ...PLAN, regions: ['eu-west-1'] } }, 0],
    ['another account', { ...IDENTITY, caller: '444455556666' }, 0],
    ['another profile', { ...IDENTITY, profile: 'audit' }, 0],
    ['another endpoint', { ...IDENTITY, endpoint: 'http://127.0.0.1:1' }, 0],
    ['half a day', IDENTITY, 12 * 3600_000],
    ['a clock that went backwards', IDENTITY, -1],
  ])('starts over after %s', async (_, identity, later) => {
    const first = await opened();
    await readOnce(first, new Source());
    await left(first);
    const now = new Date(NOW.getTime() + later);
    const again = await opened(identity, now);
    expect(again.startedAt).toBe(now.toISOString());
    const source = new Source();
    await readOnce(again, source);
    expect(source.asked).toHaveLength(2);
  });

  it('starts over where it is told to', async () => {
    const first = await opened();
    await readOnce(first, new Source());
    await left(first);
    const source = new Source();
    await readOnce(await opened(IDENTITY, NOW, true), source);
    expect(source.asked).toHaveLength(2);
  });

  it.each([
    ['cut short', (file: string) => truncateSync(file, statSync(file).size - 5)],
    ['without its last line', (file: string) => truncateSync(file, readFileSync(file, 'utf8').lastIndexOf('{"calls"'))],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['full of zeros', (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size))],
  ])('does not use a file that is %s', async (_, damage) => {
    const first = await opened();
    const before = await readOnce(first, new Source());
    await left(first);
    const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.jsonl'));
    damage(join(folder, name));
    const source = new Source();
    expect(await readOnce(await opened(), source)).toEqual(before);
    expect(source.asked).toHaveLength(2);
  });

  it('keeps for its owner alone, and nothing once it is removed', async () => {
    const first = await opened();
    await readOnce(first, new Source());
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await first.remove();
    expect(readdirSync(work)).toEqual([]);
  });

  it('is one at a time in a folder', async () => {
    await opened();
    expect(await KeptUnits.open(folder, IDENTITY, { now: NOW, anew: false })).toMatchObject({
      ok: false,
      error: { kind: 'badInput', message: expect.stringContaining('another collection') },
    });
  });

  it('removes its units before another one is let in, and nothing of that one', async () => {
    const first = await opened();
    await readOnce(first, new Source());
    await first.remove();
    const second = await opened();
    await readOnce(second, new Source());
    await first.close();
    await first.remove();
    expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
  });

  it('lets others in again where it could not begin', async () => {
    mkdirSync(join(folder, 'run.json'), { recursive: true });
    const refused = await KeptUnits.open(folder, IDENTITY, { now: NOW, anew: false });
    expect(refused).toMatchObject({ ok: false, error: { kind: 'io', message: expect.stringContaining(folder) } });
    rmSync(join(folder, 'run.json'), { recursive: true });
    expect((await opened()).startedAt).toBe(NOW.toISOString());
  });

  it('never takes a unit into its result twice', async () => {
    const units = await opened();
    const run = new Run(new Source(), PLAN, () => undefined, units);
    const read = (): Promise<unknown> => run.task(PLACE, KMS, PLACE, async (reader) => reader.get('ListKeys', {}));
    await read();
    await expect(read()).rejects.toThrow('was begun twice');
  });

  it('goes on where the disk takes no more, and keeps nothing then', async () => {
    const units = await opened();
    rmSync(folder, { recursive: true });
    const { cells } = await readOnce(units, new Source());
    expect(cells.map((cell) => cell.status)).toEqual(['complete', 'complete']);
  });

  it('does not go on with one that was to read only what has changed', async () => {
    const first = await opened();
    await readOnce(first, new Source());
    const earlier = { folder: join(work, 'collected'), stands: { events: 0, touches: () => false } };
    await first.keep(earlier.folder, 'abc');
    const changed = await KeptUnits.open(folder, IDENTITY, { now: NOW, anew: true, earlier });
    if (!changed.ok) throw new Error(changed.error.message);
    const silent = new Source();
    await readOnce(changed.value, silent);
    expect(silent.asked).toEqual([]);
    await left(changed.value);
    const whole = new Source();
    await readOnce(await opened(), whole);
    expect(whole.asked).toHaveLength(2);
  });

  it.each([
    ['events', { events: 0, touches: () => false }],
    ['stamps', 'unchanged' as const],
  ])('is left as it is by one that has none to take over from, by %s', async (_, stands) => {
    const first = await opened();
    await readOnce(first, new Source());
    await left(first);
    const earlier = { folder: join(work, 'collected'), stands };
    expect(await KeptUnits.open(folder, IDENTITY, { now: NOW, anew: false, earlier })).toMatchObject({ ok: false });
    const source = new Source();
    await readOnce(await opened(), source);
    expect(source.asked).toEqual([]);
  });

  it('knows the snapshot of the one that was kept before, if that asked for the same', async () => {
    const kept = join(work, 'collected');
    await (await opened()).keep(kept, 'abc');
    const beforeAs = async (identity: RunIdentity) => {
      const units = await KeptUnits.open(folder, identity, { now: NOW, anew: false, earlier: { folder: kept } });
      if (!units.ok) throw new Error(units.error.message);
      await left(units.value);
      return units.value.before;
    };
    expect(await beforeAs(IDENTITY)).toEqual({ startedAt: NOW.toISOString(), snapshot: 'abc' });
    expect(await beforeAs({ ...IDENTITY, profile: 'audit' })).toBeUndefined();
  });

  it('takes nothing from an earlier one that is too old or was touched', async () => {
    const first = await opened();
    await readOnce(first, new Source());
    const folderBefore = join(work, 'collected');
    await first.keep(folderBefore, 'abc');
    const asked = async (now: Date, touched: boolean): Promise<number> => {
      const earlier = { folder: folderBefore, stands: { events: 1, touches: () => touched } };
      const again = await KeptUnits.open(folder, IDENTITY, { now, anew: true, earlier });
      if (!again.ok) throw new Error(again.error.message);
      const source = new Source();
      await readOnce(again.value, source);
      await left(again.value);
      return source.asked.length;
    };
    const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3600_000);
    expect(await asked(inDays(6), false)).toBe(0);
    expect(await asked(inDays(8), false)).toBe(2);
    expect(await asked(inDays(6), true)).toBe(2);
  });
});
