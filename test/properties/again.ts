import { organisationOf } from '../../bench/organisation/organisation.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { joined, type Proved, prove, turnsOf } from '../../reasoning/prove.ts';
import { type EarlierProof, proveTurnsAgain } from '../../reasoning/prove-again.ts';
import { World } from '../../reasoning/world.ts';
import type { Dice } from './dice.ts';

/** One change of a snapshot, as people and deployments make them. */
export type Edit = (dice: Dice, snapshot: Snapshot) => Snapshot;

const ended = <T>(turns: Generator<unknown, T>): T => {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
  }
};

export function earlierOf(snapshot: Snapshot): EarlierProof & { readonly proved: Proved } {
  const world = new World(snapshot);
  const proved = ended(prove(world, decide));
  return {
    world,
    proved,
    accessOf: (caller) => proved.access.filter(({ principal }) => principal === caller),
    hopsFrom: (caller) => proved.hops.filter(({ from }) => from === caller),
  };
}

export interface ProvedAgain extends Proved {
  readonly taken: number;
}

export function again(snapshot: Snapshot, earlier: EarlierProof): ProvedAgain {
  const world = new World(snapshot);
  const steps = [...proveTurnsAgain(world, turnsOf(world), earlier, decide)];
  const proved = joined(
    world,
    steps.map(({ found }) => found),
  );
  return { ...proved, taken: steps.reduce((sum, { taken }) => sum + taken, 0) };
}

/** How many records are not the same in the same place. */
export function differing(one: Proved, other: Proved): readonly string[] {
  const texts = ({ access, hops }: Proved): readonly string[] =>
    [...access, ...hops].map((record) => JSON.stringify(record));
  const [mine, theirs] = [texts(one), texts(other)];
  const pairs = one.pairs === other.pairs ? [] : [`${one.pairs} pairs, not ${other.pairs}`];
  return [
    ...pairs,
    ...Array.from({ length: Math.max(mine.length, theirs.length) }, (_, i) => [mine[i], theirs[i]] as const)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => `${a?.slice(0, 200)} / ${b?.slice(0, 200)}`),
  ];
}

/** A small organisation with a user in a group, as generated ones have none. */
export function smallOrganisation(seed: number): Snapshot {
  const snapshot = organisationOf({ accounts: 2, roles: 14, resources: 18, seed });
  const account = snapshot.accounts[1]?.id ?? '';
  const bare = { account, path: '/', inlinePolicies: [], attachedPolicies: [] };
  const user = (name: string, groups: readonly string[]) => ({
    ...bare,
    arn: `arn:aws:iam::${account}:user/${name}`,
    name,
    tags: {},
    groups,
  });
  const group = { ...bare, arn: `arn:aws:iam::${account}:group/readers`, name: 'readers' };
  return { ...snapshot, groups: [group], users: [user('ann', ['readers']), user('ben', [])] };
}

const allow = (action: Json, resource: Json = '*', more: Readonly<Record<string, Json>> = {}): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: resource, ...more }],
});

const ACTIONS = ['s3:*', 'sqs:SendMessage', 'dynamodb:*', 'kms:*', 'sts:AssumeRole', 'secretsmanager:Get*'] as const;
const TEAMS = ['pay0', 'ship0', 'cart0', 'lake0'] as const;

/** The list with one of those that fit changed. */
function one<T>(
  dice: Dice,
  list: readonly T[],
  change: (item: T) => T,
  fits: (item: T) => boolean = () => true,
): readonly T[] {
  const places = list.flatMap((item, index) => (fits(item) ? [index] : []));
  if (places.length === 0) return list;
  const place = dice.pick(places);
  return list.map((item, index) => (index === place ? change(item) : item));
}

const sorted = <T extends { readonly arn: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => (a.arn < b.arn ? -1 : 1));

const aPolicy = (dice: Dice): Json =>
  allow(
    dice.pick(ACTIONS),
    '*',
    dice.chance(0.4) ? { Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } } } : {},
  );

