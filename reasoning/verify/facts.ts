import type { Principal } from '../../domain/principal.ts';
import type { AclGrant, RequestFacts } from '../../domain/request.ts';
import type {
  DescribedResource,
  IamRole,
  KmsKey,
  LambdaFunction,
  Resource,
  S3AccessPoint,
  S3Bucket,
  Snapshot,
} from '../../domain/snapshot.ts';
import { ofDataAccess } from './data-access.ts';

/** What a decision needs to know of a resource beside its policy, read by itself. `arn`: the part that is asked about. */
export function factsOfResource(
  snapshot: Snapshot,
  resource: Resource,
  arn: string,
  principal: Principal,
): RequestFacts {
  const caller = 'account' in principal ? principal.account : undefined;
  switch (resource.type) {
    case 'AWS::KMS::Key':
      return ofKey(snapshot, resource);
    case 'AWS::S3::Bucket':
      return ofBucket(snapshot, resource, caller);
    case 'AWS::Lambda::Function':
      return ofFunction(resource, arn);
    case 'AWS::S3::AccessPoint':
      return ofAccessPoint(snapshot, resource, caller);
    case 'AWS::ECR::Repository':
      return resource.registryPolicyScope === undefined ? {} : { registryPolicyScope: resource.registryPolicyScope };
    case 'AWS::EC2::Image':
    case 'AWS::EC2::Snapshot':
    case 'AWS::RDS::DBSnapshot':
    case 'AWS::RDS::DBClusterSnapshot':
    case 'AWS::SSM::Document':
      return ofSharing(snapshot, resource, caller);
    case 'AWS::OpenSearchService::Domain':
      return resource.fineGrained === false ? {} : { openSearchRoles: 'unread' };
    case 'AWS::OpenSearchServerless::Collection':
      return ofDataAccess(resource, principal);
    case 'AWS::ApiGateway::RestApi':
    case 'AWS::ApiGatewayV2::Api':
      return ofMethod(resource, arn);
    case 'AWS::Glue::Catalog':
    case 'AWS::Glue::Database':
    case 'AWS::Glue::Table':
      return { lakeFormation: 'unread' };
    default:
      return {};
  }
}

/** With whom a snapshot, image or document is shared, what brakes that, and what seals it. */
function ofSharing(
  snapshot: Snapshot,
  { sharedWith, publicSharing, encryption }: DescribedResource,
  caller: string | undefined,
): RequestFacts {
  if (sharedWith === undefined) return {};
  const sealed = encryption === undefined || encryption.kind === 'awsOwned' ? undefined : encryption.kind;
  const entries = sharedWith.flatMap((one) => {
    const inside = one.startsWith('arn:') ? isMember(snapshot, one, caller) : undefined;
    if (inside === undefined) return [one];
    return inside && caller !== undefined ? [caller] : [];
  });
  return {
    snapshotSharedWith: [...new Set(entries)],
    ...(publicSharing === undefined ? {} : { snapshotPublicSharing: publicSharing }),
    ...(sealed === undefined ? {} : { snapshotEncryption: sealed }),
  };
}

