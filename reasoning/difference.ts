import { isServiceLinkedRoleArn } from '../domain/principal.ts';
import type { IamGroup, IamRole, IamUser, Resource } from '../domain/snapshot.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import { callersOf } from './callers.ts';
import { type ChangedStatement, changedInLevels, changedStatements } from './changed-statements.ts';
import { speaksOfRoutes } from './endpoints.ts';
import { isOfEverything, Limits } from './limits.ts';
import { once } from './once.ts';
import type { Caller, Profile } from './question.ts';
import { type Between, rcpsApart, resourcesApart } from './resources-apart.ts';
import { isSame } from './shared-records.ts';
import { EVERYBODY, type OfResource, Speaking } from './speaking.ts';
import type { World } from './world.ts';

// Which pairs two snapshots may tell apart. Everything in a snapshot counts for every pair, unless it is taken out below: fields that
// a pair is asked of its own caller or its own target alone. test/reasoning/own-parts.test.ts watches that nobody else reads them.

/** Of users and roles: asked of them as callers, and of a role as it is assumed. */
export const OWN_OF_CALLER = [
  'inlinePolicies',
  'attachedPolicies',
  'permissionsBoundary',
  'groups',
  'tags',
  'trustPolicy',
] as const;

/** Of a resource: asked of it as a target, and as what stands around one. */
export const OWN_OF_RESOURCE = ['policy', 'containerPolicy', 'tags', 'grants'] as const;

/** Read by pairs of every caller with every target. */
const ASKED_BY_ALL: ReadonlySet<Resource['type']> = new Set<Resource['type']>(['AWS::EC2::VPCEndpoint']);

/** What cannot be taken over from the earlier proof. */
export interface Difference {
  /** Nothing can be. */
  readonly everywhere: boolean;
  /** Of its pairs and calls; undefined: all can. */
  caller(caller: Caller): OfCaller | undefined;
  /** As a target, with what is in it; undefined: all of its pairs can. */
  resource(resource: Resource): OfResource | undefined;
  /** As a target that is assumed. */
  role(role: IamRole): boolean;
}

/** What of a caller cannot be taken over. */
export interface OfCaller {
  /** In the order of the snapshot; callers with the same have one list, where it can be. */
  readonly resources: readonly Resource[];
  /** Of other resources: what may be left of earlier records; undefined: they are as they were. */
  readonly limits: Limits | undefined;
  /** Undefined: the calls that assume roles can. */
  readonly role: ((role: IamRole) => boolean) | undefined;
}

/** Both worlds are asked worlds (askedWorld). */
export function differenceOf(before: World, after: World, profile: Profile): Difference {
  const strangers = [...unshared(before, after), ...unshared(after, before)];
  const arns = new Set(strangers.map(({ arn }) => arn));
  const isStrange = (arn: string): boolean => arns.has(arn);
  if (strangers.length > MOST_STRANGERS || strangers.some((one) => 'type' in one && ASKED_BY_ALL.has(one.type)))
    return EVERYWHERE;
  if ([before, after].some((world) => speaksOf(world, strangers, isStrange))) return EVERYWHERE;
  if (!isSame(commonOf(before), commonOf(after)) || !haveInCommon(before, after, isStrange)) return EVERYWHERE;
  return apart(before, after, profile);
}

const always = (): boolean => true;
const EVERYWHERE: Difference = { everywhere: true, caller: () => undefined, resource: () => EVERYBODY, role: always };

type Thing = IamUser | IamRole | Resource;

/** What the one has and the other has not. */
const unshared = ({ snapshot: one }: World, { snapshot: other }: World): readonly Thing[] => [
  ...notIn(other.users, one.users),
  ...notIn(other.roles, one.roles),
  ...notIn(other.resources, one.resources),
];

function notIn<T extends Thing>(others: readonly T[], list: readonly T[]): readonly T[] {
  if (list === others || (list.length === others.length && list.every(({ arn }, at) => arn === others[at]?.arn)))
    return [];
  const known = new Set(others.map(({ arn }) => arn));
  return list.filter(({ arn }) => !known.has(arn));
}

/** Beside more than these a proof of everything is as good. */
const MOST_STRANGERS = 50;

/**
 * What has come or gone can be taken for a matter of its own pairs alone where nothing else has a word of it: then nothing can look
 * for it. Words are searched as texts, so a name that many things share counts as spoken of.
 */
