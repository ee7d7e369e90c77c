import type { IamGroup, IamRole, IamUser, Resource } from '../domain/snapshot.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import { spelledActions, unlistedAmong } from './actions.ts';
import { callersOf } from './callers.ts';
import { Mentions } from './mentions.ts';
import type { Caller } from './question.ts';
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
  caller(caller: Caller): boolean;
  /** As a target, with what is in it. */
  resource(resource: Resource): boolean;
  /** As a target that is assumed. */
  role(role: IamRole): boolean;
}

/** Both worlds are asked worlds (askedWorld). */
export function differenceOf(before: World, after: World): Difference {
  const strangers = [...unshared(before, after), ...unshared(after, before)];
  const arns = new Set(strangers.map(({ arn }) => arn));
  const isStrange = (arn: string): boolean => arns.has(arn);
  if (strangers.length > MOST_STRANGERS || strangers.some((one) => 'type' in one && ASKED_BY_ALL.has(one.type)))
    return EVERYWHERE;
  if ([before, after].some((world) => speaksOf(world, strangers, isStrange))) return EVERYWHERE;
  if (commonText(before, isStrange) !== commonText(after, isStrange)) return EVERYWHERE;
  return apart(before, after);
}

const always = (): boolean => true;
const EVERYWHERE: Difference = { everywhere: true, caller: always, resource: always, role: always };

type Thing = IamUser | IamRole | Resource;
const recordsOf = ({ snapshot }: World): readonly Thing[] => [
  ...snapshot.users,
  ...snapshot.roles,
  ...snapshot.resources,
];

/** What the one has and the other has not. */
function unshared(one: World, other: World): readonly Thing[] {
  const known = new Set(recordsOf(other).map(({ arn }) => arn));
  return recordsOf(one).filter(({ arn }) => !known.has(arn));
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

/** All that counts for every pair, written down. */
function commonText(world: World, isStrange: (arn: string) => boolean): string {
  const {
    users,
    roles,
    resources,
    groups: _,
    managedPolicies: _m,
    organizationPolicies: _o,
    takenAt,
    ...rest
  } = world.snapshot;
  const shared = <T extends { readonly arn: string }>(list: readonly T[]) => list.filter(({ arn }) => !isStrange(arn));
  return JSON.stringify([
    rest,
    world.testsTime() ? takenAt : '',
    shared(users).map((one) => without(one, OWN_OF_CALLER)),
    shared(roles).map((one) => without(one, OWN_OF_CALLER)),
    shared(resources).map((one) => (ASKED_BY_ALL.has(one.type) ? one : without(one, OWN_OF_RESOURCE))),
    // what is found out of all documents together
    unlistedAmong(spelledActions(world.documents())),
    world.sessionTags(),
    world.testsSourceIdentity(),
    entitlementsOf(world.snapshot),
  ]);
}

const without = (one: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(one).filter(([name]) => !fields.includes(name)));

/** As the target of a call that assumes it, a role is asked of nothing that it may itself. */
const OF_ITS_OWN_CALLS = ['inlinePolicies', 'attachedPolicies', 'permissionsBoundary'] as const;
const asAssumed = (role: IamRole | undefined): string =>
  role === undefined ? '' : JSON.stringify(without(role, OF_ITS_OWN_CALLS));

function apart(before: World, after: World): Difference {
  const caller = callersApart(before, after);
  const rcp = levelsApart(before, after, 'rcp');
  const [was, is] = [byArn(before.snapshot.resources), byArn(after.snapshot.resources)];
  const changed = once((arn) => JSON.stringify(was.get(arn)) !== JSON.stringify(is.get(arn)));
  const [around, aroundNow] = [new Mentions(before.snapshot.resources), new Mentions(after.snapshot.resources)];
  const resource = once((arn) => {
    const [old, now] = [was.get(arn), is.get(arn)];
    if (old === undefined || now === undefined) return true;
    return [...around.around(old), ...aroundNow.around(now)].some((one) => changed(one.arn) || rcp(one.account));
  });
  const role = once((arn) => asAssumed(before.role(arn)) !== asAssumed(after.role(arn)));
  return {
    everywhere: false,
    caller,
    resource: ({ arn }) => resource(arn),
    role: ({ arn, account }) => role(arn) || rcp(account),
  };
}

/** What a caller brings along: itself, its policies, those of its groups, its boundary and the SCPs of its account. */
function callersApart(before: World, after: World): (caller: Caller) => boolean {
  const scp = levelsApart(before, after, 'scp');
  const documents = changedIn(before.snapshot.managedPolicies, after.snapshot.managedPolicies, ({ arn }) => arn);
  const [groups, groupsBefore] = [byName(after.snapshot.groups), byName(before.snapshot.groups)];
  const ofGroup = once((name) => {
    const group = groups.get(name);
    if (JSON.stringify(group) !== JSON.stringify(groupsBefore.get(name))) return true;
    return group?.attachedPolicies.some((arn) => documents.has(arn)) === true;
  });
  const texts = new Map(callersOf(before).map((one) => [one.id, JSON.stringify(one)]));
  return (caller) => {
    const { entity, principal } = caller;
    if (texts.get(caller.id) !== JSON.stringify(caller)) return true;
    if ('account' in principal && scp(principal.account)) return true;
    if (entity === undefined) return false;
    const names = 'groups' in entity ? entity.groups.map((name) => `${entity.account}/${name}`) : [];
    const attached = [...entity.attachedPolicies, entity.permissionsBoundary ?? ''];
    return names.some(ofGroup) || attached.some((arn) => documents.has(arn));
  };
}

const levelsApart = (before: World, after: World, type: 'scp' | 'rcp'): ((account: string) => boolean) =>
  once((account) => JSON.stringify(before.levels(type, account)) !== JSON.stringify(after.levels(type, account)));

const byArn = <T extends { readonly arn: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((one) => [one.arn, one]));
const byName = (groups: readonly IamGroup[]): ReadonlyMap<string, IamGroup> =>
  new Map(groups.map((one) => [`${one.account}/${one.name}`, one]));

/** Names of what differs, or is in one of the lists alone. */
function changedIn<T>(before: readonly T[], after: readonly T[], nameOf: (one: T) => string): ReadonlySet<string> {
  const texts = new Map(before.map((one) => [nameOf(one), JSON.stringify(one)]));
  const changed = new Set(texts.keys());
  for (const one of after) {
    if (texts.get(nameOf(one)) === JSON.stringify(one)) changed.delete(nameOf(one));
    else changed.add(nameOf(one));
  }
  return changed;
}

/** Each name is asked about once. */
function once<T>(ask: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name) ?? ask(name);
    known.set(name, found);
    return found;
  };
}
