import type { PolicyDocument } from '../domain/policy.ts';
import type { Resource } from '../domain/snapshot.ts';
import { allOf, type ChangedStatement, changedInLevels, changedInPolicies } from './changed-statements.ts';
import { speaksOfRoutes } from './endpoints.ts';
import { Mentions } from './mentions.ts';
import { namesOthers } from './names-others.ts';
import { once } from './once.ts';
import { tagValue } from './principal-keys.ts';
import type { Caller } from './question.ts';
import { isPublicPolicy } from './s3-public.ts';
import { isSame } from './shared-records.ts';
import { HAS_ONE_POLICY } from './situation.ts';
import { EVERYBODY, type OfResource, type Speaking } from './speaking.ts';
import { resourcePolicies } from './stored-policies.ts';
import { readingTags } from './tag-readers.ts';
import { targetsOf } from './targets.ts';
import type { LayerPolicies, World } from './world.ts';

/** Two asked worlds, and what some statements can speak of in the later one. */
export interface Between {
  readonly before: World;
  readonly after: World;
  readonly speaking: (statements: readonly ChangedStatement[]) => Speaking;
}

/** What of a resource is not as it was, where it is its tags and statements alone. */
interface Change {
  /** Names of tags that came, went or have another value. */
  readonly tags: readonly string[];
  readonly statements: readonly ChangedStatement[];
}

/** Of each resource of the later world; undefined: all of its pairs can be taken over. */
export function resourcesApart(between: Between): (resource: Resource) => OfResource | undefined {
  const { before, after } = between;
  const rcp = rcpsApart(between);
  const bySome = once((accounts: string) => allOf(accounts.split(' ').map(rcp)));
  const change = once((arn: string) => changeOf(between, before.resource(arn), after.resource(arn)));
  // an account that is not in the snapshot is bound by none
  const areBoundAlike = after.snapshot.accounts.every(({ id }) => rcp(id)?.length === 0);
  const beside = besideChanged(between, (arn) => !isNone(change(arn)));
  return (now) => {
    if (areBoundAlike && !beside.has(now.arn)) return undefined;
    const old = before.resource(now.arn);
    if (old === undefined) return EVERYBODY;
    const there = [...mentionsOf(before).around(old), ...mentionsOf(after).around(now)];
    const rcps = bySome([...new Set(there.flatMap(accountsOf))].sort().join(' '));
    if (rcps === undefined) return EVERYBODY;
    const changes = there.map((one) => change(one.arn));
    return either(
      rcps.length === 0 ? undefined : between.speaking(rcps).ofResource(now),
      changes.every(isNone) ? undefined : ofChanges(between, now, there, changes),
    );
  };
}

/** ARNs of the resources around which one stands that has changed. */
function besideChanged({ before, after }: Between, hasChanged: (arn: string) => boolean): ReadonlySet<string> {
  const besideIn = (world: World, other: World): readonly Resource[] => {
    const isOther = (one: Resource): boolean => other.resource(one.arn) !== one && hasChanged(one.arn);
    const changed = world.snapshot.resources.filter(isOther);
    return changed.length === 0 ? [] : [...mentionsOf(world).beside(changed)];
  };
  if (before.snapshot.resources === after.snapshot.resources) return new Set();
  return new Set([...besideIn(before, after), ...besideIn(after, before)].map(({ arn }) => arn));
}

function either(one: OfResource | undefined, other: OfResource | undefined): OfResource | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === EVERYBODY || other === EVERYBODY ? EVERYBODY : (caller) => one(caller) || other(caller);
}

/** Whose RCPs are asked: its own account's, and those of its key, which no inventory need have. */
function accountsOf({ account, encryption }: Resource): readonly string[] {
  const ofKey = encryption?.key?.split(':')[4];
  return ofKey === undefined ? [account] : [account, ofKey];
}

const mentions = new WeakMap<World, Mentions>();

/** The earlier world may be held against several later ones. */
function mentionsOf(world: World): Mentions {
  const found = mentions.get(world) ?? new Mentions(world.snapshot.resources);
  mentions.set(world, found);
  return found;
}

const isNone = (change: Change | undefined): boolean => change?.tags.length === 0 && change.statements.length === 0;

/** What is other in the RCPs that bind the resources of an account; undefined: more than statements. */
export const rcpsApart = ({ before, after }: Between): ((account: string) => readonly ChangedStatement[] | undefined) =>
  once((account) => changedInLevels(before.levels('rcp', account), after.levels('rcp', account)));

