import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { CollectingProcess, callsOfUnits, finishedUnits, snapshotIn, until } from '../faults/collecting-process.ts';
import { deniedGaps, deniedPlaces, deniesShare, digestsOf, ownResources, strayGaps } from '../faults/disturbed.ts';
import {
  type EmulatedOrganisation,
  ORGANISATION_MISSING,
  OWN_ACCOUNT,
  startOrganisation,
} from '../faults/organisation.ts';
import { FaultProxy } from '../faults/proxy.ts';

const ACCOUNTS = 200;
const ROLES = 50;
const CALM = { seed: 11, pageSize: 20 };
const MEGABYTES = 500;
/** An account is read in some 6 s here: sessions of half a minute, told or not, would hardly ever end in the middle. */
const SESSION_MS = 3000;
const TIMEOUT_MS = 600_000;

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = ORGANISATION_MISSING === undefined || inCi ? describe : describe.skip;
const why = ORGANISATION_MISSING === undefined ? '' : ` (${ORGANISATION_MISSING})`;
suite(`${ACCOUNTS} accounts of ${ROLES} roles through the faults proxy${why}`, () => {
  const work = mkdtempSync(join(tmpdir(), 'tadori-faults-'));
  let organisation: EmulatedOrganisation;
  let proxy: FaultProxy;
  let calm: Snapshot;
  beforeAll(async () => {
    organisation = await startOrganisation(ACCOUNTS, ROLES);
    proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, CALM);
    await proxy.start();
  });
  afterAll(async () => {
    await CollectingProcess.killAll();
    await proxy?.stop();
    await organisation?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const report = (what: string, begun: number, peak: number): void => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    console.info(`${what}: ${seconds} s, ${proxy.passed.length} attempts, peak ${peak} MB`, proxy.counts());
  };

  it(
    'are read whole when nothing goes wrong',
    async () => {
      const begun = Date.now();
      const data = join(work, 'calm');
      const ended = await new CollectingProcess(data, proxy.url).ended;
      report('undisturbed', begun, ended.peakMegabytes);
      expect(ended).toMatchObject({ code: 0 });
      calm = await snapshotIn(data);
      expect(calm.accounts).toHaveLength(ACCOUNTS);
      expect(calm.roles).toHaveLength(ACCOUNTS * (ROLES + 1) - 1);
      expect(ownResources(calm)).toHaveLength(ACCOUNTS * 5);
      expect(ended.peakMegabytes).toBeLessThanOrEqual(MEGABYTES);
    },
    TIMEOUT_MS,
  );

  it(
    'come to their end through throttling, denials and ending sessions, the process killed in the middle',
    async () => {
      const denies = deniesShare(CALM.seed, 0.02);
      proxy.plan = { ...CALM, shares: { throttled: 0.05 }, denies, sessionMs: SESSION_MS, tellsExpiration: false };
      proxy.passed.length = 0;
      const begun = Date.now();
      const data = join(work, 'disturbed');
      const first = new CollectingProcess(data, proxy.url);
      const units = new Set(calm.coverage.map(({ account, service, region }) => `${account} ${service} ${region}`))
        .size;
      await until(() => finishedUnits(data).length >= units / 3, first);
      first.kill();
      const killed = await first.ended;
      expect(killed.code).toBeNull();
      const kept = callsOfUnits(data);
      const before = proxy.passed.length;
      const second = await new CollectingProcess(data, proxy.url).ended;
      report('disturbed', begun, Math.max(killed.peakMegabytes, second.peakMegabytes));
      expect(second).toMatchObject({ code: 0 });
      expect(existsSync(join(data, 'collecting'))).toBe(false);

      const again = new Set(
        proxy.passed.slice(before).map((call) => `${call.account} ${call.service} ${call.region} ${call.operation}`),
      );
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.filter((call) => again.has(call))).toEqual([]);

      const disturbed = await snapshotIn(data);
      expect(proxy.counts().throttled).toBeGreaterThan(proxy.passed.length * 0.04);
      expect(proxy.denied().size).toBeGreaterThan(ACCOUNTS / 4);
      expect(proxy.counts().expired).toBeGreaterThan(ACCOUNTS / 4);
      expect(deniedGaps(disturbed)).toEqual(deniedPlaces(proxy));
      expect(strayGaps(calm, disturbed)).toEqual([]);
      const { complete, incomplete } = digestsOf(disturbed);
      const known = digestsOf(calm).complete;
      console.info(`${complete.size} groups of complete cells compared, ${incomplete.size} incomplete`);
      expect(complete.size).toBeGreaterThan(known.size * 0.8);
      expect([...complete].filter(([name, digest]) => known.get(name) !== digest)).toEqual([]);
      expect(killed.peakMegabytes).toBeLessThanOrEqual(MEGABYTES);
      expect(second.peakMegabytes).toBeLessThanOrEqual(MEGABYTES);
    },
    TIMEOUT_MS,
  );
});
