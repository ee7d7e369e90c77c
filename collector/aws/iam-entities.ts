import { lastSegment, parseArn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import type {
  IamGroup,
  IamRole,
  IamUser,
  InstanceProfile,
  ManagedPolicy,
  StoredPolicy,
} from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import {
  documentOf,
  MalformedAnswer,
  neededText,
  numberOf,
  objectOf,
  objectsOf,
  tagsOf,
  textOf,
  textsOf,
  timeOf,
} from './answers.ts';

/**
 * Items of iam:GetAccountAuthorizationDetails as records. Answers of the API and of `aws iam
 * get-account-authorization-details` both fit: documents may be percent-encoded text or objects.
 */
export function userOf(detail: JsonObject): IamUser {
  return {
    ...entityOf(detail, 'UserName', 'UserId', 'UserPolicyList'),
    tags: tagsOf(detail),
    groups: textsOf(detail, 'GroupList').toSorted(),
    ...boundaryOf(detail),
  };
}

export const groupOf = (detail: JsonObject): IamGroup => entityOf(detail, 'GroupName', 'GroupId', 'GroupPolicyList');

export function roleOf(detail: JsonObject): IamRole {
  const maxSessionSeconds = numberOf(detail, 'MaxSessionDuration');
  const lastUsed = lastUsedOf(detail);
  return {
    ...entityOf(detail, 'RoleName', 'RoleId', 'RolePolicyList'),
    tags: tagsOf(detail),
    trustPolicy: documentOf(neededDocument(detail, 'AssumeRolePolicyDocument')),
    ...boundaryOf(detail),
    ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
    ...(lastUsed === undefined ? {} : { lastUsed }),
  };
}

/** Undefined: the role was not used while IAM kept track, or the detail does not tell. */
export function lastUsedOf(detail: JsonObject): IamRole['lastUsed'] {
  const told = objectOf(detail, 'RoleLastUsed') ?? {};
  const at = timeOf(told, 'LastUsedDate');
  const region = textOf(told, 'Region');
  return at === undefined ? undefined : { at, ...(region === undefined ? {} : { region }) };
}

/** The instance profiles that hold a role, as its detail lists them. */
export function instanceProfilesOf(detail: JsonObject): readonly InstanceProfile[] {
  return objectsOf(detail, 'InstanceProfileList').map((profile) => {
    const arn = neededText(profile, 'Arn');
    const roles = objectsOf(profile, 'Roles').map((role) => neededText(role, 'RoleName'));
    return { arn, account: accountIn(arn), name: nameIn(arn), roles };
  });
}

/** A managed policy in its default version. AWS-managed ones belong to `aws`. */
export function managedPolicyOf(detail: JsonObject): ManagedPolicy {
  const arn = neededText(detail, 'Arn');
  const versions = objectsOf(detail, 'PolicyVersionList');
  const byId = versions.find((version) => version['VersionId'] === detail['DefaultVersionId']);
  const version = versions.find((one) => one['IsDefaultVersion'] === true) ?? byId;
  if (version === undefined) throw new MalformedAnswer('PolicyVersionList[IsDefaultVersion]');
  return managedPolicy(arn, neededDocument(version, 'Document'));
}

export function managedPolicy(arn: string, document: Json): ManagedPolicy {
  const account = accountIn(arn);
  return { arn, account, name: nameIn(arn), awsManaged: account === 'aws', document: documentOf(document) };
}

type Entity = Pick<
  IamRole,
  'arn' | 'account' | 'name' | 'path' | 'uniqueId' | 'createdAt' | 'inlinePolicies' | 'attachedPolicies'
>;

function entityOf(detail: JsonObject, nameField: string, idField: string, inlineField: string): Entity {
  const arn = neededText(detail, 'Arn');
  const uniqueId = textOf(detail, idField);
  const createdAt = timeOf(detail, 'CreateDate');
  return {
    arn,
    account: accountIn(arn),
    name: textOf(detail, nameField) ?? nameIn(arn),
    path: textOf(detail, 'Path') ?? '/',
    ...(uniqueId === undefined ? {} : { uniqueId }),
    ...(createdAt === undefined ? {} : { createdAt }),
    inlinePolicies: objectsOf(detail, inlineField).map(inlinePolicyOf),
    attachedPolicies: objectsOf(detail, 'AttachedManagedPolicies').map((policy) => neededText(policy, 'PolicyArn')),
  };
}

const inlinePolicyOf = (item: JsonObject): StoredPolicy => ({
  name: neededText(item, 'PolicyName'),
  document: documentOf(neededDocument(item, 'PolicyDocument')),
});

function boundaryOf(detail: JsonObject): { readonly permissionsBoundary?: string } {
  const boundary = textOf(objectOf(detail, 'PermissionsBoundary') ?? {}, 'PermissionsBoundaryArn');
  return boundary === undefined ? {} : { permissionsBoundary: boundary };
}

function neededDocument(item: JsonObject, field: string): Json {
  const value = item[field];
  if (value === undefined || value === null) throw new MalformedAnswer(field);
  return value;
}

/** Account of an IAM ARN: 12 digits, or `aws` for what AWS owns. */
function accountIn(text: string): string {
  const arn = parseArn(text);
  if (!arn.ok || arn.value.account === '') throw new MalformedAnswer('account in its ARN');
  return arn.value.account;
}

/** IAM names hold no slash, so the last segment of an ARN is the name. */
const nameIn = (arn: string): string => lastSegment(arn);
