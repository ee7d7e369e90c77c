import { describe, expect, it } from 'vitest';
import { BUDGETS, budgetOf } from '../../collector/aws/budgets.ts';
import { Pace } from '../../collector/aws/pace.ts';

const CALL = { account: '1', region: 'a', service: 'sso-admin', operation: 'ListInstances' } as const;

/** A clock that only sleeping moves, and what was slept. */
function clock() {
  const slept: number[] = [];
  return { slept, now: () => 0, sleep: async (ms: number) => void slept.push(ms) };
}

describe('budgets', () => {
  it('are found by operation before service, and are documented', () => {
    expect(budgetOf(CALL)).toMatchObject({ perSecond: 20, countedPer: 'account' });
    expect(budgetOf({ service: 'kms', operation: 'ListGrants' })).toMatchObject({ perSecond: 100 });
    expect(budgetOf({ service: 'account-access', operation: 'ListEntitlements' })).toMatchObject({ perSecond: 20 });
    expect(budgetOf({ service: 'rolesanywhere', operation: 'ListCrls' })).toMatchObject({
      operations: ['ListCrls'],
      perSecond: 1,
      countedPer: 'region',
    });
    expect(budgetOf({ service: 'kms', operation: 'ListKeys' })).toBeUndefined();
    expect(budgetOf({ service: 'iam', operation: 'ListUsers' })).toBeUndefined();
    expect(BUDGETS.filter(({ source, perSecond }) => source === '' || perSecond <= 0)).toEqual([]);
  });

  it('let half a second of calls through at once and the others evenly', async () => {
    const time = clock();
    const pace = new Pace(BUDGETS, time);
    for (let turn = 0; turn < 14; turn += 1) await pace.turn(CALL);
    expect(time.slept).toEqual([50, 100, 150]);
  });

  it('are counted per account, for all Regions together or one by one', async () => {
    const time = clock();
    const pace = new Pace(
      [
        { service: 'sso-admin', perSecond: 2, countedPer: 'account', source: 's' },
        { service: 'kms', perSecond: 2, countedPer: 'region', source: 's' },
      ],
      time,
    );
    const both = async (service: 'kms' | 'sso-admin'): Promise<void> => {
      for (const region of ['a', 'a', 'b', 'b']) await pace.turn({ ...CALL, service, region });
    };
    await both('kms');
    expect(time.slept).toEqual([]);
    await pace.turn({ ...CALL, account: '2' });
    await both('sso-admin');
    expect(time.slept).toEqual([500, 1000]);
  });
});
