import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STAMPS, type Stamp } from '../../collector/changes/stamps.ts';
import { KeptUnits, type RunIdentity } from '../../collector/kept-units.ts';
import { Run } from '../../collector/run.ts';
import { isObject } from '../../collector/schema-check.ts';
import type { Json } from '../../domain/policy.ts';
import { failure, type Script, ScriptedSource } from './scripted-source.ts';
import { STAMPED, type StampedThing } from './stamped-things.ts';

const PLAN = { homeRegion: 'eu-west-1', roleName: 'Reader' };
const IDENTITY: RunIdentity = { plan: PLAN, caller: '111122223333' };
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const inMs = (ms: number): Date => new Date(Date.now() + ms);

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'tadori-stamps-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

interface Settings {
  readonly stands?: 'unchanged';
  readonly identity?: RunIdentity;
  readonly now?: Date;
}

/** A collection of one unit, kept when it is done; `asked`: the calls that went to AWS. */
async function collected(
  { read }: StampedThing,
  script: Script,
  { stands, identity = IDENTITY, now = new Date() }: Settings = {},
) {
  const [folder, kept] = [join(work, 'collecting'), join(work, 'collected')];
  const earlier = { folder: kept, ...(stands === undefined ? {} : { stands }) };
  const units = await KeptUnits.open(folder, identity, { now, anew: false, earlier });
  if (!units.ok) return { refused: units.error.message, asked: [], cells: [], standing: 0 };
  const source = new ScriptedSource(script);
  const run = new Run(source, PLAN, () => undefined, units.value);
  const brought = await read(run);
  const { standing } = units.value;
  await units.value.keep(kept, 'an id');
  return {
    brought,
    standing,
    asked: source.calls.map(({ service, operation }) => `${service}:${operation}`),
    cells: run.ledger.cells(),
  };
}

