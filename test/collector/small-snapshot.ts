import type { Snapshot } from '../../domain/snapshot.ts';

const SHARED = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };

/** A snapshot small enough to break every byte of it, with every place a policy document can stand. */
export const SMALL: Snapshot = {
  format: 1,
  takenAt: '2026-11-24T00:00:00.000Z',
  source: 'aws',
  organization: { id: 'o-1', rootId: 'r-1', managementAccount: '111122223333', enabled: ['scp'] },
  organizationalUnits: [],
  organizationPolicies: [{ id: 'p-1', type: 'scp', name: 'All', awsManaged: true, targets: ['r-1'], document: SHARED }],
  accounts: [{ id: '111122223333', partition: 'aws', name: 'main', parent: 'r-1' }],
  users: [],
  groups: [],
  roles: ['A', 'B'].map((name) => ({
    arn: `arn:aws:iam::111122223333:role/${name}`,
    account: '111122223333',
    name,
    path: '/',
    inlinePolicies: [{ name: 'same', document: SHARED }],
    attachedPolicies: [],
    // Tags may have any name: these are no policy, and no prototype.
    tags: Object.fromEntries([
      ['document', 'a text'],
      ['__proto__', 'a text'],
    ]),
    trustPolicy: TRUST,
  })),
  managedPolicies: [],
  identityProviders: [],
  instanceProfiles: [],
  identityCenters: [],
  permissionSets: [
    {
      arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
      instanceArn: 'arn:aws:sso:::instance/ssoins-1',
      name: 'Set',
      inlinePolicy: SHARED,
      managedPolicies: [],
      customerManagedPolicies: [],
    },
  ],
  assignments: [],
  directoryUsers: [],
  directoryGroups: [],
  people: [{ email: 'ann@cakes.example', displayName: 'Ann ケーキ', active: true }],
  identitySources: [],
  entitlements: [],
  resources: [
    {
      type: 'AWS::Lambda::Function',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      account: '111122223333',
      region: 'eu-west-1',
      name: 'f',
      tags: {},
      policy: { name: 'resource policy', document: 'not { json' },
      qualifiers: [{ name: 'live', kind: 'alias', policy: { name: 'resource policy', document: SHARED } }],
    },
  ],
  computeBindings: [
    {
      resource: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
      type: 'AWS::ECS::TaskDefinition',
      account: '111122223333',
      region: 'eu-west-1',
      name: 'web:1',
      use: 'task',
      role: 'arn:aws:iam::111122223333:role/A',
    },
  ],
  resourceShares: [
    {
      arn: 'arn:aws:ram:eu-west-1:111122223333:resource-share/1',
      account: '111122223333',
      region: 'eu-west-1',
      name: 'shop',
      resources: ['arn:aws:glue:eu-west-1:111122223333:table/shop/orders'],
      principals: ['444455556666'],
      permissions: [
        { name: 'AWSRAMDefaultPermissionGlueTable', document: { Effect: 'Allow', Action: 'glue:GetTable' } },
      ],
    },
  ],
  usage: [
    {
      version: 1,
      principal: 'arn:aws:iam::111122223333:role/A',
      account: '111122223333',
      source: 'lastAccessed',
      until: '2026-11-23T00:00:00.000Z',
      services: [
        {
          service: 's3',
          at: '2026-11-20T00:00:00.000Z',
          actions: [{ action: 'ListAllMyBuckets', at: '2026-11-20T00:00:00.000Z', region: 'eu-west-1' }],
          unusedActions: ['DeleteBucket'],
        },
        { service: 'sqs' },
      ],
    },
  ],
  coverage: [
    { account: '111122223333', region: 'global', service: 'iam', call: 'ListUsers', status: 'denied', detail: 'no' },
  ],
};
