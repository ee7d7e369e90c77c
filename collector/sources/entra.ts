import type { EntitlementDoubt, RoleEntitlement } from '../../domain/entitlement.ts';
import { objectGuidOf } from '../../domain/object-guid.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { objectOf, objectsOf, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';
import {
  Asking,
  given,
  type IdentitySourceReader,
  isForAws,
  type NextPage,
  type Question,
  rolePair,
  type SourceRead,
} from './asking.ts';
import { idIn, type SourceIdentity, sourceOf } from './source-identity.ts';
import type { Web } from './web.ts';

// Entra ID by Microsoft Graph v1.0. Sources: Microsoft Graph, List appRoleAssignedTo, List group members, List users,
// List eligibilitySchedules; Grant an appRoleAssignment to a group (members of nested groups are not assigned).

/** Source: Microsoft Graph, Paging. */
const byBody: NextPage = ({ body }) => (isObject(body) ? textOf(body, '@odata.nextLink') : undefined);

const list = (call: string, permission: string, path: string, key = 'id'): Question => ({
  key,
  call,
  permission,
  path,
  field: 'value',
  next: byBody,
});

const USER_FIELDS =
  'id,userPrincipalName,mail,displayName,department,jobTitle,employeeType,employeeId,onPremisesImmutableId,accountEnabled,userType&$expand=manager($select=id,mail,userPrincipalName)';

interface Application {
  readonly id: string;
  readonly name: string;
  /** People can sign in to it. */
  readonly enabled: boolean;
  /** Roles by their id, with the value that is sent. */
  readonly roles: ReadonlyMap<string, { readonly value: string; readonly name: string; readonly enabled: boolean }>;
}

type Given = Omit<RoleEntitlement, 'source'>;

export const entraReader = (identity: SourceIdentity, web: Web): IdentitySourceReader => ({
  id: identity.id,
  read: () => new EntraReading(identity, web).read(),
});

class EntraReading {
  readonly #identity: SourceIdentity;
  readonly #asking: Asking;
  readonly #groups = new Map<string, DirectoryGroup>();
  readonly #eligible = new Map<string, readonly string[]>();

  constructor(identity: SourceIdentity, web: Web) {
    this.#identity = identity;
    this.#asking = new Asking(web, 'entra', identity.id);
  }

