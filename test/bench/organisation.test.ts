import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/organisation/measure.ts';
import { MIDDLE, organisationOf } from '../../bench/organisation/organisation.ts';
import { readSnapshot, snapshotId, writeSnapshot } from '../../collector/snapshot-files.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got } from '../e2e/proved.ts';

const SMALL = { accounts: 5, roles: 100, resources: 200, seed: 6 };

/** Of what was made, without lists that the format of snapshots may get later. */
const digestOf = ({
  accounts,
  roles,
  managedPolicies,
  organizationPolicies,
  resources,
  assignments,
}: Snapshot): string =>
  createHash('sha256')
    .update(JSON.stringify([accounts, roles, managedPolicies, organizationPolicies, resources, assignments]))
    .digest('hex')
    .slice(0, 12);

/** Figures of scale are comparable only on one workload: it was frozen before anything was tuned to it. */
describe('the organisation that scale is measured on', () => {
  const middle = organisationOf(MIDDLE);

  it('is the same on every machine, and has not changed', () => {
    expect(digestOf(middle)).toBe('4139f1a2f2a7');
    const [six, seven] = [6, 7].map((seed) => digestOf(organisationOf({ ...SMALL, seed })));
    expect(six).not.toBe(seven);
  });

  it('is ten million pairs, with tags, keys and types enough', () => {
    const found = measure(middle);
    expect(found.pairs).toBe(10_000_000);
    expect(found.candidates).toBeGreaterThan(1_000_000);
    expect(found.resourceTypes).toBeGreaterThanOrEqual(20);
    expect(found.underTags).toBeGreaterThanOrEqual(0.2);
    expect(found.teams).toBe(200);
    expect(found.sealed).toBeGreaterThan(0.15);
  });

  it('is a snapshot like any other: it is written and read, and each of its policies is one', async () => {
    const small = organisationOf(SMALL);
    const data = await mkdtemp(join(tmpdir(), 'tadori-organisation-'));
    const id = got(await writeSnapshot(data, small));
    expect(got(snapshotId(got(await readSnapshot(data, id))))).toBe(id);
    await rm(data, { recursive: true, force: true });
    const { roles, managedPolicies, organizationPolicies, resources } = small;
    const documents = [
      ...roles.flatMap((one) => [one.trustPolicy, ...one.inlinePolicies.map(({ document }) => document)]),
      ...[...managedPolicies, ...organizationPolicies].map(({ document }) => document),
      ...resources.flatMap(({ policy }) => policy?.document ?? []),
    ];
    expect(documents.filter((one) => !parsePolicy(one).ok)).toEqual([]);
  });
});
