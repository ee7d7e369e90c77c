import { describe, expect, it } from 'vitest';
import { ANY_ACCOUNT_ID } from '../../domain/node-ids.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { assumeHops } from '../../reasoning/hops.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { principalOf } from '../../reasoning/verify/principals.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const sample = await shippedSample();
const open = (principal: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: principal }, Action: ['sts:AssumeRole', 'kms:Decrypt'], Resource: '*' },
  ],
});

/** The sample in another partition, with all its roles and keys opened to a principal. */
function worldIn(partition: string, principal: string): World {
  const moved: Snapshot = JSON.parse(
    JSON.stringify(sample)
      .replaceAll('arn:aws:', `arn:${partition}:`)
      .replaceAll('"partition":"aws"', `"partition":"${partition}"`),
  );
  const { Statement } = open(principal);
  const trustPolicy = { Version: '2012-10-17', Statement: Statement.map(({ Resource: _, ...rest }) => rest) };
  return new World({
    ...moved,
    roles: moved.roles.filter(({ path }) => path === '/').map((role) => ({ ...role, trustPolicy })),
    resources: moved.resources
      .filter(({ type }) => type === 'AWS::KMS::Key')
      .map((key) => ({ ...key, policy: { name: 'default', document: open(principal) } })),
  });
}

describe.each(['aws', 'aws-us-gov', 'aws-cn'])('in partition %s', (partition) => {
  it.each([
    ['*', ANY_ACCOUNT_ID],
    ['999988887777', 'external:999988887777'],
    [`arn:${partition}:iam::999988887777:root`, 'external:999988887777'],
  ])('what is open to %s is found', (principal, id) => {
    const world = worldIn(partition, principal);
    const caller = callerOfId(world, id);
    if (caller === undefined) throw new Error(`${id} is no caller`);
    const options = {
      profile: ordinaryCaller(world.snapshot.takenAt),
      replay: decide,
      onDisagreement: () => {
        throw new Error('the interpreter disagrees');
      },
    };
    expect(world.snapshot.roles.flatMap((role) => assumeHops(world, caller, role, options)).length).toBeGreaterThan(0);
    const keys = world.snapshot.resources.flatMap((key) => effectiveAccess(world, caller, key, options));
    expect(keys.flatMap(({ grants }) => grants.flatMap(({ actions }) => actions))).toContain('kms:Decrypt');
    expect(principalOf(world.snapshot, id)).toEqual(caller.principal);
  });
});
