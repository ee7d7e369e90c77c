import { describe, expect, it } from 'vitest';
import type { Hop } from '../../domain/access.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const sample = await shippedSample();
const role = sample.roles.find(({ name }) => name.startsWith('AWSReservedSSO_FinanceAccess'));

/** Ways into the role of a permission set, with one call of Identity Center broken off. */
function waysIn(brokenOff?: string): readonly Hop[] {
  const world = new World({
    ...sample,
    users: [],
    resources: [],
    roles: role === undefined ? [] : [role],
    coverage: sample.coverage.map((cell) =>
      cell.service === 'sso-admin' && cell.call === brokenOff ? { ...cell, status: 'throttled' } : cell,
    ),
  });
  const steps = prove(world, decide);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.hops.filter((hop) => hop.to === role?.arn);
  }
}

describe('the role of a permission set', () => {
  it('is entered over the assignments where all of them were read', () => {
    expect(waysIn().map(({ technique }) => technique)).toEqual(['Identity Center sign-in']);
  });

  it.each([
    'ListPermissionSets',
    'DescribePermissionSet',
    'ListAccountsForProvisionedPermissionSet',
    'ListAccountAssignments',
  ])('is entered by whoever the provider signs in where %s broke off', (call) => {
    expect(waysIn(call).map(({ from }) => from)).toContainEqual(expect.stringMatching(/^federated:.*AWSSSO_/));
  });
});