  async read(): Promise<SourceRead> {
    const users = await this.#asking.list(
      list('ListUsers', 'User.Read.All', `/v1.0/users?$select=${USER_FIELDS}&$top=999`),
    );
    const fields = 'id,displayName,appRoles,accountEnabled';
    const path = `/v1.0/servicePrincipals?$select=${fields}&$top=999`;
    const applications = await this.#asking.list(list('ListServicePrincipals', 'Application.Read.All', path));
    const ofAws = (applications ?? []).flatMap((one) => this.#applicationOf(one));
    const isThere = applications === undefined || ofAws.length > 0;
    this.#asking.expect(this.#identity, isThere, 'ListServicePrincipals', 'no application has roles of AWS');
    const entitlements: Given[] = [];
    for (const one of ofAws.filter(({ enabled }) => enabled)) entitlements.push(...(await this.#ofApplication(one)));
    return {
      source: sourceOf(this.#identity, 'entra', this.#asking.isClosed()),
      users: (users ?? []).map((user) => userOf(this.#identity, user)),
      groups: [...this.#groups.values()],
      entitlements: entitlements.map((one) => ({ ...one, source: this.#identity.id })),
      cells: this.#asking.cells(),
    };
  }

  async #ofApplication(application: Application): Promise<readonly Given[]> {
    const path = `/v1.0/servicePrincipals/${application.id}/appRoleAssignedTo?$top=999`;
    const question = list('ListAppRoleAssignedTo', 'Application.Read.All', path, 'principalId');
    const found: Given[] = [];
    for (const assignment of (await this.#asking.list(question, application.id)) ?? [])
      found.push(...(await this.#ofAssignment(application, assignment)));
    return found;
  }

  /** The assignment of nothing but default access has an id of zeros, which is no role and gives none. */
  async #ofAssignment({ name, roles }: Application, assignment: JsonObject): Promise<readonly Given[]> {
    const role = roles.get(textOf(assignment, 'appRoleId') ?? '');
    const pair = role === undefined ? undefined : rolePair(role.value);
    const principal = textOf(assignment, 'principalId');
    if (role === undefined || pair === undefined || principal === undefined) return [];
    const doubt: { readonly doubt?: EntitlementDoubt } = role.enabled ? {} : { doubt: 'disabledRole' };
    const about = { role: pair.role, through: pair.provider, ...doubt };
    const rule = `app role ${role.name} of ${name}`;
    const principalId = idIn(this.#identity, principal);
    switch (textOf(assignment, 'principalType')) {
      case 'User':
        return [{ ...about, principalKind: 'user', principalId, rule }];
      case 'Group':
        return this.#ofGroup(principal, textOf(assignment, 'principalDisplayName') ?? principal, { ...about, rule });
      default:
        return [];
    }
  }

  async #ofGroup(
    id: string,
    name: string,
    about: Omit<Given, 'principalKind' | 'principalId'>,
  ): Promise<readonly Given[]> {
    await this.#readGroup(id, name);
    const eligible = (this.#eligible.get(id) ?? []).map(
      (principalId): Given => ({
        ...about,
        principalKind: 'user',
        principalId,
        rule: `${about.rule}, eligible member of ${name}`,
        eligible: true,
      }),
    );
    return [{ ...about, principalKind: 'group', principalId: idIn(this.#identity, id) }, ...eligible];
  }

  /** Direct members alone: an app role does not reach members of groups in the group. */
  async #readGroup(id: string, name: string): Promise<void> {
    if (this.#groups.has(id)) return;
    const path = `/v1.0/groups/${id}/members/microsoft.graph.user?$select=id&$top=999`;
    const members = await this.#asking.list(list('ListGroupMembers', 'GroupMember.Read.All', path), id);
    const group = { id: idIn(this.#identity, id), provider: this.#identity.id, name, externalId: id };
    this.#groups.set(id, { ...group, members: (members ?? []).map((one) => this.#id(one, 'id')) });
    const filter = encodeURIComponent(`groupId eq '${id}'`);
    const schedules = `/v1.0/identityGovernance/privilegedAccess/group/eligibilitySchedules?$filter=${filter}`;
    const permission = 'PrivilegedEligibilitySchedule.Read.AzureADGroup';
    const question = list('ListEligibilitySchedules', permission, schedules, 'principalId');
    const eligible = (await this.#asking.list(question, id)) ?? [];
    const asMember = eligible.filter((one) => textOf(one, 'accessId') === 'member');
    this.#eligible.set(
      id,
      asMember.map((one) => this.#id(one, 'principalId')),
    );
  }

  /** Those with roles of AWS. */
  #applicationOf(item: JsonObject): readonly Application[] {
    const id = textOf(item, 'id');
    if (id === undefined) return [];
    const enabled = item['accountEnabled'] !== false;
    const roles = objectsOf(item, 'appRoles').flatMap((role) => {
      const [roleId, value] = [textOf(role, 'id'), textOf(role, 'value')];
      if (roleId === undefined || value === undefined || !isForAws(value)) return [];
      if (rolePair(value) === undefined) {
        if (enabled) this.#asking.puzzle('ListServicePrincipals', `\`${value}\` names no role and provider`, id);
        return [];
      }
      const name = textOf(role, 'displayName') ?? value;
      return [[roleId, { value, name, enabled: role['isEnabled'] !== false }] as const];
    });
    const about = { id, name: textOf(item, 'displayName') ?? id, enabled };
    return roles.length === 0 ? [] : [{ ...about, roles: new Map(roles) }];
  }

  #id = (item: JsonObject, field: string): string => idIn(this.#identity, textOf(item, field) ?? '');
}

function userOf(identity: SourceIdentity, item: JsonObject): DirectoryUser {
  const id = textOf(item, 'id') ?? '';
  const mail = textOf(item, 'mail');
  const manager = objectOf(item, 'manager') ?? {};
  return {
    id: idIn(identity, id),
    provider: identity.id,
    userName: textOf(item, 'userPrincipalName') ?? id,
    emails: mail === undefined ? [] : [mail],
    active: item['accountEnabled'] !== false,
    externalId: id,
    ...given({
      displayName: textOf(item, 'displayName'),
      department: textOf(item, 'department'),
      title: textOf(item, 'jobTitle'),
      manager: textOf(manager, 'mail') ?? textOf(manager, 'userPrincipalName'),
      employeeNumber: textOf(item, 'employeeId'),
      objectGuid: objectGuidOf(textOf(item, 'onPremisesImmutableId')),
      userType: textOf(item, 'employeeType') ?? (textOf(item, 'userType') === 'Guest' ? 'guest' : undefined),
    }),
  };
}
