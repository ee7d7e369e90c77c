import type { Json } from '../../domain/policy.ts';
import type { AclGrant, AclGrantee, AclPermission, KmsGrant, RequestFacts } from '../../domain/request.ts';
import { ok } from '../../domain/result.ts';
import { isList, isObject, type JsonObject, type Read, readAll, wrong } from './json.ts';

type Reader = (json: Json, place: string) => Read<unknown>;

const flag: Reader = (json, place) => (typeof json === 'boolean' ? ok(json) : wrong(place, 'must be true or false'));
const text: Reader = (json, place) => (typeof json === 'string' ? ok(json) : wrong(place, 'must be text'));
const texts: Reader = (json, place) =>
  isList(json)
    ? readAll(json, (one, index) => text(one, `${place}[${index}]`))
    : wrong(place, 'must be a list of texts');
const textMap: Reader = (json, place) =>
  isObject(json) && Object.values(json).every((one) => typeof one === 'string')
    ? ok(json)
    : wrong(place, 'must be an object of texts');
const oneOf =
  (...words: readonly string[]): Reader =>
  (json, place) =>
    words.some((word) => word === json) ? ok(json) : wrong(place, `must be one of ${words.join(', ')}`);
const listOf =
  (read: Reader): Reader =>
  (json, place) =>
    isList(json) ? readAll(json, (one, index) => read(one, `${place}[${index}]`)) : wrong(place, 'must be a list');

/** An object with these members and no others. */
const record =
  (members: Readonly<Record<string, Reader>>, required: readonly string[]): Reader =>
  (json, place) => {
    if (!isObject(json)) return wrong(place, 'must be an object');
    const lacking = required.find((name) => json[name] === undefined);
    if (lacking !== undefined) return wrong(`${place}.${lacking}`, 'is missing');
    return readMembers(json, members, place);
  };

function readMembers(json: JsonObject, members: Readonly<Record<string, Reader>>, place: string): Read<unknown> {
  const read = readAll(Object.entries(json), ([name, value]) => {
    const reader = Object.hasOwn(members, name) ? members[name] : undefined;
    if (reader === undefined) return wrong(`${place}.${name}`, 'unknown fact');
    const result = reader(value, `${place}.${name}`);
    return result.ok ? ok([name, result.value] as const) : result;
  });
  return read.ok ? ok(Object.fromEntries(read.value)) : read;
}

const PERMISSIONS: readonly AclPermission[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'];
const GRANTEES: readonly AclGrantee['kind'][] = ['account', 'allUsers', 'authenticatedUsers', 'logDelivery'];

const ACL_GRANT: Readonly<Record<keyof AclGrant, Reader>> = {
  grantee: record({ kind: oneOf(...GRANTEES), canonicalId: text, account: text }, ['kind']),
  permission: oneOf(...PERMISSIONS),
  on: oneOf('object'),
};

const KMS_GRANT: Readonly<Record<keyof KmsGrant, Reader>> = {
  id: text,
  grantee: text,
  granteeIsService: flag,
  retiring: text,
  issuingAccount: text,
  operations: texts,
  encryptionContextEquals: textMap,
  encryptionContextSubset: textMap,
  sourceArn: text,
};

const FACTS: Readonly<Record<keyof RequestFacts, Reader>> = {
  managementAccount: flag,
  resourceInManagementAccount: flag,
  serviceLinkedRole: flag,
  s3BlockPublicAccess: flag,
  s3RestrictPublicBuckets: flag,
  s3BucketAbac: flag,
  s3Acl: listOf(record(ACL_GRANT, ['grantee', 'permission'])),
  s3ObjectOwner: text,
  s3ObjectAclsUnread: oneOf('everybody', 'accounts'),
  kmsGrants: listOf(record(KMS_GRANT, ['id', 'grantee', 'operations'])),
  awsManagedKey: flag,
  kmsGrantsUnread: flag,
  lambdaUrlAuthType: oneOf('AWS_IAM', 'NONE'),
  identityProvider: oneOf('missing', 'unread'),
  providerClientIds: texts,
  roleCreatedBefore2022: flag,
  vpcEndpointKind: oneOf('gateway', 'interface'),
  canonicalUsers: textMap,
  sessionToken: flag,
  rootAccessAdministrator: flag,
  transitiveTagKeys: texts,
  accessPointVpc: text,
  apiAuthorizer: oneOf('NONE', 'AWS_IAM', 'LAMBDA', 'COGNITO', 'unread'),
  privateApi: flag,
  snapshotSharedWith: texts,
  snapshotPublicSharing: oneOf('blockAll', 'blockNew'),
  snapshotEncryption: oneOf('awsManaged', 'customerManaged'),
  identityPoolAccount: text,
  cognitoGuest: flag,
  delegatedSession: flag,
  consoleSwitch: oneOf('signIn', 'switchedRole'),
  regionNotEnabled: flag,
  accessPointOfVolume: flag,
  openSearchRoles: oneOf('grants', 'denies', 'unread'),
  dataAccessPolicies: oneOf('grants', 'denies', 'unread'),
  registryPolicyScope: oneOf('V1', 'V2'),
  lakeFormation: oneOf('grants', 'denies', 'unread'),
};

/** Facts that no policy holds; a fact nobody knows is an error, never ignored. */
export function readFacts(json: Json | undefined): Read<RequestFacts> {
  if (json === undefined) return ok({});
  const read = record(FACTS, [])(json, 'facts');
  return read.ok ? ok(read.value as RequestFacts) : read;
}
