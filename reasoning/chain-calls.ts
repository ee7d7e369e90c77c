import { FALSE, type Formula, TRUE } from '../domain/formula.ts';
import type { ContextValue } from '../domain/request.ts';
import { identityAfter, nothingBefore, type Past, tagsAfter, unseen } from './chain-past.ts';
import type { ChainStep } from './chain-steps.ts';
import { NO_PARTS, type Part, partsIn } from './condition-parts.ts';
import { allOf, anyOf, type Leaf, not, substitute, testsIn } from './connectives.ts';
import { isOpened } from './entitlements.ts';
import { testOfLeaf } from './judge.ts';
import { holds } from './operators.ts';
import { CARRIES_IDENTITY, CARRIES_TAGS, MAY_BE_PASSED } from './sessions.ts';
import type { World } from './world.ts';

const PRINCIPAL_TAG = /^aws:PrincipalTag\//i;
const SOURCE_IDENTITY = /^aws:SourceIdentity$/i;
/** Sessions of permission sets carry it (rule 96). Source: IAM Identity Center User Guide, Deny user access with SCPs. */
const USER_ID = /^identitystore:UserId$/i;
/** Keys of the place a call is made from: shared in the same-place reading. */
const PLACE = /^aws:(SourceIp|SourceVpc|SourceVpce|SourceVpcArn|VpcSourceIp|VpceAccount|VpceOrgID|VpceOrgPaths)$/i;

/** What a call sees of the steps before it. */
export interface Before {
  readonly begun: Begun;
  readonly identity: Past;
  readonly tags: Past;
}

/** How a condition is read. */
export interface Reading {
  readonly samePlace: boolean;
  /** What a session carries is checked like what a call passes. */
  readonly carriedIsChecked: boolean;
}

/** A call of a chain. */
interface Call extends Reading {
  readonly before: Before;
  readonly at: number;
  /** Where a trust policy has no word of sts:SetSourceIdentity, no session with one gets in (rule 27). */
  readonly admitsIdentity: boolean;
}

/** What the first call sees. */
export function nothingDone(world: World): Before {
  const begun = begunIn(world);
  return { begun, identity: begun.identity, tags: begun.tags };
}

export const doneAfter = ({ begun, identity, tags }: Before, step: ChainStep): Before => ({
  begun,
  identity: identityAfter(identity, step),
  tags: tagsAfter(begun.tags, tags, step),
});

/** What a session that was just made has to leave as it is; `at`: the call that made it. */
export function partsKept(world: World, { begun, identity, tags }: Before, at: number): readonly Part[] {
  identity.kept ??= written(begun, identityStays(world, identity.steps, at));
  tags.kept ??= written(begun, tagsStay(world, tags.steps, at));
  if (tags.kept.length === 0) return identity.kept;
  return identity.kept.length === 0 ? tags.kept : identity.kept.concat(tags.kept);
}

/** What calls of chains ask, of one snapshot. */
interface Begun {
  readonly identity: Past;
  readonly tags: Past;
  /** How much was written down since. */
  written: number;
}

const MOST_WRITTEN = 100_000;
const known = new WeakMap<World, Begun>();

function begunIn(world: World): Begun {
  const earlier = known.get(world);
  if (earlier !== undefined && earlier.written < MOST_WRITTEN) return earlier;
  const made = { identity: nothingBefore(), tags: nothingBefore(), written: 0 };
  known.set(world, made);
  return made;
}

function written(begun: Begun, formula: Formula): readonly Part[] {
  begun.written += 1;
  return partsIn(formula);
}

/** What a call asks. */
export function partsAsked(world: World, condition: Formula, call: Call): readonly Part[] {
  if (condition.kind === 'true') return NO_PARTS;
  const { before, at, samePlace, carriedIsChecked, admitsIdentity } = call;
  const { begun } = before;
  const about = aboutOf(condition);
  const identity = about.identity ? before.identity : unseen(begun.identity, at);
  const tags = about.tags ? before.tags : unseen(begun.tags, at);
  const ofCall = identity.asked.get(tags) ?? new Map<Formula, (readonly Part[])[]>();
  identity.asked.set(tags, ofCall);
  const readings = ofCall.get(condition) ?? [];
  ofCall.set(condition, readings);
  const which = (samePlace ? 1 : 0) + (carriedIsChecked ? 2 : 0) + (admitsIdentity ? 4 : 0);
  const known = readings[which];
  if (known !== undefined) return known;
  const seen = { ...call, before: { begun, identity, tags } };
  const asked = substitute(condition, (leaf) => substitute(asPassed(leaf), (one) => inCall(world, seen, one)));
  const made = written(begun, asked);
  readings[which] = made;
  return made;
}

interface About {
  readonly identity: boolean;
  readonly tags: boolean;
}

/** What of the steps before it a condition hangs on. */
function aboutOf(condition: Formula): About {
  const known = abouts.get(condition);
  if (known !== undefined) return known;
  const keys = testsIn(condition).map(({ key }) => key);
  const made = {
    identity: keys.some((key) => key === CARRIES_IDENTITY || SOURCE_IDENTITY.test(key)),
    tags: keys.some((key) => key === CARRIES_TAGS || PRINCIPAL_TAG.test(key) || USER_ID.test(key)),
  };
  abouts.set(condition, made);
  return made;
}
const abouts = new WeakMap<Formula, About>();