function speaksOf({ snapshot }: World, strangers: readonly Thing[], isStrange: (arn: string) => boolean): boolean {
  if (strangers.length === 0) return false;
  const others = <T extends { readonly arn: string }>(list: readonly T[]) => list.filter(({ arn }) => !isStrange(arn));
  const { users, roles, resources } = snapshot;
  const text = JSON.stringify({
    ...snapshot,
    users: others(users),
    roles: others(roles),
    resources: others(resources),
  });
  const words = strangers.flatMap((one) => [
    one.arn,
    one.name,
    'uniqueId' in one ? (one.uniqueId ?? one.arn) : one.arn,
  ]);
  return words.some((word) => text.includes(JSON.stringify(word).slice(1, -1)));
}

/** What counts for every pair, users, roles and resources apart. */
function commonOf(world: World): readonly unknown[] {
  const {
    users: _,
    roles: _r,
    resources: _s,
    groups: _g,
    managedPolicies: _m,
    organizationPolicies: _o,
    takenAt,
    ...rest
  } = world.snapshot;
  return [
    rest,
    world.testsTime() ? takenAt : '',
    // what is found out of all documents together
    world.unlisted(),
    world.sessionTags(),
    world.testsSourceIdentity(),
    entitlementsOf(world.snapshot),
  ];
}

/** Are users, roles and resources, those that have come or gone apart, the same ones in the same order, their own parts apart? */
function haveInCommon(before: World, after: World, isStrange: (arn: string) => boolean): boolean {
  const [was, is] = [before.snapshot, after.snapshot];
  const alike = <T extends Thing>(
    list: readonly T[],
    now: readonly T[],
    own: (one: T) => readonly string[],
  ): boolean => {
    if (list === now) return true;
    const [shared, sharedNow] = [list, now].map((all) => all.filter(({ arn }) => !isStrange(arn)));
    return (
      shared?.length === sharedNow?.length &&
      shared?.every((one, at) => one === sharedNow?.[at] || areAlike(one, sharedNow?.[at], own(one))) === true
    );
  };
  const ofCaller = (): readonly string[] => OWN_OF_CALLER;
  const ofResource = (one: Resource): readonly string[] => (ASKED_BY_ALL.has(one.type) ? [] : OWN_OF_RESOURCE);
  return (
    alike(was.users, is.users, ofCaller) &&
    alike(was.roles, is.roles, ofCaller) &&
    alike(was.resources, is.resources, ofResource)
  );
}

const areAlike = (one: object, other: object | undefined, apartFrom: readonly string[]): boolean =>
  other !== undefined && isSame(without(one, apartFrom), without(other, apartFrom));

const without = (one: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(one).filter(([name]) => !fields.includes(name)));

/** As the target of a call that assumes it, a role is asked of nothing that it may itself. */
const OF_ITS_OWN_CALLS = ['inlinePolicies', 'attachedPolicies', 'permissionsBoundary'] as const;

function apart(before: World, after: World, profile: Profile): Difference {
  const known = new Map<string, Speaking>();
  const speaking = (statements: readonly ChangedStatement[]): Speaking => {
    const id = JSON.stringify(statements);
    const found = known.get(id) ?? new Speaking(after, profile, statements);
    known.set(id, found);
    return found;
  };
  const between: Between = { before, after, speaking };
  const rcp = rcpsApart(between);
  const ofCalls = once((account: string) => {
    const changed = rcp(account);
    return changed === undefined || (changed.length > 0 && speaking(changed).isOfAnyCall);
  });
  const role = once((arn: string) => {
    const [old, now] = [before.role(arn), after.role(arn)];
    return old === undefined || now === undefined || !(old === now || areAlike(old, now, OF_ITS_OWN_CALLS));
  });
  return {
    everywhere: false,
    caller: callersApart(between),
    resource: resourcesApart(between),
    role: ({ arn, account }) => role(arn) || ofCalls(account),
  };
}

