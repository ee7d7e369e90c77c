import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../../collector/collect.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import {
  deniedGaps,
  deniedPlaces,
  deniesShare,
  digestsOf,
  OWN_SERVICES,
  ownResources,
  REGIONS,
  strayGaps,
} from './disturbed.ts';
import type { Fault, FaultPlan } from './fault-plan.ts';
import {
  type EmulatedOrganisation,
  environmentFor,
  ORGANISATION_MISSING,
  OWN_ACCOUNT,
  startOrganisation,
} from './organisation.ts';
import { FaultProxy } from './proxy.ts';

const ACCOUNTS = 3;
const ROLES = 5;
/** Faults that strike side by side; those that take their time strike seldom. */
const TOGETHER: readonly Readonly<Partial<Record<Fault, number>>>[] = [
  { throttled: 0.03 },
  { reset: 0.06, cut: 0.06, html: 0.06 },
  { stall: 0.015, slow: 0.015 },
];
const CALM: FaultPlan = { seed: 1, pageSize: 3 };

/** What the emulator lacks fails at every attempt, and how the last one ended is chance. */
const untold = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  coverage: snapshot.coverage.map((cell) => (cell.status === 'failed' ? { ...cell, detail: '' } : cell)),
});

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = ORGANISATION_MISSING === undefined || inCi ? describe : describe.skip;
suite(
  `the collector through the faults proxy${ORGANISATION_MISSING === undefined ? '' : ` (${ORGANISATION_MISSING})`}`,
  () => {
    let organisation: EmulatedOrganisation;
    let proxy: FaultProxy;
    let calm: Snapshot;
    let calmMs: number;
    beforeAll(async () => {
      organisation = await startOrganisation(ACCOUNTS, ROLES);
      proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, CALM);
      await proxy.start();
      Object.assign(process.env, environmentFor(proxy.url));
      const started = performance.now();
      calm = await collected(CALM);
      calmMs = performance.now() - started;
    });
    afterAll(async () => {
      await proxy?.stop();
      await organisation?.stop();
    });

    async function collected(plan: FaultPlan & { readonly answerMs?: number }): Promise<Snapshot> {
      proxy.plan = plan;
      proxy.passed.length = 0;
      const taken = await collect({ regions: REGIONS }, { now: () => new Date(0), answerMs: plan.answerMs ?? 20_000 });
      if (!taken.ok) throw new Error(taken.error.message);
      return taken.value;
    }

    it('reads all of it when nothing goes wrong', () => {
      expect(calm.accounts).toHaveLength(ACCOUNTS);
      expect(calm.roles).toHaveLength(ACCOUNTS * (ROLES + 1) - 1);
      expect(ownResources(calm)).toHaveLength(ACCOUNTS * 5);
      const own = calm.coverage.filter((cell) => OWN_SERVICES.has(cell.service));
      expect(new Set(own.map((cell) => cell.status))).toEqual(new Set(['complete']));
      expect(proxy.counts()).toEqual({});
    });

    it.each(TOGETHER)('loses nothing to attempts that end badly: %j', async (shares) => {
      // only where answers are late on purpose is it short how long they are waited for: the machine may be busy
      const late = 'slow' in shares ? { slowMs: 2500, answerMs: 1500 } : {};
      const disturbed = await collected({ ...CALM, shares, ...late });
      const struck = proxy.counts();
      expect(Object.keys(struck).sort()).toEqual(Object.keys(shares).sort());
      expect(untold(disturbed)).toEqual(untold(calm));
    });

    it.each([true, false])('enters accounts anew when sessions end (told before: %s)', async (tellsExpiration) => {
      // several end on the way, and none before its first call has come through, however slow the machine is
      const sessionMs = Math.max(400, calmMs / 6);
      const disturbed = await collected({ ...CALM, sessionMs, tellsExpiration });
      const entered = proxy.passed.filter((call) => call.operation === 'AssumeRole').length;
      expect(entered).toBeGreaterThan(ACCOUNTS - 1);
      if (!tellsExpiration) expect(proxy.counts().expired).toBeGreaterThan(0);
      expect(disturbed).toEqual(calm);
    });

    it('makes each denial one gap, and no others, and knows the rest as well as ever', async () => {
      const shares = { throttled: 0.03, reset: 0.01, cut: 0.01, html: 0.01 };
      const disturbed = await collected({ ...CALM, shares, denies: deniesShare(4, 0.04), sessionMs: 2000 });
      expect(proxy.denied().size).toBeGreaterThan(5);
      expect(deniedGaps(disturbed)).toEqual(deniedPlaces(proxy));
      expect(strayGaps(calm, disturbed)).toEqual([]);
      const { complete } = digestsOf(disturbed);
      const known = digestsOf(calm).complete;
      expect(complete.size).toBeGreaterThan(known.size / 2);
      expect([...complete].filter(([name, digest]) => known.get(name) !== digest)).toEqual([]);
    });
  },
);
