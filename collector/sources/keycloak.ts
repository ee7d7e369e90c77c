import type { RoleEntitlement } from '../../domain/entitlement.ts';
import { objectGuidOf } from '../../domain/object-guid.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import {
  Asking,
  given,
  type IdentitySourceReader,
  isForAws,
  type Question,
  rolePair,
  type SourceRead,
} from './asking.ts';
import { idIn, type SourceIdentity, sourceOf } from './source-identity.ts';
import type { Web } from './web.ts';

// Keycloak: roles of the SAML client of AWS are called `role ARN,provider ARN`. Composite roles hold other roles, and sub-groups
// have what the groups above them have. Sources: Keycloak Admin REST API; Server administration guide, composite roles, groups.

const PAGE = 100;

/** A role of the realm or of some client. */
interface Role {
  readonly id: string;
  readonly name: string;
  /** Where its users and groups are listed. */
  readonly at: string;
  readonly composite: boolean;
  /** Of the client that AWS is. */
  readonly sent: boolean;
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly children: readonly string[];
}

type Given = Omit<RoleEntitlement, 'source'>;

/** The base of `web` is a realm: `https://idp.example/admin/realms/cakes`. */
export const keycloakReader = (identity: SourceIdentity, web: Web, client: string): IdentitySourceReader => ({
  id: identity.id,
  read: () => new KeycloakReading(identity, web, client).read(),
});

class KeycloakReading {
  readonly #identity: SourceIdentity;
  /** `urn:amazon:webservices` */
  readonly #client: string;
  readonly #asking: Asking;
  readonly #groups = new Map<string, Group>();
  readonly #members = new Map<string, DirectoryGroup>();

  constructor(identity: SourceIdentity, web: Web, client: string) {
    this.#identity = identity;
    this.#client = client;
    this.#asking = new Asking(web, 'keycloak', identity.id);
  }