const HOUR_AGO = { now: inMs(-HOUR) };
const AGAIN = { stands: 'unchanged' } as const;
const unitFiles = (): readonly string[] =>
  readdirSync(join(work, 'collected'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(work, 'collected', name));

const nameOf = ({ service, call }: Stamp): string => `${service}:${call}`;
const ALL = STAMPS.map((stamp) => [nameOf(stamp), stamp] as const);

function stamped(name: string): StampedThing {
  const found = STAMPED[name];
  if (found === undefined) throw new Error(`no thing for ${name}`);
  return found;
}

/** The thing with another value in a field, or (undefined) without it. */
function altered(thing: Json, field: string, value: Json | undefined): Json {
  const { [field]: _, ...others } = isObject(thing) ? thing : {};
  return value === undefined ? others : { ...others, [field]: value };
}

/** What was read at first, then the thing as it is now. */
async function afterwards(one: StampedThing, now: Json, settings: Settings = AGAIN) {
  const first = await collected(one, one.script(one.thing), HOUR_AGO);
  return { first, second: await collected(one, one.script(now), settings) };
}

describe('the table of stamps', () => {
  it('names each call once, with the page of AWS that says so', () => {
    expect(new Set(ALL.map(([name]) => name)).size).toBe(STAMPS.length);
    expect(Object.keys(STAMPED).sort()).toEqual(ALL.map(([name]) => name).sort());
    const pages = STAMPS.map((stamp) => stamp.pages.filter((page) => page.startsWith('https://docs.aws.amazon.com/')));
    expect(pages.filter((some) => some.length === 0)).toEqual([]);
  });

  it('is the one that the guide shows', () => {
    const guide = readFileSync(new URL('../../docs/collecting.md', import.meta.url), 'utf8');
    const section = guide.slice(guide.indexOf('### Without events'), guide.indexOf('### What is different now'));
    const rows = [...section.matchAll(/^\| ([a-z0-9-]+:[A-Za-z]+) \|.*$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(ALL.map(([name]) => name));
    const linked = rows.map(([row]) => [...row.matchAll(/\]\(([^)]+)\)/g)].map(([, page]) => page));
    expect(linked).toEqual(STAMPS.map((stamp) => stamp.pages));
  });
});

describe.each(ALL)('%s', (name, stamp) => {
  const one = stamped(name);
  const list = `${stamp.service}:${stamp.list}`;
  const readAtOf = (cells: Awaited<ReturnType<typeof collected>>['cells']) =>
    cells.filter(({ readAt }) => readAt !== undefined).map(({ service, call }) => `${service}:${call}`);

  it('is not asked where the stamp is the same, and everything else is; the coverage says when it was read', async () => {
    const { first, second } = await afterwards(one, one.thing);
    expect(first.asked).toContain(name);
    expect(second.asked).toContain(list);
    expect(second.asked.toSorted()).toEqual(first.asked.filter((call) => call !== name).toSorted());
    expect(second.brought).toEqual(first.brought);
    expect(readAtOf(second.cells)).toEqual([name]);
    expect([first.standing, second.standing]).toEqual([0, 1]);
    expect(second.cells.map(({ readAt: _, ...cell }) => cell)).toEqual(first.cells);
  });

  it.each(stamp.same)('is asked again where %s has changed', async (field) => {
    const { second } = await afterwards(one, altered(one.thing, field, 'another'));
    expect(readAtOf(second.cells)).toEqual([]);
    expect(second.asked).toContain(name);
  });

  it.each(stamp.same)('is not answered with what was read where %s is not told', async (field) => {
    const { second } = await afterwards(one, altered(one.thing, field, undefined));
    expect([readAtOf(second.cells), second.standing]).toEqual([[], 0]);
  });

  it('is never answered with what was read where the call that tells of the thing is denied', async () => {
    await collected(one, one.script(one.thing), HOUR_AGO);
    const denied = { ...one.script(one.thing), [list]: () => failure('AccessDenied', 'denied') };
    const second = await collected(one, denied, AGAIN);
    expect([readAtOf(second.cells), second.standing]).toEqual([[], 0]);
    expect(second.cells.filter(({ status }) => status === 'denied').map(({ call }) => call)).toEqual([stamp.list]);
  });

  it.each(Object.keys(stamp.settled ?? {}))('is asked again where %s was and is on its way', async (field) => {
    const underWay = altered(one.thing, field, 'UNDER_WAY');
    await collected(one, one.script(underWay), HOUR_AGO);
    expect((await collected(one, one.script(underWay), AGAIN)).asked).toContain(name);
  });

  it.each(
    stamp.changedAt === undefined ? [] : [stamp.changedAt],
  )('is asked again where %s is not well before the earlier collection', async (field) => {
    const stillMoving = altered(one.thing, field, inMs(-HOUR - 60_000).toISOString());
    await collected(one, one.script(stillMoving), HOUR_AGO);
    expect((await collected(one, one.script(stillMoving), AGAIN)).asked).toContain(name);
  });
});

describe('answers that cannot have changed', () => {
  const name = 'ecs:DescribeTaskDefinition';
  const one = stamped(name);
  const script = one.script(one.thing);

  it('stand for seven days from when they were read, however often they were taken over', async () => {
    await collected(one, script, HOUR_AGO);
    const [file = ''] = unitFiles();
    utimesSync(file, inMs(-6 * DAY), inMs(-6 * DAY));
    const second = await collected(one, script, AGAIN);
    const third = await collected(one, script, AGAIN);
    expect([second.standing, third.standing]).toEqual([1, 1]);
    const readAt = (cells: typeof third.cells) => cells.map((cell) => cell.readAt?.slice(0, 10));
    expect(readAt(third.cells)).toEqual([
      inMs(-6 * DAY)
        .toISOString()
        .slice(0, 10),
      undefined,
    ]);
    expect((await collected(one, script, { ...AGAIN, now: inMs(2 * DAY) })).asked).toContain(name);
  });

  it('are none in a unit that is damaged', async () => {
    await collected(one, script, HOUR_AGO);
    for (const file of unitFiles()) truncateSync(file, 40);
    expect(await collected(one, script, AGAIN)).toMatchObject({ standing: 0, asked: expect.arrayContaining([name]) });
  });

  it('are none where what was kept is no answer', async () => {
    await collected(one, script, HOUR_AGO);
    for (const file of unitFiles()) writeFileSync(file, '{"service":"ecs","answer":7}\n{"calls":1}\n');
    expect(await collected(one, script, AGAIN)).toMatchObject({ standing: 0, asked: expect.arrayContaining([name]) });
  });

  it.each([
    ['of another account', { ...IDENTITY, caller: '444455556666' }],
    ['of other options', { ...IDENTITY, plan: { ...PLAN, accounts: ['444455556666'] } }],
  ])('are not taken from a collection %s, and nothing is done', async (_, identity) => {
    await collected(one, script, { ...HOUR_AGO, identity });
    expect(await collected(one, script, AGAIN)).toMatchObject({
      refused: expect.stringContaining('collect with `--keep` first'),
    });
  });

  it('are not taken where a thing is told twice and not alike', async () => {
    const share = stamped('ram:GetPermission');
    const before = share.script(share.thing);
    await collected(share, before, HOUR_AGO);
    const other = altered(share.thing, 'lastUpdatedTime', '2026-01-01T00:00:00.000Z');
    const twice = { ...before, 'ram:ListResourceSharePermissions': { permissions: [share.thing, other] } };
    expect((await collected(share, twice, AGAIN)).standing).toBe(0);
  });

  it('stand in a run that goes on with one of its kind, and in no other', async () => {
    await collected(one, script, HOUR_AGO);
    const folder = join(work, 'collecting');
    const open = async (stands: 'unchanged' | undefined) => {
      const earlier = { folder: join(work, 'collected'), ...(stands === undefined ? {} : { stands }) };
      const units = await KeptUnits.open(folder, IDENTITY, { now: new Date(), anew: false, earlier });
      if (!units.ok) throw new Error(units.error.message);
      const source = new ScriptedSource(script);
      const run = new Run(source, PLAN, () => undefined, units.value);
      await one.read(run);
      await units.value.close();
      return { asked: source.calls.length, standing: units.value.standing, cells: run.ledger.cells() };
    };
    const cut = await open('unchanged');
    const again = await open('unchanged');
    expect([cut.asked, again.asked, again.standing]).toEqual([1, 0, 1]);
    expect(again.cells).toEqual(cut.cells);
    expect((await open(undefined)).asked).toBe(2);
  });
});
