import { describe, expect, it } from 'vitest';
import type { ResourceShare } from '../../domain/resource-share.ts';
import { World } from '../../reasoning/world.ts';
import { allow, ask, OTHER, OWN, role, smallWorld } from './small-world.ts';

const stranger = role('Stranger', OTHER, allow('*', '*'));
const poor = role('Poor', OTHER, allow('sqs:*', '*'));
const app = role('App', OWN, allow('*', '*'));
const subnet = `arn:aws:ec2:eu-west-1:${OWN}:subnet/subnet-1`;
const share: ResourceShare = {
  arn: `arn:aws:ram:eu-west-1:${OWN}:resource-share/1`,
  account: OWN,
  region: 'eu-west-1',
  name: 'net',
  principals: [OTHER],
  resources: [subnet],
};
const READ = ['ram:GetResourceShares', 'ram:GetResourceShareAssociations'];

function world(resourceShares: readonly ResourceShare[], read: readonly string[]): World {
  const { snapshot } = smallWorld({ roles: [stranger, poor, app] });
  const cells = read.flatMap((one) =>
    [OWN, OTHER].map((account) => {
      const [service = '', call = ''] = one.split(':');
      return { account, region: '*', service, call, status: 'complete' as const };
    }),
  );
  return new World({ ...snapshot, resourceShares, coverage: [...snapshot.coverage, ...cells] });
}
const verdict = (of: World, caller: string): string => ask(of, caller, 'ec2:RunInstances', subnet).verdict;

describe('a thing that AWS RAM shares', () => {
  it('is open for other accounts, whatever the permission of the share says', () => {
    expect(verdict(world([share], READ), stranger.arn)).toBe('unknown');
    expect(verdict(world([share], READ), app.arn)).toBe('allowed');
  });

  it('asks the identity policies of the other account all the same', () => {
    expect(verdict(world([share], READ), poor.arn)).toBe('denied');
  });

  it('that is in no share is closed, once the shares of its account were read', () => {
    expect(verdict(world([], READ), stranger.arn)).toBe('denied');
    expect(verdict(world([], ['ram:GetResourceShares']), stranger.arn)).toBe('denied');
    expect(verdict(world([{ ...share, resources: [] }], READ), stranger.arn)).toBe('denied');
    expect(verdict(world([], []), stranger.arn)).toBe('unknown');
  });
});
