import type { RoleEntitlement } from '../../domain/entitlement.ts';
import type { Json } from '../../domain/policy.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { neededText, objectOf, textOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, readPolicy } from './described.ts';
import { readTags, S3_ACCESS_POINTS } from './s3-control.ts';

export type AccessGrantsCall =
  | 'ListAccessGrantsInstances'
  | 'ListAccessGrants'
  | 'ListAccessGrantsLocations'
  | 'GetAccessGrantsInstanceResourcePolicy';

export const S3_ACCESS_GRANTS: ServiceCalls<AccessGrantsCall> = {
  service: 's3control',
  reach: 'region',
  permissions: {
    ListAccessGrantsInstances: ['s3:ListAccessGrantsInstances'],
    ListAccessGrants: ['s3:ListAccessGrants'],
    ListAccessGrantsLocations: ['s3:ListAccessGrantsLocations'],
    GetAccessGrantsInstanceResourcePolicy: ['s3:GetAccessGrantsInstanceResourcePolicy'],
  },
};

type GrantsReader = Reader<AccessGrantsCall>;

/**
 * Whom S3 Access Grants gives credentials of the role of a location, cut down to a grant. Each account has one instance in a Region at
 * most. Source: Amazon S3 User Guide, Managing access with S3 Access Grants.
 */
export async function collectAccessGrants(reader: GrantsReader): Promise<SnapshotPart> {
  const instances = await listed(reader, 'ListAccessGrantsInstances', 'AccessGrantsInstancesList');
  const parts = await Promise.all(
    instances.map((one) => readInstance(reader, neededText(one, 'AccessGrantsInstanceArn'))),
  );
  return {
    resources: parts.flatMap(({ resources = [] }) => resources),
    identitySources: parts.flatMap(({ identitySources = [] }) => identitySources),
    entitlements: parts.flatMap(({ entitlements = [] }) => entitlements),
  };
}

async function readInstance(reader: GrantsReader, arn: string): Promise<SnapshotPart> {
  const { account, region } = reader.place;
  const [grants, locations, policy, tags] = await Promise.all([
    listed(reader, 'ListAccessGrants', 'AccessGrantsList'),
    listed(reader, 'ListAccessGrantsLocations', 'AccessGrantsLocationsList'),
    readPolicy(reader, 'GetAccessGrantsInstanceResourcePolicy', { AccountId: account }, { target: arn, ...POLICY }),
    readTags(reader.beside(S3_ACCESS_POINTS), arn),
  ]);
  const roles = new Map(locations.map((one) => [textOf(one, 'AccessGrantsLocationId'), textOf(one, 'IAMRoleArn')]));
  const instance: DescribedResource = {
    type: 'AWS::S3::AccessGrantsInstance',
    arn,
    ...placeOf(reader.place),
    name: 'default',
    tags,
    ...given('policy', policy),
  };
  return {
    resources: [instance],
    identitySources: [
      { id: arn, kind: 's3AccessGrants', name: `S3 Access Grants of ${region}`, closed: false, providers: [] },
    ],
    entitlements: grants.flatMap((one) => {
      const entitled = entitlementOf(arn, one, roles.get(textOf(one, 'AccessGrantsLocationId')));
      if (entitled === undefined)
        reader.doubt('ListAccessGrants', nameOf(arn, one), 'a grant is in a form that is not known');
      return entitled ?? [];
    }),
  };
}

/** Source: Amazon S3 API Reference, Error responses, List of S3 Access Grants error codes. */
const POLICY = {
  field: 'Policy',
  name: 'instance resource policy',
  notSet: ['AccessGrantsInstanceResourcePolicyNotExists'],
};

const nameOf = (instance: string, grant: JsonObject): string =>
  textOf(grant, 'AccessGrantArn') ?? `${instance}/grant/${textOf(grant, 'AccessGrantId') ?? ''}`;

async function listed(reader: GrantsReader, operation: AccessGrantsCall, list: string): Promise<readonly JsonObject[]> {
  const items = await reader.items(operation, { AccountId: reader.place.account }, list, NEXT_TOKEN);
  return items.filter(isObject);
}

