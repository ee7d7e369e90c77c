import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectHere } from './collecting-here.ts';
import { CollectingProcess, callsOfUnits, finishedUnits, snapshotIn, until } from './collecting-process.ts';
import { type EmulatedOrganisation, ORGANISATION_MISSING, OWN_ACCOUNT, startOrganisation } from './organisation.ts';
import { FaultProxy, type Passed } from './proxy.ts';

const placeOf = ({ account, service, region, operation }: Passed): string =>
  `${account} ${service} ${region} ${operation}`;

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = ORGANISATION_MISSING === undefined || inCi ? describe : describe.skip;
suite(`a collection that is killed${ORGANISATION_MISSING === undefined ? '' : ` (${ORGANISATION_MISSING})`}`, () => {
  const work = mkdtempSync(join(tmpdir(), 'tadori-killed-'));
  let organisation: EmulatedOrganisation;
  let proxy: FaultProxy;
  beforeAll(async () => {
    organisation = await startOrganisation(2, 4);
    proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, { seed: 1, pageSize: 20 });
    await proxy.start();
  });
  afterAll(async () => {
    await CollectingProcess.killAll();
    await proxy?.stop();
    await organisation?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  it('goes on where it was: what was finished is not asked for again, and the snapshot is the same', async () => {
    const calm = join(work, 'calm');
    expect(await collectHere(calm, proxy.url)).toMatchObject({ code: 0 });
    const data = join(work, 'killed');
    const first = new CollectingProcess(data, proxy.url);
    await until(() => finishedUnits(data).length >= 12, first);
    first.kill();
    expect(await first.ended).toMatchObject({ code: null });
    expect(existsSync(join(data, 'LATEST'))).toBe(false);
    const folder = join(data, 'collecting');
    expect(new Set(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777))).toEqual(
      new Set([0o600]),
    );

    const kept = callsOfUnits(data);
    expect(kept.length).toBeGreaterThan(12);
    proxy.passed.length = 0;
    expect(await new CollectingProcess(data, proxy.url).ended).toMatchObject({ code: 0 });
    const made = new Set(proxy.passed.map(placeOf));
    expect(kept.filter((call) => made.has(call))).toEqual([]);
    const [expected, resumed] = await Promise.all([snapshotIn(calm), snapshotIn(data)]);
    expect({ ...resumed, takenAt: '' }).toEqual({ ...expected, takenAt: '' });
    expect(existsSync(folder)).toBe(false);
  });
});
