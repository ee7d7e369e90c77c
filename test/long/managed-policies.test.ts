import { expect, it } from 'vitest';
import { type ManagedDocument, managedDocuments } from '../../bench/managed-policies.ts';
import type { Grant } from '../../domain/access.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const ACCOUNT = '646836788589';
/** One in so many of about 1,600 policies; all of them take ten minutes. */
const STEP = 5;
const documents = await managedDocuments();

/** A role that has this policy and no other, in an account of the sample under its guardrails. */
function roleWith({ name, document }: ManagedDocument): IamRole {
  return {
    arn: `arn:aws:iam::${ACCOUNT}:role/has-${name}`,
    account: ACCOUNT,
    name: `has-${name}`,
    path: '/',
    inlinePolicies: [{ name, document }],
    attachedPolicies: [],
    tags: {},
    trustPolicy: { Version: '2012-10-17', Statement: [] },
  };
}

function withRoles(sample: Snapshot, roles: readonly IamRole[]): World {
  return new World({ ...sample, roles: [...sample.roles, ...roles] });
}

it('at most one in a hundred answers about the managed policies of AWS is unknown, and each says why', {
  timeout: 3_600_000,
}, async ({ skip }) => {
  if (documents === undefined) skip('moto is not installed: `npm test` installs it (Python 3 needed)');
  const sample = await shippedSample();
  const roles = (documents ?? []).filter((_, index) => index % STEP === 0).map(roleWith);
  const world = withRoles(sample, roles);
  const disagreements: unknown[] = [];
  const options: EngineOptions = {
    profile: ordinaryCaller(sample.takenAt),
    replay: decide,
    onDisagreement: (one) => disagreements.push(one),
  };
  const grants: Grant[] = [];
  for (const role of roles) {
    for (const resource of sample.resources)
      grants.push(...effectiveAccess(world, roleCaller(role), resource, options).flatMap((one) => one.grants));
  }
  const count = (some: readonly Grant[]): number => some.reduce((sum, { actions }) => sum + actions.length, 0);
  const unknown = grants.filter(({ verdict }) => verdict === 'unknown');
  console.log(`${roles.length} managed policies: ${count(grants)} granted actions, ${count(unknown)} unknown`);
  expect(disagreements).toEqual([]);
  expect(count(grants)).toBeGreaterThan(2000);
  expect(count(unknown)).toBeLessThanOrEqual(count(grants) / 100);
  expect(unknown.filter(({ assumptions }) => assumptions.length === 0)).toEqual([]);
});
