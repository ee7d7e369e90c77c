import { connectorDirectory } from '../../domain/node-ids.ts';
import { objectGuidOf } from '../../domain/object-guid.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { addressOf, peopleOfAccounts } from '../people-of-accounts.ts';
import { isList, isObject } from '../schema-check.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { type Directory, type Stored, textAt } from './directory.ts';
import { isPrimary } from './read-attributes.ts';
import { ENTERPRISE_SCHEMA } from './schemas.ts';

export interface PushedDirectory {
  /** Name of the connector. */
  readonly connector: string;
  readonly directory: Directory;
}

/**
 * What connectors hold, as a part of a snapshot: every user and group under the name of its connector, and each user with an
 * e-mail address as a person, whom the same address joins to Identity Center. Several users with one address are one person
 * (ADR 21): what the connector first in the alphabet says of them stands, and they are active if one of them is.
 */
export function pushedPeople(pushed: readonly PushedDirectory[]): SnapshotPart {
  const users = pushed.flatMap(({ connector, directory }) =>
    directory.users().map((stored) => userOf(connector, directory, stored)),
  );
  return {
    directoryUsers: users,
    directoryGroups: pushed.flatMap(groupsOf),
    people: peopleOfAccounts(users),
  };
}

const idIn = (connector: string, id: string): string => `${connectorDirectory(connector)}:${id}`;

function userOf(connector: string, directory: Directory, { id, attributes }: Stored): DirectoryUser {
  const enterprise = enterpriseOf(attributes);
  const optional = {
    displayName: textOf(attributes, 'displayName') ?? formattedName(attributes),
    externalId: textOf(attributes, 'externalId'),
    department: textOf(enterprise, 'department'),
    title: textOf(attributes, 'title'),
    manager: managerOf(directory, enterprise),
    userType: textOf(attributes, 'userType'),
    employeeNumber: textOf(enterprise, 'employeeNumber'),
    // where the provider is set to send it so
    objectGuid: objectGuidOf(textOf(attributes, 'externalId')),
  };
  return {
    id: idIn(connector, id),
    provider: connectorDirectory(connector),
    userName: textAt(attributes, 'userName') ?? id,
    emails: emailsOf(attributes),
    active: attributes['active'] !== false,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

function enterpriseOf(attributes: JsonObject): JsonObject {
  const enterprise = attributes[ENTERPRISE_SCHEMA] ?? null;
  return isObject(enterprise) ? enterprise : {};
}

function formattedName({ name = null }: JsonObject): string | undefined {
  if (!isObject(name)) return undefined;
  const parts = [textOf(name, 'givenName'), textOf(name, 'familyName')].filter((part) => part !== undefined);
  return textOf(name, 'formatted') ?? (parts.length === 0 ? undefined : parts.join(' '));
}

/** The address of the manager, whom identity providers name by our id or by their own; else what they say. */
function managerOf(directory: Directory, { manager = null }: JsonObject): string | undefined {
  if (!isObject(manager)) return undefined;
  const named = textOf(manager, 'value');
  const [id = named] = named === undefined ? [] : directory.withExternalId('User', named);
  const stored = id === undefined ? undefined : (directory.user(named ?? '') ?? directory.user(id));
  return (stored && emailOf(stored)) ?? named;
}

/** The primary address first. */
function emailsOf({ emails = null }: JsonObject): readonly string[] {
  const listed = isList(emails) ? emails.filter(isObject) : [];
  const ordered = [...listed.filter(isPrimary), ...listed];
  return [...new Set(ordered.flatMap((email) => textOf(email, 'value') ?? []))];
}

const emailOf = ({ attributes }: Stored): string | undefined =>
  addressOf({ emails: emailsOf(attributes), userName: textAt(attributes, 'userName') ?? '' });

const groupsOf = ({ connector, directory }: PushedDirectory): readonly DirectoryGroup[] =>
  directory.groups().map(({ id, attributes, members }) => {
    const externalId = textAt(attributes, 'externalId');
    return {
      id: idIn(connector, id),
      provider: connectorDirectory(connector),
      name: textAt(attributes, 'displayName') ?? id,
      members: [...members].map((member) => idIn(connector, member)).sort(),
      ...(externalId === undefined ? {} : { externalId }),
    };
  });
