import type { EntitlementDoubt, RoleEntitlement } from '../../domain/entitlement.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { numberOf, objectOf, textOf, textsOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import {
  Asking,
  given,
  holdersOf,
  type IdentitySourceReader,
  type NextPage,
  rolePair,
  type SourceRead,
} from './asking.ts';
import { type FittingName, fittingNames } from './group-names.ts';
import { idIn, type SourceIdentity, sourceOf } from './source-identity.ts';
import type { Web } from './web.ts';

// Okta's AWS Account Federation application. Sources: Okta API, Applications, Groups, Users; Okta help, Enable group-based role
// mapping in Okta; design facts of the two modes in docs/identity-sources.md.

/** Where the next page is stands in the Link header. Source: Okta API, Pagination. */
const byLink: NextPage = ({ link }) => /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];

const LISTS = {
  apps: {
    call: 'ListApplications',
    path: `/api/v1/apps?filter=${encodeURIComponent('name eq "amazon_aws"')}&limit=200`,
    permission: 'okta.apps.read',
    next: byLink,
  },
  users: { call: 'ListUsers', path: '/api/v1/users?limit=200', permission: 'okta.users.read', next: byLink },
  groups: { call: 'ListGroups', path: '/api/v1/groups?limit=200', permission: 'okta.groups.read', next: byLink },
} as const;

interface App {
  readonly id: string;
  readonly label: string;
  readonly settings: JsonObject;
}

/** A group as Okta lists it; `members` are ids of directory users. */
interface OktaGroup extends DirectoryGroup {
  readonly type: string | undefined;
  readonly sourceApp: string | undefined;
}

type Given = Omit<RoleEntitlement, 'source'>;

export const oktaReader = (identity: SourceIdentity, web: Web): IdentitySourceReader => ({
  id: identity.id,
  read: async (): Promise<SourceRead> => {
    const reading = new OktaReading(identity, web);
    return reading.read();
  },
});

class OktaReading {
  readonly #identity: SourceIdentity;
  readonly #asking: Asking;
  readonly #groups = new Map<string, OktaGroup>();
  readonly #read = new Map<string, OktaGroup>();
  /** Groups whose members could not be read. */
  readonly #unread = new Set<string>();
  readonly #appNames = new Map<string, string | undefined>();

  constructor(identity: SourceIdentity, web: Web) {
    this.#identity = identity;
    this.#asking = new Asking(web, 'okta', identity.id);
  }