/** Is the account under this organisation or OU (`...:ou/o-abc/ou-x`)? Undefined: not known. */
function isMember(
  { organization, accounts, organizationalUnits, coverage }: Snapshot,
  arn: string,
  id: string | undefined,
): boolean | undefined {
  if (id === undefined) return false;
  if (organization === undefined) return undefined;
  const [, of, unit = organization.rootId] = arn.split('/');
  const parentOf = (node: string): string | undefined =>
    [...accounts, ...organizationalUnits].find((one) => one.id === node)?.parent;
  const above: string[] = [];
  for (let at = parentOf(id); at !== undefined && !above.includes(at); at = parentOf(at)) above.push(at);
  if (above.length > 0) {
    if (of !== organization.id) return false;
    return above.includes(organization.rootId) ? above.includes(unit) : undefined;
  }
  if (of !== organization.id) return undefined;
  const told = coverage.filter(({ service, call }) => service === 'organizations' && PLACES_ACCOUNTS.has(call));
  const complete = told.every(({ status }) => status === 'complete');
  return complete && told.some(({ call }) => call === 'ListAccounts') ? false : undefined;
}
const PLACES_ACCOUNTS = new Set([
  ...['ListRoots', 'ListAccounts', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'],
]);

/** `<api>/<stage>/<verb>/...`: methods of a verb that authorise in one way tell which; those that ask an authorizer's code do not. */
function ofMethod({ arn, methods = [], onlyFromVpc }: DescribedResource, asked: string): RequestFacts {
  const [stage, verb] = asked.slice(arn.length + 1).split('/');
  const ways = new Set(
    methods.filter((one) => one.stage === stage && one.verb === verb).flatMap((one) => one.authorizers),
  );
  const closed = onlyFromVpc === true ? { privateApi: true } : {};
  if (ways.size !== 1) return { apiAuthorizer: 'unread', ...closed };
  if (ways.has('NONE')) return { apiAuthorizer: 'NONE', ...closed };
  if (ways.has('AWS_IAM')) return { apiAuthorizer: 'AWS_IAM', ...closed };
  return { apiAuthorizer: ways.has('COGNITO_USER_POOLS') ? 'COGNITO' : 'unread', ...closed };
}

/** Of a provider of the role's own account: is it there, and for whom does it take tokens? */
export function factsOfSignIn(
  { identityProviders, coverage }: Snapshot,
  principal: Principal,
  { account }: IamRole,
): RequestFacts {
  if (principal.kind !== 'federated') return {};
  const [, owner, kind] = /^arn:[^:]+:iam::(\d{12}):(saml|oidc)-provider\//.exec(principal.provider) ?? [];
  if (owner !== account) return {};
  const found = identityProviders.find((one) => one.arn === principal.provider);
  if (found?.kind === 'saml') return {};
  if (found !== undefined)
    return found.clientIds === undefined ? { identityProvider: 'unread' } : { providerClientIds: found.clientIds };
  const call = kind === 'saml' ? 'ListSAMLProviders' : 'ListOpenIDConnectProviders';
  const lists = coverage.filter((cell) => cell.service === 'iam' && cell.call === call && cell.account === account);
  const complete = lists.length > 0 && lists.every(({ status }) => status === 'complete');
  return { identityProvider: complete ? 'missing' : 'unread' };
}

/** Grants are known where every call for them, of this account and Region, came to its end. */
function ofKey({ coverage }: Snapshot, key: KmsKey): RequestFacts {
  const name = key.arn.slice(key.arn.lastIndexOf('/') + 1);
  const calls = coverage.filter(
    (cell) =>
      cell.service === 'kms' &&
      cell.call === 'ListGrants' &&
      cell.account === key.account &&
      (cell.region === key.region || cell.region === 'global' || cell.region === '*') &&
      (cell.target === undefined || cell.target === key.arn || cell.target === name),
  );
  const known = calls.length > 0 && calls.every((cell) => cell.status === 'complete');
  return {
    kmsGrants: key.grants,
    ...(key.manager === 'AWS' ? { awsManagedKey: true } : {}),
    ...(known ? {} : { kmsGrantsUnread: true }),
  };
}

/** Block Public Access of bucket and account add up; public grants of the ACL are ignored under it; enforced ownership has no ACL. */
function ofBucket({ accounts, coverage }: Snapshot, bucket: S3Bucket, caller: string | undefined): RequestFacts {
  const blocks = [bucket.publicAccessBlock, accounts.find((one) => one.id === bucket.account)?.s3PublicAccessBlock];
  const restricted = blocks.some((block) => block?.restrictPublicBuckets === true);
  const ignored = blocks.some((block) => block?.ignorePublicAcls === true);
  const hasAcl =
    bucket.ownership === undefined ? neverControlled(coverage, bucket) : bucket.ownership !== 'BucketOwnerEnforced';
  const counts = ({ grantee }: AclGrant): boolean =>
    !ignored || grantee.kind === 'account' || grantee.kind === 'logDelivery';
  const objectsSayMore =
    bucket.objectGrants?.some((grant) => counts(grant) && concerns(accounts, grant, caller)) ?? true;
  return {
    ...(restricted ? { s3RestrictPublicBuckets: true } : {}),
    ...(bucket.abac === true ? { s3BucketAbac: true } : {}),
    ...(hasAcl ? { s3Acl: bucket.acl.filter(counts) } : {}),
    ...(hasAcl && objectsSayMore ? { s3ObjectAclsUnread: ignored ? 'accounts' : 'everybody' } : {}),
  };
}

/** The ACL of an object that was read speaks of everybody, of all accounts, or of the caller's, perhaps by an id nobody knows. */
function concerns(accounts: Snapshot['accounts'], { grantee }: AclGrant, caller: string | undefined): boolean {
  switch (grantee.kind) {
    case 'allUsers':
      return true;
    case 'authenticatedUsers':
      return caller !== undefined;
    case 'logDelivery':
      return false;
    case 'account': {
      const owners = accounts.filter(({ canonicalId }) => canonicalId === grantee.canonicalId).map(({ id }) => id);
      const owner = grantee.account ?? owners.at(-1);
      return caller !== undefined && (owner === undefined || owner === caller);
    }
  }
}

/** Asked for its ownership controls, the bucket had none: ACLs are in force. */
function neverControlled(coverage: Snapshot['coverage'], { account, region, arn, name }: S3Bucket): boolean {
  const calls = coverage.filter(
    (cell) =>
      cell.service === 's3' &&
      cell.call === 'GetBucketOwnershipControls' &&
      cell.account === account &&
      (cell.region === region || cell.region === 'global' || cell.region === '*') &&
      (cell.target === undefined || cell.target === arn || cell.target === name),
  );
  return calls.length > 0 && calls.every((cell) => cell.status === 'complete');
}

/** Its own Block Public Access, that of its account, of the bucket and of the bucket's account cut all but these two accounts. */
function ofAccessPoint(
  { accounts, resources }: Snapshot,
  { publicAccessBlock, account, bucket: name, bucketAccount, networkOrigin, vpcId }: S3AccessPoint,
  caller: string | undefined,
): RequestFacts {
  const bucket = resources.find((one): one is S3Bucket => one.type === 'AWS::S3::Bucket' && one.name === name);
  const owners = [account, bucket?.account ?? bucketAccount];
  const ofAccounts = accounts.filter(({ id }) => id === account || id === bucket?.account);
  const blocks = [publicAccessBlock, bucket?.publicAccessBlock, ...ofAccounts.map((one) => one.s3PublicAccessBlock)];
  const restricted = blocks.some((block) => block?.restrictPublicBuckets === true);
  return {
    ...(restricted && (caller === undefined || !owners.includes(caller)) ? { s3RestrictPublicBuckets: true } : {}),
    ...(networkOrigin === 'VPC' ? { accessPointVpc: vpcId ?? '' } : {}),
  };
}

function ofFunction({ arn: own, url, qualifiers }: LambdaFunction, arn: string): RequestFacts {
  const asked = arn === own ? url : qualifiers.find(({ name }) => arn === `${own}:${name}`)?.url;
  return asked === undefined ? {} : { lambdaUrlAuthType: asked.authType };
}
