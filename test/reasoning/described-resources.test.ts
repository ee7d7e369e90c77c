import { describe, expect, it } from 'vitest';
import { ALL_CALLS } from '../../collector/aws/all-calls.ts';
import { DESCRIBED_TYPES, type FacetCall } from '../../domain/described-types.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import { sharingFacts } from '../../reasoning/sharing-facts.ts';
import { factsOfResource } from '../../reasoning/verify/facts.ts';
import { World } from '../../reasoning/world.ts';
import { compareBlocks } from './blocks/compare-blocks.ts';
import { allow, ask, at, KEY, kmsKey, OTHER, OWN, role, smallWorld } from './small-world.ts';

const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [app, stranger];
const policy = (name: string, statement: ReturnType<typeof allow>) => ({
  name,
  document: { Version: '2012-10-17', Statement: [statement] },
});

const repositoryArn = `arn:aws:ecr:eu-west-1:${OWN}:repository/web`;
const repository = (more: Partial<DescribedResource>): DescribedResource => ({
  type: 'AWS::ECR::Repository',
  arn: repositoryArn,
  name: 'web',
  ...at(OWN),
  ...more,
});
const snapshotArn = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
const snapshot = (more: Partial<DescribedResource>): DescribedResource => ({
  type: 'AWS::EC2::Snapshot',
  arn: snapshotArn,
  name: 'snap-1',
  ...at(OWN),
  ...more,
});
const copied = (cells: readonly CoverageCell[], account: string): readonly CoverageCell[] =>
  cells.filter((one) => one.account === OWN).map((one) => ({ ...one, account }));
const toStranger = { Principal: { AWS: stranger.arn } };
const verdict = (resource: DescribedResource, caller: string, action: string, denied: readonly string[] = []): string =>
  ask(smallWorld({ roles, resources: [resource], denied }), caller, action, resource.arn).verdict;

describe('a described type', () => {
  it.each(Object.entries(DESCRIBED_TYPES))('%s is in the catalogue, and its calls are made', (_, type) => {
    expect(actionsOnType(...type.catalogue).length).toBeGreaterThan(0);
    const made = new Set(
      ALL_CALLS.flatMap(({ service, permissions }) => Object.keys(permissions).map((call) => `${service}:${call}`)),
    );
    const calls: readonly FacetCall[] = [type.list, ...Object.values(type.facets)];
    expect(calls.map((call) => call.join(':')).filter((call) => !made.has(call))).toEqual([]);
  });
});

describe('the policy of what a resource stands in', () => {
  it('grants beside the policy of the resource', () => {
    const opened = { containerPolicy: policy('registry policy', allow('ecr:BatchGetImage', '*', toStranger)) };
    expect(verdict(repository(opened), stranger.arn, 'ecr:BatchGetImage')).toBe('allowed');
    expect(verdict(repository({}), stranger.arn, 'ecr:BatchGetImage')).toBe('denied');
  });

  it('of scope V1 says nothing of pulls', () => {
    const opened = {
      containerPolicy: policy('registry policy', allow('ecr:*', '*', toStranger)),
      registryPolicyScope: 'V1',
    } as const;
    expect(verdict(repository(opened), stranger.arn, 'ecr:BatchGetImage')).toBe('denied');
    expect(verdict(repository(opened), stranger.arn, 'ecr:ReplicateImage')).toBe('allowed');
  });

  it('that could not be read leaves the answer open', () => {
    expect(verdict(repository({}), stranger.arn, 'ecr:BatchGetImage', ['ecr:GetRegistryPolicy'])).toBe('unknown');
  });
});

describe('a snapshot', () => {
  it.each([
    [[], 'ec2:CreateVolume', 'denied'],
    [[OTHER], 'ec2:CreateVolume', 'allowed'],
    [['all'], 'ec2:CreateVolume', 'allowed'],
    [['999988887777'], 'ec2:CreateVolume', 'denied'],
    [[OTHER], 'ec2:DeleteSnapshot', 'denied'],
  ])('shared with %j: %s is %s', (sharedWith, action, expected) => {
    expect(verdict(snapshot({ sharedWith }), stranger.arn, action)).toBe(expected);
    expect(verdict(snapshot({ sharedWith }), app.arn, action)).toBe('allowed');
  });

  it('that is public is closed by the brake of its account', () => {
    const open = snapshot({ sharedWith: ['all'], publicSharing: 'blockAll' });
    expect(verdict(open, stranger.arn, 'ec2:CreateVolume')).toBe('denied');
  });

  it('of which nobody knows with whom it is shared leaves the answer open, to other accounts alone', () => {
    const denied = ['ec2:DescribeSnapshotAttribute'];
    expect(verdict(snapshot({}), stranger.arn, 'ec2:CreateVolume', denied)).toBe('unknown');
    expect(verdict(snapshot({}), app.arn, 'ec2:CreateVolume', denied)).toBe('allowed');
  });

  it('that is encrypted asks for its key, too', () => {
    const sealed = snapshot({ sharedWith: [OTHER], encryption: { kind: 'customerManaged', key: KEY } });
    const asked = (...actions: readonly string[]) => {
      const key = kmsKey('CUSTOMER', allow(actions, '*', toStranger));
      return ask(smallWorld({ roles, resources: [sealed, key] }), stranger.arn, 'ec2:CreateVolume', snapshotArn);
    };
    const uses = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
    expect(asked(...uses).verdict).toBe('allowed');
    expect(asked(...uses.slice(1)).verdict).toBe('denied');
  });

  it('of a database that is encrypted leaves open what its key is asked', () => {
    const arn = `arn:aws:rds:eu-west-1:${OWN}:snapshot:books`;
    const books: DescribedResource = {
      ...snapshot({ sharedWith: [OTHER], encryption: { kind: 'customerManaged', key: KEY } }),
      type: 'AWS::RDS::DBSnapshot',
      arn,
    };
    const key = kmsKey('CUSTOMER', allow('kms:*', '*', toStranger));
    const world = smallWorld({ roles, resources: [books, key] });
    expect(ask(world, stranger.arn, 'rds:CopyDBSnapshot', arn).verdict).toBe('unknown');
    expect(ask(world, stranger.arn, 'rds:RestoreDBInstanceFromDBSnapshot', arn).verdict).toBe('denied');
  });

  it('is explained by the accounts it is shared with', () => {
    const world = smallWorld({ roles, resources: [snapshot({ sharedWith: [OTHER] })] });
    const { layers } = ask(world, stranger.arn, 'ec2:CreateVolume', snapshotArn);
    expect(layers.find(({ layer }) => layer === 'resource')).toMatchObject({
      policies: [`sharing of ${snapshotArn}`],
      effect: 'allows',
    });
  });
});