/** What the trust policy of the location's role must allow besides. Source: Amazon S3 API Reference, GetDataAccess. */
const GRANTEES = {
  IAM: { principalKind: 'principal', needs: ['sts:SetSourceIdentity'], opens: ['sts:SourceIdentity'] },
  DIRECTORY_USER: { principalKind: 'user', needs: ['sts:SetContext'], opens: [] },
  DIRECTORY_GROUP: { principalKind: 'group', needs: ['sts:SetContext'], opens: [] },
} as const;

function entitlementOf(source: string, grant: JsonObject, role: string | undefined): RoleEntitlement | undefined {
  const grantee = objectOf(grant, 'Grantee') ?? {};
  const [type = '', principalId] = [textOf(grantee, 'GranteeType'), textOf(grantee, 'GranteeIdentifier')];
  const [permission = '', scope = ''] = [textOf(grant, 'Permission'), textOf(grant, 'GrantScope')];
  const kind = Object.hasOwn(GRANTEES, type) ? GRANTEES[type as keyof typeof GRANTEES] : undefined;
  const document = scopeOf(source.split(':')[1] ?? 'aws', permission, scope);
  if (kind === undefined || principalId === undefined || role === undefined || document === undefined) return undefined;
  const { principalKind, needs, opens } = kind;
  return {
    source,
    principalKind,
    principalId,
    role,
    through: 'access-grants.s3.amazonaws.com',
    rule: `grant ${textOf(grant, 'AccessGrantId') ?? ''}, ${permission} ${scope}`,
    fixes: { 'aws:SourceAccount': source.split(':')[4] ?? '', 'aws:SourceArn': source },
    ...(opens.length === 0 ? {} : { opens }),
    needs,
    session: { policies: [{ name: 'scope of the grant', document }], managed: [] },
    doubt: 'dataAccess',
  };
}

/** Source: Accessing S3 data using credentials vended by S3 Access Grants, supported actions. */
const READS = {
  objects: ['GetObject', 'GetObjectVersion', 'GetObjectAcl', 'GetObjectVersionAcl', 'ListMultipartUploadParts'],
  key: 'kms:Decrypt',
};
const LISTS = ['ListBucket', 'ListBucketVersions', 'ListBucketMultipartUploads'];
const WRITES = {
  objects: [
    'PutObject',
    'PutObjectAcl',
    'PutObjectVersionAcl',
    'DeleteObject',
    'DeleteObjectVersion',
    'AbortMultipartUpload',
  ],
  key: 'kms:GenerateDataKey',
};

/** What the session can do at most: `READ` of `s3://bucket/prefix*`. Undefined: in words that are not known. */
function scopeOf(partition: string, permission: string, scope: string): Json | undefined {
  // what looks like a variable of policies is part of a name
  const [, bucket, path] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(scope.replaceAll('${', '${$}{')) ?? [];
  const kinds = { READ: [READS], WRITE: [WRITES], READWRITE: [READS, WRITES] };
  if (bucket === undefined || !Object.hasOwn(kinds, permission)) return undefined;
  const given = kinds[permission as keyof typeof kinds];
  const arn = `arn:${partition}:s3:::${bucket === '' ? '*' : bucket}`;
  const inside = path === undefined || path === '' ? undefined : path;
  const objects = inside === undefined ? `${arn}/*` : `${arn}/${inside}`;
  return {
    Version: '2012-10-17',
    Statement: [
      ...given.map((one) => allow(one.objects, objects)),
      ...(given.includes(READS) ? [allow(LISTS, arn, inside === undefined ? undefined : { 's3:prefix': inside })] : []),
      { Effect: 'Allow', Action: given.map(({ key }) => key), Resource: '*', Condition: { StringLike: VIA_S3 } },
    ],
  };
}
const VIA_S3 = { 'kms:ViaService': 's3.*.amazonaws.com' };

const allow = (actions: readonly string[], on: string, like?: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: actions.map((one) => `s3:${one}`),
  Resource: on,
  ...(like === undefined ? {} : { Condition: { StringLike: like } }),
});
