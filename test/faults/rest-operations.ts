type Route = readonly [method: string, path: RegExp, operation: string, parameter?: string];

/** The reads of services whose protocol names no operation. Source: AWS API References, request syntax of each operation. */
const ROUTES: Readonly<Record<string, readonly Route[]>> = {
  s3: [
    ['GET', /^\/$/, 'ListBuckets'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketLocation', 'location'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketPolicy', 'policy'],
    ['GET', /^\/[^/]+\/?$/, 'GetPublicAccessBlock', 'publicAccessBlock'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketOwnershipControls', 'ownershipControls'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketAcl', 'acl'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketEncryption', 'encryption'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketTagging', 'tagging'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketAbac', 'abac'],
    ['GET', /^\/[^/]+\/?$/, 'GetBucketReplication', 'replication'],
    ['GET', /^\/[^/]+\/?$/, 'ListObjectVersions', 'versions'],
    ['GET', /^\/[^/]+\/.+$/, 'GetObjectAcl', 'acl'],
  ],
  s3control: [
    ['GET', /^\/v20180820\/configuration\/publicAccessBlock$/, 'GetPublicAccessBlock'],
    ['GET', /^\/v20180820\/accesspoint\/?$/, 'ListAccessPoints'],
    ['GET', /^\/v20180820\/accesspoint\/[^/]+\/policy$/, 'GetAccessPointPolicy'],
    ['GET', /^\/v20180820\/accesspoint\/[^/]+$/, 'GetAccessPoint'],
    ['GET', /^\/v20180820\/tags\/.+$/, 'ListTagsForResource'],
    ['GET', /^\/v20180820\/mrap\/instances\/?$/, 'ListMultiRegionAccessPoints'],
    ['GET', /^\/v20180820\/mrap\/instances\/[^/]+\/policy$/, 'GetMultiRegionAccessPointPolicy'],
    ['GET', /^\/v20180820\/accessgrantsinstances\/?$/, 'ListAccessGrantsInstances'],
    ['GET', /^\/v20180820\/accessgrantsinstance\/grants\/?$/, 'ListAccessGrants'],
    ['GET', /^\/v20180820\/accessgrantsinstance\/locations\/?$/, 'ListAccessGrantsLocations'],
    ['GET', /^\/v20180820\/accessgrantsinstance\/resourcepolicy\/?$/, 'GetAccessGrantsInstanceResourcePolicy'],
    ['GET', /^\/v20180820\/accesspointfordirectory\/?$/, 'ListAccessPointsForDirectoryBuckets'],
  ],
  efs: [
    ['GET', /^\/2015-02-01\/file-systems$/, 'DescribeFileSystems'],
    ['GET', /^\/2015-02-01\/file-systems\/[^/]+\/policy$/, 'DescribeFileSystemPolicy'],
  ],
  backup: [
    ['GET', /^\/backup-vaults\/?$/, 'ListBackupVaults'],
    ['GET', /^\/backup-vaults\/[^/]+\/access-policy$/, 'GetBackupVaultAccessPolicy'],
    ['GET', /^\/backup-vaults\/[^/]+\/resources\/?$/, 'ListProtectedResourcesByBackupVault'],
    ['GET', /^\/tags\/.+$/, 'ListTags'],
  ],
  codeartifact: [
    ['POST', /^\/v1\/domains$/, 'ListDomains'],
    ['POST', /^\/v1\/repositories$/, 'ListRepositories'],
    ['GET', /^\/v1\/domain\/permissions\/policy$/, 'GetDomainPermissionsPolicy'],
    ['GET', /^\/v1\/repository\/permissions\/policy$/, 'GetRepositoryPermissionsPolicy'],
    ['POST', /^\/v1\/tags$/, 'ListTagsForResource'],
  ],
  eks: [
    ['GET', /^\/clusters$/, 'ListClusters'],
    ['GET', /^\/clusters\/[^/]+$/, 'DescribeCluster'],
    ['GET', /^\/clusters\/[^/]+\/pod-identity-associations$/, 'ListPodIdentityAssociations'],
    ['GET', /^\/clusters\/[^/]+\/pod-identity-associations\/[^/]+$/, 'DescribePodIdentityAssociation'],
    ['GET', /^\/clusters\/[^/]+\/access-entries$/, 'ListAccessEntries'],
    ['GET', /^\/clusters\/[^/]+\/access-entries\/[^/]+$/, 'DescribeAccessEntry'],
    ['GET', /^\/clusters\/[^/]+\/access-entries\/[^/]+\/access-policies$/, 'ListAssociatedAccessPolicies'],
  ],
  rolesanywhere: [
    ['GET', /^\/trustanchors$/, 'ListTrustAnchors'],
    ['GET', /^\/profiles$/, 'ListProfiles'],
    ['GET', /^\/crls$/, 'ListCrls'],
  ],
  'account-access': [
    ['POST', /^\/applications-list$/, 'ListApplications'],
    ['POST', /^\/entitlements-list$/, 'ListEntitlements'],
  ],
  apigatewayv2: [
    ['GET', /^\/v2\/apis$/, 'GetApis'],
    ['GET', /^\/v2\/apis\/[^/]+\/routes$/, 'GetRoutes'],
    ['GET', /^\/v2\/apis\/[^/]+\/stages$/, 'GetStages'],
    ['GET', /^\/v2\/apis\/[^/]+\/integrations$/, 'GetIntegrations'],
    ['GET', /^\/v2\/apis\/[^/]+\/exports\/[^/]+$/, 'ExportApi'],
  ],
  lakeformation: [
    ['POST', /^\/ListResources$/, 'ListResources'],
    ['POST', /^\/ListPermissions$/, 'ListPermissions'],
    ['POST', /^\/GetDataLakeSettings$/, 'GetDataLakeSettings'],
    ['POST', /^\/SearchTablesByLFTags$/, 'SearchTablesByLFTags'],
    ['POST', /^\/SearchDatabasesByLFTags$/, 'SearchDatabasesByLFTags'],
    ['POST', /^\/GetLFTagExpression$/, 'GetLFTagExpression'],
  ],
  kafka: [
    ['GET', /^\/api\/v2\/clusters$/, 'ListClustersV2'],
    ['GET', /^\/v1\/clusters\/[^/]+\/policy$/, 'GetClusterPolicy'],
  ],
  s3tables: [
    ['GET', /^\/buckets$/, 'ListTableBuckets'],
    ['GET', /^\/buckets\/[^/]+\/policy$/, 'GetTableBucketPolicy'],
    ['GET', /^\/tables\/[^/]+$/, 'ListTables'],
    ['GET', /^\/tables\/[^/]+\/[^/]+\/[^/]+\/policy$/, 'GetTablePolicy'],
    ['GET', /^\/tables\/[^/]+\/[^/]+\/[^/]+\/encryption$/, 'GetTableEncryption'],
    ['GET', /^\/tag\/.+$/, 'ListTagsForResource'],
  ],
  batch: [['POST', /^\/v1\/describejobdefinitions$/, 'DescribeJobDefinitions']],
  opensearch: [
    ['GET', /^\/2021-01-01\/domain$/, 'ListDomainNames'],
    ['POST', /^\/2021-01-01\/opensearch\/domain-info$/, 'DescribeDomains'],
    ['GET', /^\/2021-01-01\/tags\/?$/, 'ListTags'],
  ],
  'api-gateway': [
    ['GET', /^\/restapis\/?$/, 'GetRestApis'],
    ['GET', /^\/restapis\/[^/]+\/stages$/, 'GetStages'],
    ['GET', /^\/restapis\/[^/]+\/deployments\/[^/]+$/, 'GetDeployment'],
  ],
  ram: [
    ['POST', /^\/getresourceshares$/, 'GetResourceShares'],
    ['POST', /^\/getresourceshareassociations$/, 'GetResourceShareAssociations'],
    ['POST', /^\/listresourcesharepermissions$/, 'ListResourceSharePermissions'],
    ['POST', /^\/getpermission$/, 'GetPermission'],
    ['POST', /^\/listresources$/, 'ListResources'],
  ],
  lambda: [
    ['GET', /^\/2015-03-31\/functions\/?$/, 'ListFunctions'],
    ['GET', /^\/2015-03-31\/functions\/[^/]+\/versions$/, 'ListVersionsByFunction'],
    ['GET', /^\/2015-03-31\/functions\/[^/]+\/aliases$/, 'ListAliases'],
    ['GET', /^\/2015-03-31\/functions\/[^/]+\/policy$/, 'GetPolicy'],
    ['GET', /^\/2021-10-31\/functions\/[^/]+\/url$/, 'GetFunctionUrlConfig'],
    ['GET', /^\/2017-03-31\/tags\/.+$/, 'ListTags'],
    ['GET', /^\/2018-10-31\/layers\/?$/, 'ListLayers'],
    ['GET', /^\/2018-10-31\/layers\/[^/]+\/versions$/, 'ListLayerVersions'],
    ['GET', /^\/2018-10-31\/layers\/[^/]+\/versions\/[^/]+\/policy$/, 'GetLayerVersionPolicy'],
  ],
};

/** An operation that is not in the table is told by method and path, so that faults can still be planned for it. */
export function restOperation(service: string, method: string, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  // the client of S3 says it, for its own sake
  const said = searchParams.get('x-id');
  if (said !== null) return said;
  const routes = ROUTES[service] ?? [];
  const found = routes.find(
    ([verb, path, , parameter]) =>
      verb === method && path.test(pathname) && (parameter === undefined || searchParams.has(parameter)),
  );
  return found?.[2] ?? `${method} ${pathname}`;
}