/** What a caller brings along: itself, its policies, those of its groups, its boundary and the SCPs of its account. */
function callersApart({ before, after, speaking }: Between): (caller: Caller) => OfCaller | undefined {
  const limitsOf = once((one: Speaking) => new Limits(after, one));
  const scp = once((account: string) => changedInLevels(before.levels('scp', account), after.levels('scp', account)));
  const documents = changedIn(before.snapshot.managedPolicies, after.snapshot.managedPolicies, ({ arn }) => arn);
  const [groups, groupsBefore] = [byName(after.snapshot.groups), byName(before.snapshot.groups)];
  const ofGroup = once((name: string) => {
    const group = groups.get(name);
    if (!isSame(group, groupsBefore.get(name))) return true;
    return group?.attachedPolicies.some((arn) => documents.has(arn)) === true;
  });
  const earlier = new Map(callersOf(before).map((one) => [one.id, one]));
  const everything: OfCaller = { resources: after.snapshot.resources, limits: undefined, role: always };
  const isApart = documents.size > 0 || !isSame(before.snapshot.groups, after.snapshot.groups);
  const isAsBefore = (old: Caller, { entity }: Caller): boolean => {
    if (entity === undefined || !isApart) return isSame(old.entity, entity);
    const names = 'groups' in entity ? entity.groups.map((name) => `${entity.account}/${name}`) : [];
    const attached = [...entity.attachedPolicies, entity.permissionsBoundary ?? ''];
    return isSame(old.entity, entity) && !names.some(ofGroup) && !attached.some((arn) => documents.has(arn));
  };
  const apartBy = (caller: Caller, { granting, limiting }: OwnStatements, around: readonly ChangedStatement[]) => {
    const all = [...limiting, ...around.filter(counts(caller))];
    const plain = isOfEverything(caller);
    const told = [granting, all.filter((one) => !plain(one))].filter(({ length }) => length > 0);
    const ofEverything = all.filter(plain);
    if (told.length + ofEverything.length === 0) return undefined;
    const limits = ofEverything.length === 0 ? undefined : limitsOf(speaking(ofEverything));
    return ofCaller(told.map(speaking), limits, caller, after);
  };
  return (caller) => {
    const { principal } = caller;
    const old = earlier.get(caller.id);
    if (old === undefined || !(old === caller || isSameButForPolicies(old, caller))) return everything;
    const own = isAsBefore(old, caller) ? NOTHING : ownStatements(before, after, old, caller);
    const around = 'account' in principal ? scp(principal.account) : [];
    if (own === undefined || around === undefined) return everything;
    return own === NOTHING && around.length === 0 ? undefined : apartBy(caller, own, around);
  };
}

/** Of SCPs. A service-linked role has none (rule 14), but endpoints are looked at where one asks for them. */
const counts =
  (caller: Caller) =>
  ({ statement }: ChangedStatement): boolean =>
    !isServiceLinked(caller) || speaksOfRoutes(statement);

const isServiceLinked = ({ principal }: Caller): boolean =>
  principal.kind === 'roleSession' && isServiceLinkedRoleArn(principal.roleArn ?? '');

const NO_RESOURCES: readonly Resource[] = [];

function ofCaller(
  told: readonly Speaking[],
  limits: Limits | undefined,
  caller: Caller,
  { snapshot: { resources } }: World,
): OfCaller {
  const lists = [...told.map((one) => one.resourcesFor(caller)), limits?.ofUnlisted ?? []];
  const [first = NO_RESOURCES, ...more] = lists.filter(({ length }) => length > 0);
  const union = new Set([first, ...more].flat());
  const calls = limits === undefined ? told : [...told, limits.speaking];
  return {
    resources: more.length === 0 ? first : resources.filter((one) => union.has(one)),
    limits,
    role: calls.some((one) => one.isOfCalls(caller))
      ? (role) => calls.some((one) => one.isOfRole(caller, role))
      : undefined,
  };
}

/** What is told of a caller's policies by their statements. */
const OWN_POLICIES = ['inlinePolicies', 'attachedPolicies', 'permissionsBoundary', 'groups'];

function isSameButForPolicies({ entity: old, ...before }: Caller, { entity, ...after }: Caller): boolean {
  if (!isSame(before, after)) return false;
  return old === entity || (old !== undefined && areAlike(old, entity, OWN_POLICIES));
}

/** Changed statements that may grant, and those that can only limit what others grant. */
interface OwnStatements {
  readonly granting: readonly ChangedStatement[];
  readonly limiting: readonly ChangedStatement[];
}
const NOTHING: OwnStatements = { granting: [], limiting: [] };

function ownStatements(
  before: World,
  after: World,
  { entity: old }: Caller,
  { entity }: Caller,
): OwnStatements | undefined {
  if (old === undefined || entity === undefined) return undefined;
  const identity = changedStatements(before.identityPolicies(old), after.identityPolicies(entity));
  const boundary = changedStatements(before.permissionsBoundary(old), after.permissionsBoundary(entity));
  if (identity === undefined || boundary === undefined) return undefined;
  const isDeny = ({ statement }: ChangedStatement): boolean => statement.effect === 'Deny';
  return {
    granting: identity.filter((one) => !isDeny(one)),
    limiting: [...identity.filter(isDeny), ...boundary],
  };
}

const byName = (groups: readonly IamGroup[]): ReadonlyMap<string, IamGroup> =>
  new Map(groups.map((one) => [`${one.account}/${one.name}`, one]));

/** Names of what differs, or is in one of the lists alone. */
function changedIn<T>(before: readonly T[], after: readonly T[], nameOf: (one: T) => string): ReadonlySet<string> {
  const [was, is] = [before, after].map((list) => new Map(list.map((one) => [nameOf(one), one])));
  const names = [...(was?.keys() ?? []), ...(is?.keys() ?? [])];
  return new Set(names.filter((name) => !isSame(was?.get(name), is?.get(name))));
}
