import { describe, expect, it } from 'vitest';
import type { Questions } from '../../answers/questions.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { got, provedData, shippedSample } from './proved.ts';

const sample = await shippedSample();
const FINANCE = '646836788589';

/** One of `every` resources and parts is asked about. */
export function unreadAccountSuite(every: number): void {
  describe('of a principal in an account of ours whose IAM was not read', () => {
    it('every answer is the same as if it had been read, or unknown', async () => {
      const read = await provedData(sample);
      const unread = await provedData(blind(FINANCE), { cypher: false });
      const found = await verdicts(read.questions, unread.questions, every);
      await Promise.all([read.close(), unread.close()]);
      expect(found.filter(({ read, now }) => now !== read && now !== 'unknown')).toEqual([]);
      expect(found.filter(({ read }) => read === 'allowed').length).toBeGreaterThan(20);
      expect(found.filter(({ now }) => now === 'denied').length).toBeGreaterThan(20);
    }, 240_000);

    it('those whom a policy names are listed as unknown', async () => {
      const unread = await provedData(blind(FINANCE), { cypher: false });
      const { results } = got(await unread.questions.whoCan({ resource: 'finance-ledger', language: 'en' }));
      await unread.close();
      const named = results.filter(({ principal }) => principal === `arn:aws:iam::${FINANCE}:role/CFO`);
      expect(named.flatMap(({ actions }) => actions)).toEqual([]);
      expect(named.flatMap(({ unknownActions }) => unknownActions).length).toBeGreaterThan(0);
    }, 120_000);
  });
}

const blind = (account: string): Snapshot => ({
  ...sample,
  roles: sample.roles.filter((one) => one.account !== account),
  users: sample.users.filter((one) => one.account !== account),
  groups: sample.groups.filter((one) => one.account !== account),
  coverage: sample.coverage.map((cell) =>
    cell.service === 'iam' && cell.account === account ? { ...cell, status: 'denied' as const } : cell,
  ),
});

/** Each role of the account on one of `every` resources, with one action of each access level and part. */
async function verdicts(full: Questions, half: Questions, every: number) {
  const found: { readonly who: string; readonly action: string; readonly read: string; readonly now: string }[] = [];
  const targets = sample.resources.flatMap(targetsOf).filter((_, at) => at % every === 0);
  for (const role of sample.roles.filter(({ account }) => account === FINANCE)) {
    for (const target of targets) {
      const levels = new Map(actionsOnType(target.service, target.type).map(({ level, name }) => [level, name]));
      for (const action of levels.values()) {
        const ask = { principal: role.arn, action, resource: target.arn, language: 'en' as const };
        const [read, now] = [await full.can(ask), await half.can(ask)];
        if (read.ok && now.ok) found.push({ who: role.name, action, read: read.value.verdict, now: now.value.verdict });
      }
    }
  }
  return found;
}
