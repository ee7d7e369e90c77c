import type { DataCopy } from '../../domain/copies.ts';
import type { AclGrant, AclGrantee } from '../../domain/request.ts';
import type { PublicAccessBlock, S3Bucket } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { documentOf, neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { copiesField } from './dynamodb-copies.ts';

export type S3Call =
  | 'ListBuckets'
  | 'GetBucketLocation'
  | 'GetBucketPolicy'
  | 'GetPublicAccessBlock'
  | 'GetBucketOwnershipControls'
  | 'GetBucketAcl'
  | 'GetBucketEncryption'
  | 'GetBucketTagging'
  | 'GetBucketAbac'
  | 'GetBucketReplication'
  | 'ListObjectVersions'
  | 'GetObjectAcl';

export const S3: ServiceCalls<S3Call> = {
  service: 's3',
  reach: 'account',
  permissions: {
    ListBuckets: ['s3:ListAllMyBuckets'],
    GetBucketLocation: ['s3:GetBucketLocation'],
    GetBucketPolicy: ['s3:GetBucketPolicy'],
    GetPublicAccessBlock: ['s3:GetBucketPublicAccessBlock'],
    GetBucketOwnershipControls: ['s3:GetBucketOwnershipControls'],
    GetBucketAcl: ['s3:GetBucketAcl'],
    GetBucketEncryption: ['s3:GetEncryptionConfiguration'],
    GetBucketTagging: ['s3:GetBucketTagging'],
    GetBucketAbac: ['s3:GetBucketAbac'],
    GetBucketReplication: ['s3:GetReplicationConfiguration'],
    ListObjectVersions: ['s3:ListBucketVersions'],
    GetObjectAcl: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  },
};

type S3Reader = Reader<S3Call>;

export interface Buckets {
  readonly buckets: readonly S3Bucket[];
  /** Canonical user id of the account. */
  readonly canonicalId?: string;
}

/** General purpose buckets of an account, each read in the Region it lives in. */
export async function collectBuckets(reader: S3Reader): Promise<Buckets> {
  const pages = await reader.pages(
    'ListBuckets',
    { MaxBuckets: 1000 },
    { answer: 'ContinuationToken', input: 'ContinuationToken' },
  );
  const canonicalId = textOf(objectOf(pages[0], 'Owner') ?? {}, 'ID');
  const listed = pages.flatMap((page) => objectsOf(page, 'Buckets'));
  return {
    buckets: await Promise.all(listed.map((bucket) => readBucket(reader, bucket))),
    ...(canonicalId === undefined ? {} : { canonicalId }),
  };
}

async function readBucket(home: S3Reader, listed: JsonObject): Promise<S3Bucket> {
  const name = neededText(listed, 'Name');
  const { account, partition } = home.place;
  const arn = `arn:${partition}:s3:::${name}`;
  const region = textOf(listed, 'BucketRegion') ?? (await locate(home, name, arn));
  const reader = home.inRegion(region);
  const get = (operation: S3Call, ...notSet: readonly string[]): Promise<JsonObject | undefined> =>
    reader.get(operation, { Bucket: name }, { target: arn, notSet });
  const [policy, block, acl, encryption, tagging, abac, replication, ownership] = await Promise.all([
    get('GetBucketPolicy', 'NoSuchBucketPolicy'),
    get('GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'),
    get('GetBucketAcl'),
    get('GetBucketEncryption', 'ServerSideEncryptionConfigurationNotFoundError'),
    get('GetBucketTagging', 'NoSuchTagSet'),
    get('GetBucketAbac'),
    get('GetBucketReplication', 'ReplicationConfigurationNotFoundError'),
    readOwnership(reader, name, arn),
  ]);
  const text = policy === undefined ? undefined : textOf(policy, 'Policy');
  const publicAccessBlock = publicAccessBlockOf(objectOf(block, 'PublicAccessBlockConfiguration'));
  const status = objectOf(abac, 'AbacStatus');
  const owner = { canonicalId: textOf(objectOf(acl, 'Owner') ?? {}, 'ID'), account };
  const keepsAcls = ownership !== undefined && ownership !== 'BucketOwnerEnforced';
  const objectGrants = keepsAcls ? await readObjectGrants(reader, name, arn, owner) : undefined;
  return {
    type: 'AWS::S3::Bucket',
    arn,
    account,
    region,
    name,
    tags: tagsOf(tagging, 'TagSet'),
    ...(text === undefined ? {} : { policy: { name: 'bucket policy', document: documentOf(text) } }),
    ...encryptionOf(encryption),
    ...(ownership === undefined ? {} : { ownership }),
    ...(publicAccessBlock === undefined ? {} : { publicAccessBlock }),
    acl: grantsOf(reader, 'GetBucketAcl', arn, acl, owner),
    ...(objectGrants === undefined ? {} : { objectGrants }),
    ...copiesField(replicationOf(replication)),
    ...(status === undefined ? {} : { abac: status['Status'] === 'Enabled' }),
  };
}

/** Where rules that are in force copy objects to. Source: Amazon S3 API Reference, ReplicationRule. */
const replicationOf = (answer: JsonObject | undefined): readonly DataCopy[] =>
  objectsOf(objectOf(answer, 'ReplicationConfiguration'), 'Rules')
    .filter((rule) => rule['Status'] !== 'Disabled')
    .flatMap((rule) => textOf(objectOf(rule, 'Destination') ?? {}, 'Bucket') ?? [])
    .map((at) => ({ way: 'replication', at }));

/** The oldest Regions have names of their own here. Source: Amazon S3 API Reference, GetBucketLocation. */
async function locate(home: S3Reader, name: string, arn: string): Promise<string> {
  const answer = await home.get('GetBucketLocation', { Bucket: name }, { target: arn });
  if (answer === undefined) return home.place.region;
  const location = textOf(answer, 'LocationConstraint');
  return location === undefined ? 'us-east-1' : location === 'EU' ? 'eu-west-1' : location;
}

/** Buckets from before April 2023 may have no setting: their ACLs count, and writers own what they write. */
async function readOwnership(reader: S3Reader, name: string, arn: string): Promise<S3Bucket['ownership']> {
  const aim = { target: arn, notSet: ['OwnershipControlsNotFoundError'] };
  const found = await reader.lookUp('GetBucketOwnershipControls', { Bucket: name }, aim);
  if (found.kind === 'failed') return undefined;
  if (found.kind === 'notSet') return 'ObjectWriter';
  const ownership = ownershipOf(objectOf(found.answer, 'OwnershipControls'));
  if (ownership === undefined) reader.doubt('GetBucketOwnershipControls', arn, 'unknown kind of object ownership');
  return ownership;
}
const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;

/** Undefined: of no known kind. */
export function ownershipOf(controls: JsonObject | undefined): S3Bucket['ownership'] {
  const [rule] = objectsOf(controls, 'Rules');
  return OWNERSHIPS.find((one) => one === rule?.['ObjectOwnership']);
}

export function publicAccessBlockOf(block: JsonObject | undefined): PublicAccessBlock | undefined {
  if (block === undefined) return undefined;
  return {
    blockPublicAcls: block['BlockPublicAcls'] === true,
    ignorePublicAcls: block['IgnorePublicAcls'] === true,
    blockPublicPolicy: block['BlockPublicPolicy'] === true,
    restrictPublicBuckets: block['RestrictPublicBuckets'] === true,
  };
}

/** `aws:kms` without a key is the AWS managed key of the account; AES256 keys are S3's own. */
export function encryptionOf(answer: JsonObject | undefined): Pick<S3Bucket, 'encryption' | 'bucketKey'> {
  const [rule] = objectsOf(objectOf(answer, 'ServerSideEncryptionConfiguration'), 'Rules');
  const byDefault = objectOf(rule, 'ApplyServerSideEncryptionByDefault');
  if (byDefault === undefined) return {};
  if (textOf(byDefault, 'SSEAlgorithm')?.startsWith('aws:kms') !== true) return { encryption: { kind: 'awsOwned' } };
  const key = textOf(byDefault, 'KMSMasterKeyID');
  return {
    encryption: key === undefined ? { kind: 'awsManaged' } : { kind: 'customerManaged', key },
    bucketKey: rule?.['BucketKeyEnabled'] === true,
  };
}

/** Source: Amazon S3 User Guide, Access control list (ACL) overview. */
const GROUPS: Readonly<Record<string, AclGrantee>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': { kind: 'allUsers' },
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': { kind: 'authenticatedUsers' },
  'http://acs.amazonaws.com/groups/s3/LogDelivery': { kind: 'logDelivery' },
};
const PERMISSIONS = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'] as const;