  async read(): Promise<SourceRead> {
    const users = ((await this.#asking.list(LISTS.users)) ?? []).map((user) => userOf(this.#identity, user));
    const seen = await this.#asking.list(LISTS.apps);
    const isThere = seen === undefined || seen.length > 0;
    this.#asking.expect(this.#identity, isThere, 'ListApplications', 'no application of AWS is seen');
    const apps = (seen ?? []).flatMap(appOf);
    const listed = ((await this.#asking.list(LISTS.groups)) ?? []).map((group) => groupOf(this.#identity, group));
    for (const group of listed) this.#groups.set(group.id, group);
    const entitlements: Given[] = [];
    for (const app of apps) entitlements.push(...(await this.#ofApp(app)));
    const { id } = this.#identity;
    return {
      source: sourceOf(this.#identity, 'okta', this.#asking.isClosed()),
      users,
      groups: [...this.#read.values()].map(({ type: _, sourceApp: __, ...group }) => group),
      entitlements: entitlements.map((one) => ({ ...one, source: id })),
      cells: this.#asking.cells(),
    };
  }

  async #ofApp(app: App): Promise<readonly Given[]> {
    const assigned = await this.#asking.list(
      listOfApp(app, 'users', 'ListApplicationUsers', 'okta.apps.read', 500),
      app.id,
    );
    return app.settings['useGroupMapping'] === true ? this.#byName(app, assigned) : this.#byProfile(app, assigned);
  }

  /** Mode A: the name of a group is the role. Who is in it gets the role if assigned to the app in any way. */
  async #byName(app: App, assigned: readonly JsonObject[] | undefined): Promise<readonly Given[]> {
    const text = textOf(app.settings, 'groupFilter') ?? '';
    const groups = [...this.#groups.values()];
    const fitting = fittingNames(
      text,
      groups.map(({ name }) => name),
    );
    if (fitting === 'unreadable') {
      this.#asking.puzzle('ListApplications', `the group filter \`${text}\` is no pattern that can be read`, app.id);
      return [];
    }
    if (fitting === 'slow') {
      this.#asking.puzzle('ListApplications', `the group filter \`${text}\` takes too long`, app.id);
      return [];
    }
    const users = assigned === undefined ? undefined : new Set(assigned.map((one) => this.#id(one)));
    const found: Given[] = [];
    for (const group of groups) {
      const match = fitting.get(group.name);
      if (match !== undefined) found.push(...(await this.#named(app, match, group, users)));
    }
    return found;
  }

  async #named(
    app: App,
    match: FittingName,
    group: OktaGroup,
    users: ReadonlySet<string> | undefined,
  ): Promise<readonly Given[]> {
    const from = await this.#comesFrom(app, group);
    if (from === 'elsewhere') return [];
    const value = fill(textOf(app.settings, 'roleValuePattern') ?? '', match.values);
    const pair = rolePair(value);
    if (pair === undefined) {
      this.#asking.puzzle('ListApplications', `\`${value}\` names no role and provider`, app.id);
      return [];
    }
    const doubt: EntitlementDoubt | undefined =
      match.part !== group.name
        ? 'partOfName'
        : users === undefined
          ? 'appAssignment'
          : from === 'unknown'
            ? 'sourceOfGroup'
            : undefined;
    const rule = `group ${group.name} fits ${textOf(app.settings, 'groupFilter') ?? ''} of ${app.label}`;
    const read = await this.#withMembers(group);
    return holdersOf(read, (member) => users?.has(member) ?? true).map((holder) => ({
      ...holder,
      role: pair.role,
      through: pair.provider,
      rule,
      ...(doubt === undefined ? {} : { doubt }),
    }));
  }

  /** Mode B: roles stand in the profile of each assignment; a user's own stand before those of groups. */
  async #byProfile(app: App, assigned: readonly JsonObject[] | undefined): Promise<readonly Given[]> {
    const groups = await this.#asking.list(
      listOfApp(app, 'groups', 'ListApplicationGroupAssignments', 'okta.apps.read', 200),
      app.id,
    );
    if (assigned === undefined || groups === undefined) return [];
    const joined = app.settings['joinAllRoles'] === true;
    const own = assigned.filter((one) => one['scope'] === 'USER');
    const byGroup = new Set(assigned.filter((one) => one['scope'] !== 'USER').map((one) => this.#id(one)));
    const found = own.flatMap((one) =>
      this.#granted(app, one, 'own profile').map(
        (given): Given => ({ ...given, principalKind: 'user', principalId: this.#id(one) }),
      ),
    );
    const taken = new Set<string>();
    // who is in a group that could not be read may have its role instead of those of the groups after it
    let missed = false;
    for (const one of [...groups].sort((a, b) => priorityOf(a) - priorityOf(b))) {
      const group = this.#groups.get(this.#id(one));
      if (group === undefined) {
        const detail = `the group \`${textOf(one, 'id') ?? ''}\` is not in the list of groups`;
        this.#asking.puzzle('ListApplicationGroupAssignments', detail, app.id);
        missed = true;
        continue;
      }
      const read = await this.#withMembers(group);
      const holders = holdersOf(read, (member) => byGroup.has(member) && !taken.has(member));
      const rule = `group ${group.name}, priority ${priorityOf(one)}`;
      for (const given of this.#granted(app, one, rule))
        found.push(...holders.map((holder) => ({ ...given, ...holder, ...(missed && !joined ? UNSURE : {}) })));
      missed ||= this.#unread.has(group.id);
      if (!joined) for (const member of read.members) taken.add(member);
    }
    return found;
  }

  #granted(app: App, assignment: JsonObject, by: string): readonly Pick<Given, 'role' | 'through' | 'rule'>[] {
    const profile = objectOf(assignment, 'profile');
    const [listed, single] = [
      textsOf(profile, 'samlRoles'),
      profile === undefined ? undefined : textOf(profile, 'role'),
    ];
    const names = listed.length > 0 ? listed : single === undefined ? [] : [single];
    const provider = textOf(app.settings, 'identityProviderArn') ?? '';
    return names.flatMap((name) => {
      const pair = pairOf(name, provider);
      if (pair !== undefined)
        return [{ role: pair.role, through: pair.provider, rule: `${by}: ${name} of ${app.label}` }];
      this.#asking.puzzle('ListApplications', `which role \`${name}\` is cannot be told`, app.id);
      return [];
    });
  }

  /** Does the group's source pass the application's filter? An empty filter lets every source pass. */
  async #comesFrom(app: App, group: OktaGroup): Promise<'admitted' | 'elsewhere' | 'unknown'> {
    const filter = (textOf(app.settings, 'appFilter') ?? '').split(',').map((one) => one.trim().toLowerCase());
    const wanted = filter.filter((one) => one !== '');
    if (wanted.length === 0) return 'admitted';
    const name = group.type === 'APP_GROUP' ? await this.#appName(group.sourceApp) : 'okta';
    if (name === undefined) return 'unknown';
    return wanted.includes(name.toLowerCase()) ? 'admitted' : 'elsewhere';
  }

  async #appName(id: string | undefined): Promise<string | undefined> {
    if (id === undefined) return undefined;
    if (!this.#appNames.has(id)) {
      const path = `/api/v1/apps/${encodeURIComponent(id)}`;
      const app = await this.#asking.one({ call: 'GetApplication', path, permission: 'okta.apps.read' }, id);
      this.#appNames.set(id, app === undefined ? undefined : textOf(app, 'name'));
    }
    return this.#appNames.get(id);
  }

  async #withMembers(group: OktaGroup): Promise<OktaGroup> {
    const known = this.#read.get(group.id);
    if (known !== undefined) return known;
    const id = group.externalId ?? '';
    const path = `/api/v1/groups/${encodeURIComponent(id)}/users?limit=200`;
    const call = { call: 'ListGroupUsers', path, permission: 'okta.groups.read', next: byLink };
    const members = await this.#asking.list(call, id);
    if (members === undefined) this.#unread.add(group.id);
    const read = { ...group, members: (members ?? []).map((one) => this.#id(one)) };
    this.#read.set(group.id, read);
    return read;
  }

  #id = (item: JsonObject): string => idIn(this.#identity, textOf(item, 'id') ?? '');
}

const UNSURE: { readonly doubt: EntitlementDoubt } = { doubt: 'appAssignment' };

const priorityOf = (assignment: JsonObject): number => numberOf(assignment, 'priority') ?? 0;

const listOfApp = (
  { id }: App,
  what: 'users' | 'groups',
  call: string,
  permission: string,
  limit: number,
): { readonly call: string; readonly path: string; readonly permission: string; readonly next: NextPage } => ({
  call,
  path: `/api/v1/apps/${encodeURIComponent(id)}/${what}?limit=${limit}`,
  permission,
  next: byLink,
});

function appOf(item: JsonObject): readonly App[] {
  const id = textOf(item, 'id');
  const active = textOf(item, 'status') !== 'INACTIVE';
  const settings = objectOf(objectOf(item, 'settings'), 'app') ?? {};
  return id === undefined || !active ? [] : [{ id, label: textOf(item, 'label') ?? id, settings }];
}

const fill = (pattern: string, values: Readonly<Record<string, string | undefined>>): string =>
  pattern.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** A role of the provider's account by its name, or `111122223333 -- name`; or both ARNs. */
function pairOf(name: string, provider: string): ReturnType<typeof rolePair> {
  if (/(^|,)\s*arn:/.test(name)) return rolePair(name);
  const [, partition, account, rest] = /^arn:([a-z-]+):iam::(\d{12}):(saml-provider\/.+)$/.exec(provider) ?? [];
  const [, other, bare] = /^\[?(\d{12})\]? -- (.+)$/.exec(name) ?? [];
  const owner = other ?? account;
  if (partition === undefined || (other === undefined && name.includes(' -- '))) return undefined;
  return rolePair(`arn:${partition}:iam::${owner}:role/${bare ?? name},arn:${partition}:iam::${owner}:${rest}`);
}

/** Who can sign in. Source: Okta API, User status. */
const ACTIVE: ReadonlySet<string> = new Set(['ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'PROVISIONED', 'LOCKED_OUT']);

function userOf(identity: SourceIdentity, item: JsonObject): DirectoryUser {
  const profile = objectOf(item, 'profile') ?? {};
  const id = textOf(item, 'id') ?? '';
  const login = textOf(profile, 'login') ?? id;
  const email = textOf(profile, 'email');
  const name = [textOf(profile, 'firstName'), textOf(profile, 'lastName')]
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    id: idIn(identity, id),
    provider: identity.id,
    userName: login,
    emails: email === undefined ? [] : [email],
    active: ACTIVE.has(textOf(item, 'status') ?? ''),
    externalId: id,
    ...given({
      displayName: textOf(profile, 'displayName') ?? name,
      department: textOf(profile, 'department'),
      title: textOf(profile, 'title'),
      manager: textOf(profile, 'manager') ?? textOf(profile, 'managerId'),
      userType: textOf(profile, 'userType'),
      employeeNumber: textOf(profile, 'employeeNumber'),
    }),
  };
}

function groupOf(identity: SourceIdentity, item: JsonObject): OktaGroup {
  const id = textOf(item, 'id') ?? '';
  return {
    id: idIn(identity, id),
    provider: identity.id,
    name: textOf(objectOf(item, 'profile') ?? {}, 'name') ?? id,
    members: [],
    externalId: id,
    type: textOf(item, 'type'),
    sourceApp: textOf(objectOf(item, 'source') ?? {}, 'id'),
  };
}
