import { expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const SAMPLE = await shippedSample();

const ACCOUNT = '646836788589';

/** The tree as far as it is known without the call. */
function denied(call: string, organization: Snapshot['organization']): Snapshot {
  const { organization: _, ...rest } = SAMPLE;
  return {
    ...rest,
    ...(organization === undefined ? {} : { organization }),
    accounts: SAMPLE.accounts.map(({ parent: __, ...account }) => account),
    coverage: SAMPLE.coverage.map((cell) => (cell.call === call ? { ...cell, status: 'denied' as const } : cell)),
  };
}

it.each([
  'ListRoots',
  'ListAccountsForParent',
  'ListOrganizationalUnitsForParent',
])('without %s an account without a parent may yet be in the organisation', (call) => {
  expect(new World(SAMPLE).inOrganization(ACCOUNT)).toBe(true);
  expect(new World(denied(call, SAMPLE.organization)).inOrganization(ACCOUNT)).toBeUndefined();
  expect(new World(denied(call, undefined)).inOrganization(ACCOUNT)).toBeUndefined();
  expect(new World(denied('none', SAMPLE.organization)).inOrganization(ACCOUNT)).toBe(false);
});