const ofRoles =
  (change: (dice: Dice, role: IamRole, snapshot: Snapshot) => IamRole): Edit =>
  (dice, snapshot) => ({
    ...snapshot,
    roles: one(dice, snapshot.roles, (role) => change(dice, role, snapshot)),
  });

const ofResources =
  (
    change: (dice: Dice, resource: Resource, snapshot: Snapshot) => Resource,
    fits?: (resource: Resource) => boolean,
  ): Edit =>
  (dice, snapshot) => ({
    ...snapshot,
    resources: one(dice, snapshot.resources, (resource) => change(dice, resource, snapshot), fits),
  });

function withPolicy(dice: Dice, resource: Resource, { roles }: Snapshot): Resource {
  const { policy: _, ...rest } = resource;
  if (dice.chance(0.3)) return rest as Resource;
  const who = dice.chance(0.7)
    ? { AWS: dice.pick(roles).arn }
    : dice.chance(0.5)
      ? '*'
      : { Service: 'events.amazonaws.com' };
  const document = allow(dice.pick(ACTIONS), '*', { Principal: who });
  return { ...resource, policy: { name: 'policy', document } };
}

export const EDITS: Readonly<Record<string, Edit>> = {
  'policy of a role': ofRoles((dice, role) => ({
    ...role,
    inlinePolicies: [{ name: 'own', document: aPolicy(dice) }],
  })),
  'tag of a role': ofRoles((dice, role) => ({ ...role, tags: { ...role.tags, team: dice.pick(TEAMS) } })),
  'trust of a role': ofRoles((dice, role, { roles }) => ({
    ...role,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: dice.pick(roles).arn }, Action: 'sts:AssumeRole' }],
    },
  })),
  'boundary of a role': ofRoles((dice, role, { managedPolicies }) => ({
    ...role,
    permissionsBoundary: dice.pick(managedPolicies).arn,
  })),
  'managed policy': (dice, snapshot) => ({
    ...snapshot,
    managedPolicies: one(
      dice,
      snapshot.managedPolicies,
      (policy) => ({ ...policy, document: aPolicy(dice) }),
      ({ arn }) => snapshot.roles.some(({ attachedPolicies }) => attachedPolicies.includes(arn)),
    ),
  }),
  'membership in a group': (dice, snapshot) => ({
    ...snapshot,
    users: one(dice, snapshot.users, (user) => ({
      ...user,
      groups: user.groups.length > 0 ? [] : snapshot.groups.map(({ name }) => name).slice(0, 1),
    })),
  }),
  'policy of a group': (dice, snapshot) => ({
    ...snapshot,
    groups: one(dice, snapshot.groups, (group) => ({
      ...group,
      inlinePolicies: [{ name: 'own', document: aPolicy(dice) }],
    })),
  }),
  'membership in the directory': (dice, snapshot) => ({
    ...snapshot,
    directoryGroups: one(dice, snapshot.directoryGroups, (group) => ({ ...group, members: group.members.slice(1) })),
  }),
  'service or resource control policy': (dice, snapshot) => ({
    ...snapshot,
    organizationPolicies: one(dice, snapshot.organizationPolicies, (policy) => ({
      ...policy,
      document: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: '*', Resource: '*', ...(policy.type === 'rcp' ? { Principal: '*' } : {}) },
          {
            Effect: 'Deny',
            Action: dice.pick(ACTIONS),
            Resource: '*',
            ...(policy.type === 'rcp' ? { Principal: '*' } : {}),
          },
        ],
      },
    })),
  }),
  'where a control policy is attached': (dice, snapshot) => ({
    ...snapshot,
    organizationPolicies: one(dice, snapshot.organizationPolicies, (policy) => ({
      ...policy,
      targets: dice.chance(0.5)
        ? policy.targets.slice(1)
        : [...new Set([...policy.targets, dice.pick(snapshot.accounts).id])].sort(),
    })),
  }),
  'policy of a resource': ofResources(withPolicy),
  'policy of a key': ofResources(withPolicy, ({ type }) => type === 'AWS::KMS::Key'),
  'tag of a resource': ofResources((dice, resource) => ({
    ...resource,
    tags: { ...resource.tags, team: dice.pick(TEAMS) },
  })),
  'key of a resource': ofResources(
    (dice, resource, { resources }) => {
      const key = dice.pick(resources.filter(({ type }) => type === 'AWS::KMS::Key')).arn;
      return { ...resource, encryption: { kind: 'customerManaged', key } };
    },
    ({ encryption }) => encryption !== undefined,
  ),
  'new resource': (_, snapshot) => {
    const [model] = snapshot.resources.filter(({ type }) => type === 'AWS::SQS::Queue');
    if (model === undefined) return snapshot;
    const name = `new-queue-${snapshot.resources.length}`;
    return {
      ...snapshot,
      resources: sorted([...snapshot.resources, { ...model, name, arn: model.arn.replace(/[^:]*$/, name) }]),
    };
  },
  'resource that is gone': (dice, snapshot) => {
    const gone = dice.pick(snapshot.resources).arn;
    return { ...snapshot, resources: snapshot.resources.filter(({ arn }) => arn !== gone) };
  },
  'access point in front of a bucket': (_, snapshot) => {
    const [bucket] = snapshot.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
    if (bucket === undefined) return snapshot;
    const name = `point-${snapshot.resources.length}`;
    const point: Resource = {
      type: 'AWS::S3::AccessPoint',
      arn: `arn:aws:s3:${bucket.region}:${bucket.account}:accesspoint/${name}`,
      account: bucket.account,
      region: bucket.region,
      name,
      tags: {},
      bucket: bucket.name,
      networkOrigin: 'Internet',
    };
    return { ...snapshot, resources: sorted([...snapshot.resources, point]) };
  },
  'dead letters of a queue': (dice, snapshot) => {
    const queues = snapshot.resources.filter(({ type }) => type === 'AWS::SQS::Queue');
    const target = queues[0]?.arn;
    if (target === undefined) return snapshot;
    return {
      ...snapshot,
      resources: one(
        dice,
        snapshot.resources,
        (queue) => ({ ...queue, deadLetterQueue: target }) as Resource,
        ({ type }) => type === 'AWS::SQS::Queue',
      ),
    };
  },
  'new role': (dice, snapshot) => {
    const model = dice.pick(snapshot.roles);
    const name = `newcomer-${snapshot.roles.length}`;
    const role: IamRole = {
      ...model,
      name,
      arn: model.arn.replace(/[^/]*$/, name),
      uniqueId: `AROANEW${snapshot.roles.length}`,
    };
    return { ...snapshot, roles: sorted([...snapshot.roles, role]) };
  },
  'role that is gone': (dice, snapshot) => {
    const gone = dice.pick(snapshot.roles).arn;
    return { ...snapshot, roles: snapshot.roles.filter(({ arn }) => arn !== gone) };
  },
  'what is shared': (dice, snapshot) => ({
    ...snapshot,
    resourceShares: [
      ...snapshot.resourceShares,
      {
        arn: `arn:aws:ram:eu-west-1:${snapshot.accounts[0]?.id}:resource-share/${snapshot.resourceShares.length}`,
        name: 'share',
        account: snapshot.accounts[0]?.id ?? '',
        region: 'eu-west-1',
        resources: [dice.pick(snapshot.resources).arn],
        principals: [dice.pick(snapshot.accounts).id],
        permissions: [],
        allowsExternal: false,
      } as unknown as Snapshot['resourceShares'][number],
    ],
  }),
  'time of taking': (_, snapshot) => ({ ...snapshot, takenAt: snapshot.takenAt.replace('2026', '2027') }),
  'what could be read': (dice, snapshot) => ({
    ...snapshot,
    coverage: one(dice, snapshot.coverage, (cell) => ({ ...cell, status: 'denied' as const })),
  }),
};