  async read(): Promise<SourceRead> {
    const users = await this.#list('ListUsers', 'view-users', '/users');
    await this.#readGroups('/groups');
    const roles = await this.#roles();
    const above = await this.#composites(roles);
    const entitlements: Given[] = [];
    for (const role of roles) {
      const pair = role.sent ? rolePair(role.name) : undefined;
      if (role.sent && pair === undefined && isForAws(role.name))
        this.#asking.puzzle('ListClientRoles', `\`${role.name}\` names no role and provider`, role.id);
      if (pair === undefined) continue;
      for (const holder of holding(role, above)) entitlements.push(...(await this.#held(role, holder, pair)));
    }
    return {
      source: sourceOf(this.#identity, 'keycloak', this.#asking.isClosed()),
      users: (users ?? []).map((user) => userOf(this.#identity, user)),
      groups: [...this.#members.values()],
      entitlements: entitlements.map((one) => ({ ...one, source: this.#identity.id })),
      cells: this.#asking.cells(),
    };
  }

  /** Roles of the realm and of every client: any of them may be a composite that holds one of AWS. */
  async #roles(): Promise<readonly Role[]> {
    const realm = await this.#list('ListRealmRoles', 'view-realm', '/roles?briefRepresentation=false');
    const found = (realm ?? []).flatMap((role) => roleOf(role, '/roles', false));
    const clients = await this.#list('ListClients', 'view-clients', '/clients');
    for (const client of clients ?? []) {
      const id = textOf(client, 'id') ?? '';
      const at = `/clients/${encodeURIComponent(id)}/roles`;
      const roles = await this.#list('ListClientRoles', 'view-clients', `${at}?briefRepresentation=false`, id);
      const sent = textOf(client, 'clientId') === this.#client;
      found.push(...(roles ?? []).flatMap((role) => roleOf(role, at, sent)));
    }
    if (clients !== undefined && !found.some((role) => role.sent))
      this.#asking.puzzle('ListClients', `no roles of a client \`${this.#client}\``, this.#client);
    return found;
  }

  /** The composites that each role stands in directly. */
  async #composites(roles: readonly Role[]): Promise<ReadonlyMap<string, readonly Role[]>> {
    const above = new Map<string, Role[]>();
    for (const role of roles.filter(({ composite }) => composite)) {
      const path = `/roles-by-id/${encodeURIComponent(role.id)}/composites`;
      const all = { call: 'ListRoleComposites', permission: 'view-realm', path, next: (): undefined => undefined };
      for (const inside of (await this.#asking.list(all, role.id)) ?? []) {
        const id = textOf(inside, 'id') ?? '';
        above.set(id, [...(above.get(id) ?? []), role]);
      }
    }
    return above;
  }

  async #held(role: Role, holder: Role, pair: NonNullable<ReturnType<typeof rolePair>>): Promise<readonly Given[]> {
    const at = `${holder.at}/${encodeURIComponent(holder.name)}`;
    const users = await this.#list('ListRoleUsers', 'view-users', `${at}/users`, holder.id);
    const groups = await this.#list('ListRoleGroups', 'view-users', `${at}/groups`, holder.id);
    const by = holder === role ? 'client role' : `composite role ${holder.name}`;
    const about = { role: pair.role, through: pair.provider };
    const found: Given[] = (users ?? []).map((user) => ({
      ...about,
      principalKind: 'user',
      principalId: idIn(this.#identity, textOf(user, 'id') ?? ''),
      rule: by,
    }));
    for (const group of groups ?? []) {
      const id = textOf(group, 'id') ?? '';
      const name = textOf(group, 'name') ?? id;
      for (const inside of this.#within(id)) {
        const principalId = await this.#readMembers(inside);
        const rule = inside === id ? by : `${by} of group ${name} above it`;
        found.push({ ...about, principalKind: 'group', principalId, rule });
      }
    }
    return found;
  }

  /** The group and all below it. */
  #within(id: string): readonly string[] {
    return [id, ...(this.#groups.get(id)?.children ?? []).flatMap((child) => this.#within(child))];
  }

  async #readGroups(path: string, target?: string): Promise<readonly string[]> {
    const listed = (await this.#list('ListGroups', 'query-groups and view-users', path, target)) ?? [];
    const ids: string[] = [];
    for (const group of listed) ids.push(await this.#readGroup(group));
    return ids;
  }

  /** Sub-groups come along, or have to be asked for. Source: Keycloak 23, Upgrading guide, large numbers of groups. */
  async #readGroup(group: JsonObject): Promise<string> {
    const id = textOf(group, 'id') ?? '';
    const along = objectsOf(group, 'subGroups');
    const more = along.length === 0 && (numberOf(group, 'subGroupCount') ?? 0) > 0;
    const children: string[] = [];
    if (more) children.push(...(await this.#readGroups(`/groups/${encodeURIComponent(id)}/children`, id)));
    else for (const child of along) children.push(await this.#readGroup(child));
    this.#groups.set(id, { id, name: textOf(group, 'name') ?? id, children });
    return id;
  }

  async #readMembers(id: string): Promise<string> {
    const key = idIn(this.#identity, id);
    if (this.#members.has(id)) return key;
    const path = `/groups/${encodeURIComponent(id)}/members`;
    const members = (await this.#list('ListGroupMembers', 'view-users', path, id)) ?? [];
    this.#members.set(id, {
      id: key,
      provider: this.#identity.id,
      name: this.#groups.get(id)?.name ?? id,
      members: members.map((one) => idIn(this.#identity, textOf(one, 'id') ?? '')),
      externalId: id,
    });
    return key;
  }

  #list(call: string, permission: string, path: string, target?: string): Promise<readonly JsonObject[] | undefined> {
    return this.#asking.list(paged(call, permission, path), target);
  }
}

/** Pages are counted; a page that is not full is the last one. */
function paged(call: string, permission: string, path: string): Question {
  const from = (first: number): string => `${path}${path.includes('?') ? '&' : '?'}first=${first}&max=${PAGE}`;
  let before = 0;
  return {
    call,
    permission,
    path: from(0),
    next: (_, read) => {
      const full = read - before === PAGE;
      before = read;
      return full ? from(read) : undefined;
    },
  };
}

/** The role itself and every composite above it. */
function holding(role: Role, above: ReadonlyMap<string, readonly Role[]>): readonly Role[] {
  const found = new Map([[role.id, role]]);
  for (const [id] of found) for (const one of above.get(id) ?? []) if (!found.has(one.id)) found.set(one.id, one);
  return [...found.values()];
}

function roleOf(item: JsonObject, at: string, sent: boolean): readonly Role[] {
  const [id, name] = [textOf(item, 'id'), textOf(item, 'name')];
  return id === undefined || name === undefined ? [] : [{ id, name, at, composite: item['composite'] === true, sent }];
}

/** An address that was not verified may be anybody's, and joins nobody; nor does it as a user name. */
function userOf(identity: SourceIdentity, item: JsonObject): DirectoryUser {
  const id = textOf(item, 'id') ?? '';
  const [told, username] = [textOf(item, 'email'), textOf(item, 'username')];
  const email = item['emailVerified'] === false ? undefined : told;
  const isTheirs = email !== undefined || username?.toLowerCase() !== told?.toLowerCase();
  const attributes = objectOf(item, 'attributes');
  const attribute = (name: string): string | undefined => textsOf(attributes, name)[0];
  const name = [textOf(item, 'firstName'), textOf(item, 'lastName')].filter((part) => part !== undefined).join(' ');
  return {
    id: idIn(identity, id),
    provider: identity.id,
    userName: (isTheirs ? username : undefined) ?? id,
    emails: email === undefined ? [] : [email],
    active: item['enabled'] !== false,
    externalId: id,
    ...given({
      displayName: name,
      department: attribute('department'),
      title: attribute('title'),
      manager: attribute('manager'),
      // of users of an LDAP directory; of Active Directory it is the objectGUID. Source: Keycloak, LDAPStorageProvider
      objectGuid: objectGuidOf(attribute('LDAP_ID')),
    }),
  };
}
