import type { RoleEntitlement } from '../../domain/entitlement.ts';
import type { Json } from '../../domain/policy.ts';
import type { DirectoryUser } from '../../domain/snapshot.ts';
import { objectOf, objectsOf, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import { Asking, given, type IdentitySourceReader, rolePair, type SourceRead } from './asking.ts';
import { idIn, type SourceIdentity, sourceOf } from './source-identity.ts';
import type { Web } from './web.ts';

// Google Workspace: roles stand in a custom attribute of the user, which the SAML application maps to Role. Sources: Admin SDK
// Directory API, users.list; Amazon Web Services cloud application (Google Workspace Admin help).

export interface GoogleMapping {
  /** The custom attribute that holds `role ARN,provider ARN`. */
  readonly schema: string;
  readonly field: string;
}

const USERS = '/admin/directory/v1/users?customer=my_customer&projection=full&maxResults=500';

export const googleReader = (identity: SourceIdentity, web: Web, mapping: GoogleMapping): IdentitySourceReader => ({
  id: identity.id,
  read: async (): Promise<SourceRead> => {
    const asking = new Asking(web, 'google', identity.id);
    const listed = await asking.list({
      call: 'ListUsers',
      path: USERS,
      permission: 'https://www.googleapis.com/auth/admin.directory.user.readonly',
      field: 'users',
      leftOut: true,
      next: ({ body }) => {
        const token = isObject(body) ? textOf(body, 'nextPageToken') : undefined;
        return token === undefined ? undefined : `${USERS}&pageToken=${encodeURIComponent(token)}`;
      },
    });
    const users = listed ?? [];
    const isThere = listed === undefined || users.some((user) => attributeOf(user, mapping) !== undefined);
    asking.expect(identity, isThere, 'ListUsers', `nobody has the attribute ${mapping.schema}.${mapping.field}`);
    const entitlements = users.flatMap((user) => entitlementsOf(identity, asking, mapping, user));
    return {
      source: sourceOf(identity, 'google', asking.isClosed()),
      users: users.map((user) => userOf(identity, user)),
      groups: [],
      entitlements,
      cells: asking.cells(),
    };
  },
});

const attributeOf = (user: JsonObject, { schema, field }: GoogleMapping): Json | undefined =>
  objectOf(objectOf(user, 'customSchemas'), schema)?.[field];

function entitlementsOf(
  identity: SourceIdentity,
  asking: Asking,
  mapping: GoogleMapping,
  user: JsonObject,
): readonly RoleEntitlement[] {
  const { schema, field } = mapping;
  return valuesOf(attributeOf(user, mapping)).flatMap((value) => {
    const pair = rolePair(value);
    if (pair === undefined) {
      asking.puzzle('ListUsers', `\`${value}\` in ${schema}.${field} names no role and provider`, textOf(user, 'id'));
      return [];
    }
    const principalId = idIn(identity, textOf(user, 'id') ?? '');
    const rule = `attribute ${schema}.${field}`;
    return [
      {
        source: identity.id,
        principalKind: 'user',
        principalId,
        role: pair.role,
        through: pair.provider,
        rule,
      } as const,
    ];
  });
}

/** One text, or a list of values in objects. */
function valuesOf(attribute: Json | undefined): readonly string[] {
  if (typeof attribute === 'string') return attribute === '' ? [] : [attribute];
  const items = attribute !== undefined && isList(attribute) ? attribute.filter(isObject) : [];
  return items.flatMap((item) => textOf(item, 'value') ?? []);
}

function userOf(identity: SourceIdentity, item: JsonObject): DirectoryUser {
  const id = textOf(item, 'id') ?? '';
  const email = textOf(item, 'primaryEmail');
  const organizations = objectsOf(item, 'organizations');
  const organization = organizations.find((one) => one['primary'] === true) ?? organizations[0] ?? {};
  const manager = objectsOf(item, 'relations').find((one) => textOf(one, 'type') === 'manager') ?? {};
  return {
    id: idIn(identity, id),
    provider: identity.id,
    userName: email ?? id,
    emails: email === undefined ? [] : [email],
    active: item['suspended'] !== true && item['archived'] !== true,
    externalId: id,
    ...given({
      displayName: textOf(objectOf(item, 'name') ?? {}, 'fullName'),
      department: textOf(organization, 'department'),
      title: textOf(organization, 'title'),
      manager: textOf(manager, 'value'),
    }),
  };
}
