import { objectGuidOf } from '../../domain/object-guid.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { neededText, objectOf, objectsOf, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';

export type IdentityStoreCall = 'ListUsers' | 'ListGroups' | 'ListGroupMemberships';

export const IDENTITY_STORE: ServiceCalls<IdentityStoreCall> = {
  service: 'identitystore',
  reach: 'organization',
  permissions: {
    ListUsers: ['identitystore:ListUsers'],
    ListGroups: ['identitystore:ListGroups'],
    ListGroupMemberships: ['identitystore:ListGroupMemberships'],
  },
};

type IdentityStoreReader = Reader<IdentityStoreCall>;
const PAGING = { answer: 'NextToken', input: 'NextToken' };
const ENTERPRISE = 'aws:identitystore:enterprise';

export interface Directory {
  readonly directoryUsers: readonly DirectoryUser[];
  readonly directoryGroups: readonly DirectoryGroup[];
}

/** Users, groups and memberships of one identity store. Groups hold users only, never groups. */
export async function readDirectory(reader: IdentityStoreReader, store: string): Promise<Directory> {
  const [users, groups] = await Promise.all([
    reader.items('ListUsers', { IdentityStoreId: store, Extensions: [ENTERPRISE] }, 'Users', PAGING),
    reader.items('ListGroups', { IdentityStoreId: store }, 'Groups', PAGING),
  ]);
  return {
    directoryUsers: users.filter(isObject).map((user) => userOf(store, user)),
    directoryGroups: await Promise.all(groups.filter(isObject).map((group) => readGroup(reader, store, group))),
  };
}

function userOf(store: string, user: JsonObject): DirectoryUser {
  const enterprise = objectOf(objectOf(user, 'Extensions'), ENTERPRISE) ?? {};
  const manager = textOf(objectOf(enterprise, 'manager') ?? {}, 'value') ?? textOf(enterprise, 'manager');
  const optional = {
    displayName: textOf(user, 'DisplayName'),
    externalId: externalIdOf(user),
    objectGuid: objectGuidOf(externalIdOf(user)),
    department: textOf(enterprise, 'department'),
    title: textOf(user, 'Title'),
    manager,
    userType: textOf(user, 'UserType'),
  };
  return {
    id: neededText(user, 'UserId'),
    provider: store,
    userName: textOf(user, 'UserName') ?? neededText(user, 'UserId'),
    emails: emailsOf(user),
    active: textOf(user, 'UserStatus') !== 'DISABLED',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** The primary address first. */
function emailsOf(user: JsonObject): readonly string[] {
  const emails = objectsOf(user, 'Emails');
  const ordered = [...emails.filter((one) => one['Primary'] === true), ...emails];
  return [...new Set(ordered.flatMap((email) => textOf(email, 'Value') ?? []))];
}

function externalIdOf(item: JsonObject): string | undefined {
  const [first] = objectsOf(item, 'ExternalIds');
  return first === undefined ? undefined : textOf(first, 'Id');
}

async function readGroup(reader: IdentityStoreReader, store: string, group: JsonObject): Promise<DirectoryGroup> {
  const id = neededText(group, 'GroupId');
  const input = { IdentityStoreId: store, GroupId: id };
  const memberships = await reader.items('ListGroupMemberships', input, 'GroupMemberships', PAGING, { target: id });
  const externalId = externalIdOf(group);
  return {
    id,
    provider: store,
    name: textOf(group, 'DisplayName') ?? id,
    members: memberships
      .filter(isObject)
      .map((membership) => neededText(objectOf(membership, 'MemberId') ?? {}, 'UserId'))
      .sort(),
    ...(externalId === undefined ? {} : { externalId }),
  };
}
