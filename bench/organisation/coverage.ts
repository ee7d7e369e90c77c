import { DESCRIBED_TYPES } from '../../domain/described-types.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { HOME, type Place, REGIONS } from './names.ts';

type Call = readonly [service: string, call: string];
const calls = (service: string, ...names: readonly string[]): readonly Call[] => names.map((name) => [service, name]);

const OF_ORGANIZATION: readonly Call[] = [
  ...calls('organizations', 'DescribeOrganization', 'DescribePolicy', 'ListAccounts', 'ListAccountsForParent'),
  ...calls('organizations', 'ListOrganizationalUnitsForParent', 'ListPolicies', 'ListRoots', 'ListTargetsForPolicy'),
];
const AT_HOME: readonly Call[] = [
  ...calls('account-access', 'ListApplications'),
  ...calls('identitystore', 'ListGroupMemberships', 'ListGroups', 'ListUsers'),
  ...calls('sso-admin', 'DescribePermissionSet', 'GetInlinePolicyForPermissionSet', 'ListAccountAssignments'),
  ...calls('sso-admin', 'GetPermissionsBoundaryForPermissionSet', 'ListAccountsForProvisionedPermissionSet'),
  ...calls('sso-admin', 'ListCustomerManagedPolicyReferencesInPermissionSet', 'ListInstances', 'ListPermissionSets'),
  ...calls('sso-admin', 'ListManagedPoliciesInPermissionSet'),
];
const GLOBAL: readonly Call[] = [
  ...calls('iam', 'GetAccountAuthorizationDetails', 'GetOpenIDConnectProvider', 'ListOpenIDConnectProviders'),
  ...calls('iam', 'ListSAMLProviders', 'ListUsers'),
  ...calls('s3', 'GetBucketLocation', 'ListBuckets'),
  ...calls('s3control', 'GetPublicAccessBlock'),
];
const REGIONAL: readonly Call[] = [
  ...calls('dynamodb', 'DescribeTable', 'GetResourcePolicy', 'ListTables', 'ListTagsOfResource'),
  ...calls('ec2', 'DescribeVpcEndpoints', 'GetSnapshotBlockPublicAccessState'),
  ...calls('kms', 'DescribeKey', 'GetKeyPolicy', 'ListAliases', 'ListGrants', 'ListKeys', 'ListResourceTags'),
  ...calls('lambda', 'GetFunctionUrlConfig', 'GetLayerVersionPolicy', 'GetPolicy', 'ListAliases', 'ListFunctions'),
  ...calls('lambda', 'ListLayers', 'ListLayerVersions', 'ListTags', 'ListVersionsByFunction'),
  ...calls('ram', 'GetResourceShareAssociations', 'GetResourceShares'),
  ...calls('s3', 'GetBucketAbac', 'GetBucketAcl', 'GetBucketEncryption', 'GetBucketOwnershipControls'),
  ...calls('s3', 'GetBucketPolicy', 'GetBucketTagging', 'GetPublicAccessBlock'),
  ...calls('s3control', 'GetAccessPoint', 'GetAccessPointPolicy', 'ListAccessPoints', 'ListTagsForResource'),
  ...calls('secretsmanager', 'GetResourcePolicy', 'ListSecrets'),
  ...calls('sns', 'GetTopicAttributes', 'ListTagsForResource', 'ListTopics'),
  ...calls('sqs', 'GetQueueAttributes', 'ListQueues', 'ListQueueTags'),
  ...Object.values(DESCRIBED_TYPES).flatMap(({ list, facets }) => [list, ...Object.values(facets)]),
];

/** Everything was read: what is unknown of the organisation is for the engine to say. */
export function coverageOf(places: readonly Place[]): readonly CoverageCell[] {
  const cell = (account: string, region: string, [service, call]: Call): CoverageCell => ({
    account,
    region,
    service,
    call,
    status: 'complete',
  });
  const [management] = places;
  const cells = places.flatMap(({ account }) => [
    ...GLOBAL.map((call) => cell(account, 'global', call)),
    ...REGIONS.flatMap((region) => REGIONAL.map((call) => cell(account, region, call))),
  ]);
  const once =
    management === undefined
      ? []
      : [
          ...OF_ORGANIZATION.map((call) => cell(management.account, 'global', call)),
          ...AT_HOME.map((call) => cell(management.account, HOME, call)),
        ];
  const byName = new Map(
    [...cells, ...once].map((one) => [[one.account, one.region, one.service, one.call].join(' '), one]),
  );
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}