describe('an image', () => {
  const arn = 'arn:aws:ec2:eu-west-1::image/ami-1';
  const image = (...sharedWith: readonly string[]): DescribedResource => ({
    ...snapshot({ sharedWith }),
    type: 'AWS::EC2::Image',
    arn,
  });
  const unit = (id: string): string => `arn:aws:organizations::${OWN}:ou/o-abc/${id}`;
  const ours = `arn:aws:organizations::${OWN}:organization/o-abc`;
  const theirs = 'arn:aws:organizations::999900002222:organization/o-other';
  /** The stranger's account is in ou-1. */
  function organized(resource: DescribedResource, denied: readonly string[] = []): World {
    const { snapshot: small } = smallWorld({ roles, resources: [resource], denied });
    const accounts = small.accounts.map((one) => ({ ...one, parent: one.id === OTHER ? 'ou-1' : 'r-1' }));
    const organization = { id: 'o-abc', managementAccount: OWN, rootId: 'r-1', enabled: [] };
    const organizationalUnits = ['ou-1', 'ou-2'].map((id) => ({ id, name: id, parent: 'r-1' }));
    return new World({ ...small, accounts, organization, organizationalUnits });
  }
  const launch = (world: World) => ask(world, stranger.arn, 'ec2:RunInstances', arn);

  it.each([
    [[OTHER], 'allowed'],
    [['all'], 'allowed'],
    [[], 'denied'],
    [[ours], 'allowed'],
    [[unit('ou-1')], 'allowed'],
    [[unit('ou-2')], 'denied'],
    [[theirs], 'denied'],
  ])('shared with %j: launching instances from an account in ou-1 is %s', (sharedWith, expected) => {
    const { verdict: found, layers } = launch(organized(image(...sharedWith)));
    expect(found).toBe(expected);
    const says = layers.find(({ layer }) => layer === 'resource');
    expect(says?.effect).toBe(expected === 'allowed' ? 'allows' : 'silent');
  });

  it('shared with the organisation of an account of which nobody knows it is open, as is one whose launch permissions were not read', () => {
    const world = smallWorld({ roles, resources: [image(theirs)] });
    expect(launch(world)).toMatchObject({ verdict: 'unknown' });
    const unread = { ...snapshot({}), type: 'AWS::EC2::Image' as const, arn };
    expect(launch(organized(unread, ['ec2:DescribeImageAttribute'])).verdict).toBe('unknown');
  });

  it('stands in no block with one that is shared with another OU', () => {
    const { snapshot: found } = organized(image());
    const [owner, member] = ['111122220001', '111122220002'];
    const accounts = [
      ...found.accounts.map((one) => ({ ...one, parent: one.id === OTHER ? 'ou-1' : 'ou-2' })),
      ...[owner, member].map((id) => ({ id, partition: 'aws', parent: 'r-1' })),
    ];
    const resources = ['ou-1', 'ou-2', 'ou-3'].map((id, index) => ({
      ...image(unit(id)),
      account: owner,
      arn: `arn:aws:ec2:eu-west-1::image/ami-${index}`,
    }));
    const callers = [role('First', member, allow('*', '*')), app, stranger];
    const coverage = [...found.coverage, ...[owner, member].flatMap((account) => copied(found.coverage, account))];
    const world = new World({ ...found, accounts, resources, coverage, roles: callers });
    expect(compareBlocks(world, 1, 1).differences).toEqual([]);
  });

  it('that is sealed by keys nobody told leaves its launch open to its own account, too', () => {
    const { snapshot: small } = smallWorld({ roles, resources: [image()] });
    const doubt = {
      account: OWN,
      region: 'eu-west-1',
      service: 'ec2',
      call: 'DescribeSnapshots',
      target: arn,
    } as const;
    const world = new World({ ...small, coverage: [...small.coverage, { ...doubt, status: 'failed' }] });
    expect(ask(world, app.arn, 'ec2:RunInstances', arn).verdict).toBe('unknown');
  });

  it.each([
    [ours],
    [unit('ou-1')],
    [unit('ou-2')],
    [theirs],
    ['all'],
  ])('shared with %s: both readings of it agree', (entry) => {
    const resource = image(entry);
    const worlds = [
      organized(resource),
      organized(resource, ['organizations:ListAccounts']),
      smallWorld({ resources: [resource] }),
    ];
    for (const world of worlds)
      for (const account of [OTHER, '999988887777', undefined]) {
        const principal =
          account === undefined
            ? ({ kind: 'anonymous' } as const)
            : ({ kind: 'root', partition: 'aws', account } as const);
        const { snapshotSharedWith } = sharingFacts(world, resource, { id: 'x', principal });
        expect(factsOfResource(world.snapshot, resource, arn, principal).snapshotSharedWith).toEqual(
          snapshotSharedWith,
        );
      }
  });
});
