import type { CoverageCell } from '../domain/gap.ts';
import { groupedBy } from '../domain/grouped.ts';
import { parsePolicy } from '../domain/parse-policy.ts';
import type { Json, NamedPolicy, PolicyDocument } from '../domain/policy.ts';
import type {
  Account,
  IamGroup,
  IamRole,
  IamUser,
  IdentityProvider,
  ManagedPolicy,
  OrganizationPolicy,
  Resource,
  Snapshot,
  StoredPolicy,
} from '../domain/snapshot.ts';
import { oneOfEach, serviceOfAction } from './actions.ts';
import { allUnlistedIn, type OfDocuments, ofDocuments, unlistedIn } from './document-facts.ts';
import { withEqualParts } from './equal-parts.ts';
import { onceEach } from './once.ts';
import { inlineName, managedName, named, organizationName, storedPolicies, trustName } from './stored-policies.ts';

/** Policies of one layer; `complete: false`: some could not be read or parsed, so their silence is no knowledge. */
export interface LayerPolicies {
  readonly policies: readonly NamedPolicy[];
  readonly complete: boolean;
  /** Documents that are missing or are no policies, by name. */
  readonly lost?: readonly string[];
}

/** One Organizations level of an account's chain, root first. */
export interface OrganizationLevel extends LayerPolicies {
  readonly id: string;
  readonly name: string;
}

/** Without these the tree of an organisation has holes, and an account without a parent may be one of them. */
const TREE_CALLS = ['ListRoots', 'ListAccountsForParent', 'ListOrganizationalUnitsForParent'];

interface Parsed {
  /** Undefined: it is no policy. */
  readonly document: PolicyDocument | undefined;
}

/** Documents that stand in several snapshots are parsed once. */
const parsedObjects = new WeakMap<object, Parsed>();

function parsedNow(json: Json): Parsed {
  const found = parsePolicy(json);
  return { document: found.ok ? withEqualParts(found.value) : undefined };
}