/** Undefined: something else has changed, or something that counts for everybody. */
function changeOf(
  { before, after }: Between,
  old: Resource | undefined,
  now: Resource | undefined,
): Change | undefined {
  if (old === now) return { tags: [], statements: [] };
  if (old === undefined || now === undefined || !isSame(bare(old), bare(now))) return undefined;
  const [was, is] = [policiesIn(before, old), policiesIn(after, now)];
  const statements = allOf(is.map((layer, at) => changedInPolicies(was[at] ?? layer, layer)));
  if (was.some(({ policies }, at) => policies.length !== is[at]?.policies.length) && isSharedByItsPolicy(now))
    return undefined;
  if (statements === undefined || statements.some(({ statement }) => speaksOfRoutes(statement))) return undefined;
  if (isPublic(before, old) !== isPublic(after, now)) return undefined;
  const names = new Set([...Object.keys(old.tags), ...Object.keys(now.tags)]);
  // as conditions read them: of names that differ by case alone the first one counts
  const valueIn = ({ tags }: Resource, name: string): string | undefined => tagValue(tags, `/${name}`);
  return { tags: [...names].filter((name) => valueIn(old, name) !== valueIn(now, name)), statements };
}

/** Whether it has a policy counts for everybody, whatever that says. */
const isSharedByItsPolicy = (resource: Resource): boolean =>
  targetsOf(resource).some(({ service }) => HAS_ONE_POLICY.has(service));

const bare = ({ tags: _, policy: _p, ...rest }: Resource): object => ({ ...rest, containerPolicy: undefined });

const policiesIn = (world: World, resource: Resource) => [
  world.stored('policy', resource.policy, true),
  world.stored('container', 'containerPolicy' in resource ? resource.containerPolicy : undefined, true),
];

const isPublic = (world: World, resource: Resource): boolean =>
  policiesIn(world, resource).some(({ policies }) =>
    policies.some(({ document }) => isPublicPolicy(document, resource.arn)),
  );

function ofChanges(
  { after, speaking }: Between,
  resource: Resource,
  there: readonly Resource[],
  changes: readonly (Change | undefined)[],
): OfResource {
  const known = changes.flatMap((one) => one ?? []);
  if (known.length < changes.length) return EVERYBODY;
  const statements = known.flatMap((one) => one.statements);
  const tags = known.flatMap((one) => one.tags);
  const readers = once((document: PolicyDocument) => readingTags(document, tags));
  if (documentsAround(after, there).some((document) => readers(document).length > 0)) return EVERYBODY;
  const reading = once((document: PolicyDocument) => {
    const found = readers(document);
    return found.length === 0 ? undefined : speaking(found).ofResource(resource);
  });
  const isRead = tags.length > 0 && after.documents().some((document) => reading(document) !== undefined);
  return (caller) => {
    if (statements.some(({ statement }) => !namesOthers(statement, caller.principal))) return true;
    return (
      isRead && layersOf(after, caller).some(({ policies }) => policies.some((one) => reading(one.document)?.(caller)))
    );
  };
}

/** Policies of resources, of endpoints in front of them, and RCPs. */
function documentsAround(world: World, there: readonly Resource[]): readonly PolicyDocument[] {
  const endpoints = world.snapshot.resources.filter(({ type }) => type === 'AWS::EC2::VPCEndpoint');
  const own = [...there, ...endpoints].flatMap((one) => [...resourcePolicies(one)]);
  return [
    ...own.flatMap(({ document }) => world.parsed(document) ?? []),
    ...there.flatMap(({ account }) => inLevels(world, 'rcp', account)),
  ];
}

/** All policies that a caller brings along. */
function layersOf(world: World, { entity, principal, narrowed }: Caller): readonly LayerPolicies[] {
  const own = entity === undefined ? [] : [world.identityPolicies(entity), world.permissionsBoundary(entity)];
  const around = 'account' in principal ? (world.levels('scp', principal.account) ?? []) : [];
  return [...own, narrowed, ...around].flatMap((layer) => layer ?? []);
}

const inLevels = (world: World, type: 'scp' | 'rcp', account: string): readonly PolicyDocument[] =>
  (world.levels(type, account) ?? []).flatMap(({ policies }) => policies.map(({ document }) => document));