/** Who an ACL says owns the bucket, and whose bucket it is. */
interface AclOwner {
  readonly canonicalId: string | undefined;
  readonly account: string;
}

function grantsOf(
  reader: S3Reader,
  call: 'GetBucketAcl' | 'GetObjectAcl',
  arn: string,
  acl: JsonObject | undefined,
  owner: AclOwner,
): readonly AclGrant[] {
  return aclOf(acl, owner).flatMap((grant) => {
    if (grant === undefined) reader.doubt(call, arn, 'the ACL holds a grant of an unknown kind');
    return grant ?? [];
  });
}

/** The grants of an ACL; undefined stands for one of an unknown kind. */
export function aclOf(acl: JsonObject | undefined, owner: AclOwner): readonly (AclGrant | undefined)[] {
  return objectsOf(acl, 'Grants').map((grant) => {
    const grantee = granteeOf(objectOf(grant, 'Grantee') ?? {}, owner);
    const permission = PERMISSIONS.find((one) => one === grant['Permission']);
    return grantee === undefined || permission === undefined ? undefined : { grantee, permission };
  });
}

function granteeOf(grantee: JsonObject, owner: AclOwner): AclGrantee | undefined {
  const canonicalId = textOf(grantee, 'ID');
  if (canonicalId === undefined) return GROUPS[textOf(grantee, 'URI') ?? ''];
  return { kind: 'account', canonicalId, ...(canonicalId === owner.canonicalId ? { account: owner.account } : {}) };
}