/** A snapshot made ready for look-ups. It judges nothing: which policies bind is decided elsewhere. */
export class World {
  readonly snapshot: Snapshot;
  readonly #managed: ReadonlyMap<string, ManagedPolicy>;
  readonly #groups: ReadonlyMap<string, IamGroup>;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #roles: ReadonlyMap<string, IamRole>;
  readonly #users: ReadonlyMap<string, IamUser>;
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #identity = new Map<IamUser | IamRole, LayerPolicies>();
  readonly #boundaries = new Map<string, LayerPolicies>();
  readonly #levels = new Map<string, readonly OrganizationLevel[] | undefined>();
  readonly #parsedTexts = new Map<Json, Parsed>();
  #documents: readonly PolicyDocument[] | undefined;
  #facts: OfDocuments | undefined;
  readonly #unlisted = new Map<string, readonly string[]>();
  #allUnlisted: readonly string[] | undefined;
  #byName: ReadonlyMap<string, Json> | undefined;
  readonly #cells: ReadonlyMap<string, readonly CoverageCell[]>;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#managed = managedByArn(snapshot.managedPolicies);
    this.#groups = byKey(snapshot.groups, (group) => `${group.account}/${group.name}`);
    this.#accounts = byKey(snapshot.accounts, (account) => account.id);
    this.#roles = rolesByArn(snapshot.roles);
    this.#users = usersByArn(snapshot.users);
    this.#resources = resourcesByArn(snapshot.resources);
    this.#cells = cellsByCall(snapshot.coverage);
  }

  /** Of all its accounts: an organisation lies in one. */
  get partition(): string {
    return this.snapshot.accounts[0]?.partition ?? 'aws';
  }

  account(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  role(arn: string): IamRole | undefined {
    return this.#roles.get(arn);
  }

  user(arn: string): IamUser | undefined {
    return this.#users.get(arn);
  }

  resource(arn: string): Resource | undefined {
    return this.#resources.get(arn);
  }

  provider(arn: string): IdentityProvider | undefined {
    return this.snapshot.identityProviders.find((one) => one.arn === arn);
  }

  isManagementAccount(account: string): boolean {
    return this.snapshot.organization?.managementAccount === account;
  }

  /** True, false, or undefined: the organisation was not read. */
  inOrganization(account: string): boolean | undefined {
    if (this.account(account)?.parent !== undefined) return true;
    if (TREE_CALLS.some((call) => this.failed('organizations', call))) return undefined;
    const said = this.snapshot.organization === undefined ? 'DescribeOrganization' : 'ListAccounts';
    return this.knows('organizations', said) ? false : undefined;
  }

  /** Was the call made and not answered in full? Calls that were never needed have not failed. */
  failed(service: string, call: string): boolean {
    return (this.#cells.get(`${service}:${call}`) ?? []).some((cell) => cell.status !== 'complete');
  }

  /** Was the call complete for this account, Region and target (any, where not given)? Only then absence is knowledge. */
  knows(service: string, call: string, account?: string, target?: string, region?: string): boolean {
    const cells = (this.#cells.get(`${service}:${call}`) ?? []).filter(
      (cell) =>
        (account === undefined || cell.account === account) &&
        (region === undefined || cell.region === region || !REGION.test(cell.region)) &&
        (cell.target === undefined || target === undefined || sameTarget(cell.target, target)),
    );
    return cells.some((cell) => cell.status === 'complete') && cells.every((cell) => cell.status === 'complete');
  }

  /** Root, OUs, account; undefined: the account is in no organisation, or that is not known. */
  chain(account: string): readonly string[] | undefined {
    const organization = this.snapshot.organization;
    const parents = new Map(this.snapshot.organizationalUnits.map((unit) => [unit.id, unit.parent]));
    const chain = [account];
    let at = this.account(account)?.parent;
    while (at !== undefined && chain.length < 16) {
      chain.unshift(at);
      if (at === organization?.rootId) return chain;
      at = parents.get(at);
    }
    return undefined;
  }

  /** Undefined: the policy type does not exist for the account (no organisation, or type not enabled). */
  levels(type: 'scp' | 'rcp', account: string): readonly OrganizationLevel[] | undefined {
    const id = `${type} ${account}`;
    if (!this.#levels.has(id)) this.#levels.set(id, this.#findLevels(type, account));
    return this.#levels.get(id);
  }

  #findLevels(type: 'scp' | 'rcp', account: string): readonly OrganizationLevel[] | undefined {
    const chain = this.chain(account);
    if (chain === undefined || this.snapshot.organization?.enabled.includes(type) !== true) return undefined;
    const complete = this.knowsOrganizationPolicies();
    const attached = groupedBy(
      this.snapshot.organizationPolicies.filter((policy) => policy.type === type).flatMap(perTarget),
      ({ target }) => target,
    );
    return chain.map((id) => ({
      id,
      name: this.levelName(id),
      ...this.#read(
        (attached.get(id) ?? []).map(({ policy }) => named(organizationName(policy), policy)),
        complete,
      ),
    }));
  }

  knowsOrganizationPolicies(): boolean {
    return ['ListPolicies', 'DescribePolicy', 'ListTargetsForPolicy'].every((call) =>
      this.knows('organizations', call),
    );
  }

  /** Actions of a service that some policy spells out and the catalogue does not know. */
  unlistedActions(service: string): readonly string[] {
    const known = this.#unlisted.get(service);
    if (known !== undefined) return known;
    const all = this.#allUnlisted;
    const found =
      all === undefined
        ? oneOfEach(this.documents().flatMap((document) => unlistedIn(document, service)))
        : all.filter((action) => serviceOfAction(action) === service);
    this.#unlisted.set(service, found);
    return found;
  }

  /** The same of all services. */
  unlisted(): readonly string[] {
    this.#allUnlisted ??= oneOfEach(this.documents().flatMap(allUnlistedIn));
    return this.#allUnlisted;
  }

  /** The document a statement reference names, as stored, and how many statements it has. */
  documentOf(policy: string): { readonly json: Json; readonly statements: number } | undefined {
    this.#byName ??= new Map([...storedPolicies(this.snapshot)].map(({ name, document }) => [name, document]));
    const json = this.#byName.get(policy);
    if (json === undefined) return undefined;
    return { json, statements: this.parsed(json)?.statements.length ?? 0 };
  }

  /** Every document of the snapshot that can be read. */
  documents(): readonly PolicyDocument[] {
    this.#documents ??= this.#findDocuments();
    return this.#documents;
  }

  #findDocuments(): readonly PolicyDocument[] {
    const found: PolicyDocument[] = [];
    for (const { document } of storedPolicies(this.snapshot)) {
      const parsed = this.parsed(document);
      if (parsed !== undefined) found.push(parsed);
    }
    return found;
  }

  /** Tag keys that some policy reads off the caller (`aws:PrincipalTag/x`), or wants to be passed on (`sts:TransitiveTagKeys`), sorted. */
  sessionTags(): readonly string[] {
    return this.#ofDocuments().sessionTags;
  }

  /** Does any policy read a source identity, of a session or as it is set? */
  testsSourceIdentity(): boolean {
    return this.#ofDocuments().testsSourceIdentity;
  }

  /** Does any policy ask for the time, or for how long ago something was? Rather too often than too rarely. */
  testsTime(): boolean {
    return this.#ofDocuments().testsTime;
  }

  #ofDocuments(): OfDocuments {
    this.#facts ??= ofDocuments(this.documents());
    return this.#facts;
  }

  levelName(id: string): string {
    if (id === this.snapshot.organization?.rootId) return 'root';
    return this.snapshot.organizationalUnits.find((unit) => unit.id === id)?.name ?? this.account(id)?.name ?? id;
  }

  identityPolicies(entity: IamUser | IamRole): LayerPolicies {
    const policies = this.#identity.get(entity) ?? this.#findIdentityPolicies(entity);
    this.#identity.set(entity, policies);
    return policies;
  }

  #findIdentityPolicies(entity: IamUser | IamRole): LayerPolicies {
    const groups = 'groups' in entity ? entity.groups : [];
    const parts = [this.#entityPolicies(entity)];
    for (const name of groups) {
      const group = this.#groups.get(`${entity.account}/${name}`);
      parts.push(group === undefined ? lostAltogether(`group ${name}`) : this.#entityPolicies(group));
    }
    return {
      policies: parts.flatMap((part) => part.policies),
      complete: parts.every((part) => part.complete) && this.knowsIam(entity.account),
      lost: parts.flatMap((part) => part.lost ?? []),
    };
  }

  knowsIam(account: string): boolean {
    return this.knows('iam', 'GetAccountAuthorizationDetails', account);
  }

  /** Undefined: no boundary is set. */
  permissionsBoundary(entity: IamUser | IamRole): LayerPolicies | undefined {
    const arn = entity.permissionsBoundary;
    if (arn === undefined) return undefined;
    const boundary = this.#boundaries.get(arn) ?? this.#managedPolicies([arn]);
    this.#boundaries.set(arn, boundary);
    return boundary;
  }

  /** One stored policy, parsed once. */
  stored(name: string, policy: StoredPolicy | undefined, known: boolean): LayerPolicies {
    return this.#read(policy === undefined ? [] : [named(name, policy)], known);
  }

  /** Session policies: inline ones under their names, and managed ones. */
  passedPolicies(inline: readonly StoredPolicy[], arns: readonly string[]): LayerPolicies {
    return union(this.#read(inline, true), this.#managedPolicies(arns));
  }

  trustPolicy(role: IamRole): LayerPolicies {
    return this.#read([{ name: trustName(role), document: role.trustPolicy }], this.knowsIam(role.account));
  }

  #entityPolicies(entity: IamUser | IamRole | IamGroup): LayerPolicies {
    const inline = entity.inlinePolicies.map((policy) => named(inlineName(policy, entity), policy));
    return union(this.#read(inline, true), this.#managedPolicies(entity.attachedPolicies));
  }

  #managedPolicies(arns: readonly string[]): LayerPolicies {
    const present = arns.flatMap((arn) => this.#managed.get(arn) ?? []);
    const absent = arns.filter((arn) => !this.#managed.has(arn)).map((arn) => managedName({ arn }));
    const read = this.#read(
      present.map((policy) => named(managedName(policy), policy)),
      absent.length === 0,
    );
    return { ...read, lost: [...(read.lost ?? []), ...absent] };
  }

  #read(stored: readonly StoredPolicy[], complete: boolean): LayerPolicies {
    const policies = stored.flatMap(({ name, document }): NamedPolicy[] => {
      const parsed = this.parsed(document);
      return parsed === undefined ? [] : [{ name, document: parsed }];
    });
    const lost = stored.filter(({ document }) => this.parsed(document) === undefined).map(({ name }) => name);
    return { policies, complete: complete && lost.length === 0, lost };
  }

  /** Undefined for a document that is no policy. */
  parsed(document: Json): PolicyDocument | undefined {
    const isObject = typeof document === 'object' && document !== null;
    const found = (isObject ? parsedObjects.get(document) : this.#parsedTexts.get(document)) ?? parsedNow(document);
    if (isObject) parsedObjects.set(document, found);
    else this.#parsedTexts.set(document, found);
    return found.document;
  }
}

/** Global services report their cells under `global` or `*`. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
/** A cell may name its item by ARN or by name. */
const sameTarget = (cell: string, target: string): boolean =>
  cell === target || target.endsWith(`/${cell}`) || target.endsWith(`:${cell}`);

const lostAltogether = (name: string): LayerPolicies => ({ policies: [], complete: false, lost: [name] });

const union = (one: LayerPolicies, other: LayerPolicies): LayerPolicies => ({
  policies: [...one.policies, ...other.policies],
  complete: one.complete && other.complete,
  lost: [...(one.lost ?? []), ...(other.lost ?? [])],
});

const perTarget = (
  policy: OrganizationPolicy,
): readonly { readonly target: string; readonly policy: OrganizationPolicy }[] =>
  policy.targets.map((target) => ({ target, policy }));

function byKey<T>(list: readonly T[], key: (one: T) => string): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [key(one), one]));
}

// a later snapshot has most lists still
const byArn = <T extends { readonly arn: string }>() =>
  onceEach((list: readonly T[]): ReadonlyMap<string, T> => byKey(list, ({ arn }) => arn));
const managedByArn = byArn<ManagedPolicy>();
const rolesByArn = byArn<IamRole>();
const usersByArn = byArn<IamUser>();
const resourcesByArn = byArn<Resource>();
const cellsByCall = onceEach((coverage: Snapshot['coverage']) =>
  groupedBy(coverage, ({ service, call }) => `${service}:${call}`),
);