const atCall = (leaf: Leaf, key: string, call: number): Leaf => ({ ...leaf, key: `${key}@${call}` });
/** Passed, be it with an empty value, which Null may take for missing (rule 101). */
const isPassed = (key: string): Leaf => ({
  kind: 'test',
  operator: { name: 'StringLike', ifExists: false },
  key,
  values: ['*'],
});

/**
 * Conditions of steps are written off classes of values: there, Null stands for a key that is missing and nothing else. What may be
 * besides, an empty value, is in `atMost`.
 */
function asPassed(leaf: Leaf): Formula {
  if (!PASSED.test(leaf.key) || leaf.operator.name !== 'Null') return leaf;
  const passed = isPassed(leaf.key);
  return leaf.values.includes('true') ? not(passed) : passed;
}

/** Single values that a session is given on the way. */
const PASSED = /^(aws:(PrincipalTag\/.*|RequestTag\/.*|SourceIdentity)|sts:SourceIdentity)$/i;

/** Does the condition ask for something that a call may pass along? */
export const asksForPassed = (formula: Formula): boolean => asks(formula, MAY_BE_PASSED);
/** For the user who signed in? */
export const asksForUser = (formula: Formula): boolean => asks(formula, USER_ID);
/** For a tag that is passed to a session? */
export const asksForTags = (formula: Formula): boolean => asks(formula, /^aws:RequestTag\//i);

const asks = (formula: Formula, keys: RegExp): boolean => testsIn(formula).some(({ key }) => keys.test(key));

/** For the place that the call is made from? */
export function asksForPlace(formula: Formula): boolean {
  const known = placed.get(formula) ?? asks(formula, PLACE);
  placed.set(formula, known);
  return known;
}
const placed = new WeakMap<Formula, boolean>();

/** A tag is passed with this step, to a role whose trust policy has a word of sts:TagSession (rule 27). */
const passesTag = (steps: readonly ChainStep[], tag: string, step: number): Formula =>
  passes(steps[step], 'tagged', requestTag(tag, step));

/** A source identity is set with this step, likewise. */
const passesIdentity = (steps: readonly ChainStep[], step: number): Formula =>
  passes(steps[step], 'sourceIdentity', `sts:SourceIdentity@${step}`);

function passes(step: ChainStep | undefined, way: 'tagged' | 'sourceIdentity', key: string): Formula {
  const name = key.replace(/@\d+$/, '').toLowerCase();
  if (step?.entrance?.fixes.has(name) === true) return TRUE;
  if (step?.entrance?.closedTags === true && way === 'tagged' && !isOpened(step.entrance, name)) return FALSE;
  const shut = step?.passing !== true || step.enters?.[way] === false;
  return shut ? FALSE : isPassed(key);
}

/** A test as call number `at` sees it: facts of the session go back to the calls that made it. */
function inCall(world: World, { before, at, samePlace, carriedIsChecked, admitsIdentity }: Call, leaf: Leaf): Formula {
  const { identity, tags } = before;
  if (leaf.key === CARRIES_TAGS || leaf.key === CARRIES_IDENTITY) {
    const checked = carriedIsChecked || (leaf.key === CARRIES_IDENTITY && !admitsIdentity);
    const carried = (): Formula =>
      leaf.key === CARRIES_TAGS ? carriesTags(world, tags.steps, at) : carriesIdentity(identity.steps, at);
    const carries = checked ? carried() : FALSE;
    return leaf.values.includes('true') ? not(carries) : carries;
  }
  if (PRINCIPAL_TAG.test(leaf.key)) return tagTest(tags.steps, leaf, at);
  if (SOURCE_IDENTITY.test(leaf.key)) return identityTest(identity.steps, leaf, at);
  if (USER_ID.test(leaf.key)) return userTest(tags.steps, leaf, at);
  return samePlace && PLACE.test(leaf.key) ? leaf : atCall(leaf, leaf.key, at);
}

/** The session has the id of its user, or perhaps none: then it stays a condition where that makes a difference. */
function userTest(steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const { userId, perhapsUserId } = steps[makerOf(steps, call) ?? -1] ?? {};
  if (userId !== undefined) return constantOf(leaf, userId);
  const [carried, without] = [constantOf(leaf, perhapsUserId), constantOf(leaf, undefined)];
  const isSettled = perhapsUserId !== undefined && carried.kind === without.kind;
  return isSettled ? carried : atCall(leaf, leaf.key, call);
}

/** The step that made the session which makes call number `call`; undefined: the session the path starts with. */
function makerOf(steps: readonly ChainStep[], call: number): number | undefined {
  for (let at = call - 1; at >= 0; at--) {
    if (steps[at]?.session === true) return at;
  }
  return undefined;
}

const tagOf = (leaf: Leaf): string => leaf.key.slice('aws:PrincipalTag/'.length);
const requestTag = (tag: string, step: number): string => `aws:RequestTag/${tag}@${step}`;

/** aws:PrincipalTag of a session: inherited transitive tag, else the tag passed, else the role's own (rule 28). */
function tagTest(steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return atCall(leaf, leaf.key, 0);
  const tag = tagOf(leaf);
  const passed = passesTag(steps, tag, maker);
  const fresh = anyOf([
    allOf([passed, inStep(steps, leaf, `aws:RequestTag/${tag}`, maker)]),
    allOf([not(passed), ownTag(steps, leaf, maker)]),
  ]);
  const inherits = inherited(steps, tag, maker);
  if (inherits.kind === 'false') return fresh;
  return anyOf([allOf([inherits, tagTest(steps, leaf, maker)]), allOf([not(inherits), fresh])]);
}

/** What the step passes: as its entrance gives it, or free. */
function inStep(steps: readonly ChainStep[], leaf: Leaf, key: string, step: number): Formula {
  const value = steps[step]?.entrance?.fixes.get(key.toLowerCase());
  return value === undefined ? { ...leaf, key: `${key}@${step}` } : constantOf(leaf, value);
}

function ownTag(steps: readonly ChainStep[], leaf: Leaf, maker: number): Formula {
  const tag = tagOf(leaf).toLowerCase();
  const value = Object.entries(steps[maker]?.enters?.tags ?? {}).find(([name]) => name.toLowerCase() === tag)?.[1];
  return constantOf(leaf, value);
}

function constantOf(leaf: Leaf, value: ContextValue | undefined): Formula {
  const test = testOfLeaf(leaf);
  return test !== undefined && holds(test, value) === true ? TRUE : FALSE;
}

/** Does the session made by step `maker` inherit the tag from the session that called it? */
function inherited(steps: readonly ChainStep[], tag: string, maker: number): Formula {
  const before = makerOf(steps, maker);
  if (before === undefined || steps[maker]?.enters?.tagged !== true) return FALSE;
  return handedOn(steps, tag, before);
}

/** Does the session made by step `maker` hand the tag on? */
function handedOn(steps: readonly ChainStep[], tag: string, maker: number): Formula {
  const passed = passesTag(steps, tag, maker);
  return anyOf([allOf([passed, isMarked(steps, tag, maker)]), inherited(steps, tag, maker)]);
}

const MARKS = 'sts:TransitiveTagKeys';

/** The call asks that later sessions inherit the tag: as its entrance has it, whose own tags nobody else can mark, or as it likes. */
function isMarked(steps: readonly ChainStep[], tag: string, step: number): Formula {
  const entrance = steps[step]?.entrance;
  const marks = entrance?.fixes.get(MARKS.toLowerCase());
  if (marks !== undefined) return [marks].flat().some((one) => isSameTag(one, tag)) ? TRUE : FALSE;
  if (entrance?.closedTags === true && !isOpened(entrance, MARKS.toLowerCase())) return FALSE;
  return {
    kind: 'test',
    operator: { name: 'StringEquals', quantifier: 'ForAnyValue', ifExists: false },
    key: `${MARKS}@${step}`,
    values: [tag],
  };
}

/** Keys of tags are alike in any case. Source: IAM User Guide, Pass session tags in AWS STS. */
const isSameTag = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Does the session that makes call number `call` carry transitive tags? */
function carriesTags(world: World, steps: readonly ChainStep[], call: number): Formula {
  const maker = makerOf(steps, call);
  return maker === undefined ? FALSE : anyOf(world.sessionTags().map((tag) => handedOn(steps, tag, maker)));
}

/** A source identity? */
const carriesIdentity = (steps: readonly ChainStep[], call: number): Formula =>
  anyOf(identitiesBefore(steps, call).map((step) => passesIdentity(steps, step)));

/** A source identity, once set, stays; it must be admitted by every later role (rule 27). */
function identityTest(steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return atCall(leaf, leaf.key, 0);
  const earlier = makerOf(steps, maker);
  const before = earlier === undefined ? constantOf(leaf, undefined) : identityTest(steps, leaf, maker);
  const passed = passesIdentity(steps, maker);
  return anyOf([allOf([passed, inStep(steps, leaf, 'sts:SourceIdentity', maker)]), allOf([not(passed), before])]);
}

/** What a chained call cannot do: change or drop a source identity. */
function identityStays(world: World, steps: readonly ChainStep[], call: number): Formula {
  if (!world.testsSourceIdentity()) return TRUE;
  return not(allOf([carriesIdentity(steps, call), passesIdentity(steps, call)]));
}

/** Nor pass an inherited tag again. */
function tagsStay(world: World, steps: readonly ChainStep[], call: number): Formula {
  const tags = world.sessionTags().map((tag) => {
    const inherits = inherited(steps, tag, call);
    return inherits.kind === 'false' ? TRUE : not(allOf([inherits, passesTag(steps, tag, call)]));
  });
  return allOf(tags);
}

const identitiesBefore = (steps: readonly ChainStep[], call: number): readonly number[] =>
  steps.flatMap((step, at) => (at < call && step.session ? [at] : []));