/** A bucket with more versions of objects than this keeps its objects' ACLs unread: one call for each would take too long. */
const VERSIONS_AT_MOST = 100;

/** What ACLs of single objects grant to others than the bucket's account; undefined where not every one was read. */
async function readObjectGrants(
  reader: S3Reader,
  name: string,
  arn: string,
  owner: AclOwner,
): Promise<readonly AclGrant[] | undefined> {
  const aim = { target: arn };
  const list = await reader.get('ListObjectVersions', { Bucket: name, MaxKeys: VERSIONS_AT_MOST }, aim);
  if (list === undefined || list['IsTruncated'] === true) return undefined;
  const acls = await Promise.all(
    objectsOf(list, 'Versions').map((version) =>
      reader.get('GetObjectAcl', { Bucket: name, Key: neededText(version, 'Key'), ...versionOf(version) }, aim),
    ),
  );
  if (acls.includes(undefined)) return undefined;
  const grants = acls.flatMap((acl) => grantsOf(reader, 'GetObjectAcl', arn, acl, owner));
  const foreign = grants.filter(({ grantee }) => grantee.kind !== 'account' || grantee.account !== owner.account);
  return [...new Map(foreign.map((grant) => [JSON.stringify(grant), grant])).values()];
}

/** Objects of a bucket without versioning have the version `null`. */
function versionOf(version: JsonObject): JsonObject {
  const id = textOf(version, 'VersionId');
  return id === undefined || (id === 'null' && version['IsLatest'] === true) ? {} : { VersionId: id };
}
