import type { Assumption, Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import { FALSE, TRUE } from '../domain/formula.ts';
import type { ContextValue } from '../domain/request.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { allOf, anyOf, type Leaf, not, substitute, testsIn } from './connectives.ts';
import { isOpened } from './entitlements.ts';
import { type Judgement, testOfLeaf } from './judge.ts';
import { judgeApart } from './judge-apart.ts';
import { EMPTY_UNDER_NULL, holds } from './operators.ts';
import type { Caller } from './question.ts';
import { ofCall, readable } from './readable-chain.ts';
import { CARRIES_IDENTITY, CARRIES_TAGS, MAY_BE_PASSED, type Sessions, sessionsOf } from './sessions.ts';
import { tooManyPatterns } from './space.ts';
import type { World } from './world.ts';

/** One step of a path: the condition of the call, over the caller's session and the request. */
export interface ChainStep {
  /** What is known of the role that is entered, if it is one: nothing else of the node is looked at. */
  readonly enters?: EnteredRole;
  /** The condition over everything that may be passed along, or the plain condition. */
  readonly when: Formula;
  /** Where that is not certain: what it can be at most, and why. */
  readonly atMost?: { readonly when: Formula; readonly because: readonly Assumption[] };
  /** The step makes a new session. */
  readonly session: boolean;
  /** Tags and a source identity may be passed along with it. */
  readonly passing: boolean;
  /** What its entrance makes of keys of the call. */
  readonly entrance?: Caller['entrance'];
  /** Of the user for whom Identity Center makes this session, as `identitystore:UserId` has it. */
  readonly userId?: string;
  /** Of the user for whom account access manager makes this session: whether it carries the id is not documented (rule 96). */
  readonly perhapsUserId?: string;
}

export interface EnteredRole extends Pick<Sessions, 'tagged' | 'sourceIdentity'> {
  /** Those that some policy may read. */
  readonly tags: IamRole['tags'];
}

export interface ChainJudgement {
  readonly verdict: Verdict;
  readonly when: Formula;
  /** Why it is unknown. */
  readonly because?: readonly Assumption[];
  /** Also possible when all calls are made from one place (address, VPC)? */
  readonly samePlace: boolean;
}

const known = new WeakMap<World, Map<string, EnteredRole>>();

/** Undefined: no role of the snapshot. */
export function enteredRole(world: World, arn: string): EnteredRole | undefined {
  const role = world.role(arn);
  if (role === undefined) return undefined;
  const ofWorld = known.get(world) ?? new Map<string, EnteredRole>();
  known.set(world, ofWorld);
  const entered = ofWorld.get(arn) ?? readOff(world, role);
  ofWorld.set(arn, entered);
  return entered;
}

/** Names of tags that policies read may be cut short where they hold signs that end a key. */
function readOff(world: World, role: IamRole): EnteredRole {
  const { tagged, sourceIdentity } = sessionsOf(world, role);
  const read = world.sessionTags().map((tag) => tag.toLowerCase());
  const tags = Object.entries(role.tags).filter(([name]) => read.some((tag) => name.toLowerCase().includes(tag)));
  return { tagged, sourceIdentity, tags: Object.fromEntries(tags) };
}

const PRINCIPAL_TAG = /^aws:PrincipalTag\//i;
const SOURCE_IDENTITY = /^aws:SourceIdentity$/i;
/** Sessions of permission sets carry it (rule 96). Source: IAM Identity Center User Guide, Deny user access with SCPs. */
const USER_ID = /^identitystore:UserId$/i;
/** Keys of the place a call is made from: shared in the same-place reading. */
const PLACE = /^aws:(SourceIp|SourceVpc|SourceVpce|SourceVpcArn|VpcSourceIp|VpceAccount|VpceOrgID|VpceOrgPaths)$/i;

/**
 * The verdict of a whole path: the conjunction of its conditions, with session tags and source identity shared along the chain
 * (rules 27, 28) and everything else each call's own. `last` is the condition of the access at the end.
 */
export function judgeChain(world: World, steps: readonly ChainStep[], last: Formula): ChainJudgement {
  const conditions = [...steps.map((step) => step.when), last];
  if (conditions.every((one) => one.kind === 'true')) return { verdict: 'allowed', when: TRUE, samePlace: true };
  const chain = { world, steps, conditions };
  const read = chainConditions(chain, { samePlace: false, carriedIsChecked: true });
  const apart = judgeApart(read, { forCertain: true });
  if (apart.verdict === 'denied') return judgeDoubts(chain, last, read) ?? { ...apart, samePlace: true };
  if (apart.verdict === 'unknown') return { ...undecided(apart), samePlace: true };
  return { ...apart, when: readable(apart.when), samePlace: canBeOnePlace(chain) };
}

/** Of a chain that can hold when each call is made from a place of its own. */
function canBeOnePlace(chain: Chain): boolean {
  if (chain.conditions.filter((one) => asks(one, PLACE)).length < 2) return true;
  return judgeApart(chainConditions(chain, { samePlace: true, carriedIsChecked: true })).verdict !== 'denied';
}

/** Whether its conditions can hold together is not known. */
const undecided = ({ when, capped }: Judgement): Pick<ChainJudgement, 'verdict' | 'when' | 'because'> => ({
  verdict: 'unknown',
  when: readable(when),
  because: capped.map((key) => tooManyPatterns(ofCall(key)[0])),
});

/**
 * A chain that is not possible for certain may yet be by what is not documented; `certain`: its conditions as they are surely read.
 * Undefined: it is not.
 */
function judgeDoubts(
  { world, steps, conditions }: Chain,
  last: Formula,
  certain: readonly Formula[],
): ChainJudgement | undefined {
  const atMost = [...steps.map((step) => step.atMost?.when ?? step.when), last];
  const doubts = steps.flatMap((step) => step.atMost?.because ?? []);
  const reading = (conditions: readonly Formula[], carriedIsChecked: boolean) =>
    chainConditions({ world, steps, conditions }, { samePlace: false, carriedIsChecked });
  const readings = [
    { read: () => certain, because: [EMPTY_UNDER_NULL] },
    { read: () => reading(conditions, false), because: [CARRIED] },
    ...(doubts.length === 0
      ? []
      : [
          { read: () => reading(atMost, true), because: doubts },
          { read: () => reading(atMost, false), because: [...doubts, CARRIED] },
        ]),
  ];
  for (const { read, because } of readings) {
    const { verdict, when } = judgeApart(read());
    if (verdict !== 'denied') return { verdict: 'unknown', when: readable(when), because, samePlace: true };
  }
  return undefined;
}

const CARRIED: Assumption = {
  rule: 28,
  text: 'whether a chained call needs sts:TagSession or sts:SetSourceIdentity for what its session only carries is not documented',
};

interface Chain {
  readonly world: World;
  readonly steps: readonly ChainStep[];
  readonly conditions: readonly Formula[];
}

interface Reading {
  readonly samePlace: boolean;
  /** What a session carries is checked like what a call passes. */
  readonly carriedIsChecked: boolean;
}

function chainConditions({ world, steps, conditions }: Chain, reading: Reading): readonly Formula[] {
  const substituted = conditions.map((condition, call) =>
    substitute(condition, (leaf) => substitute(asPassed(leaf), (one) => inCall(world, steps, one, call, reading))),
  );
  return [...substituted, ...steps.map((_, call) => persistence(world, steps, call))];
}

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

/** Where a trust policy has no word of sts:SetSourceIdentity, no session with one gets in (rule 27). */
const admitsIdentity = (step: ChainStep | undefined): boolean => step?.enters?.sourceIdentity === true;

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

/** A test as call number `call` sees it: facts of the session go back to the calls that made it. */
function inCall(world: World, steps: readonly ChainStep[], leaf: Leaf, call: number, reading: Reading): Formula {
  if (leaf.key === CARRIES_TAGS || leaf.key === CARRIES_IDENTITY) {
    const checked = reading.carriedIsChecked || (leaf.key === CARRIES_IDENTITY && !admitsIdentity(steps[call]));
    const carries = checked ? carriedInto(world, steps, leaf.key, call) : FALSE;
    return leaf.values.includes('true') ? not(carries) : carries;
  }
  if (PRINCIPAL_TAG.test(leaf.key)) return tagTest(steps, leaf, call);
  if (SOURCE_IDENTITY.test(leaf.key)) return identityTest(steps, leaf, call);
  if (USER_ID.test(leaf.key)) return userTest(steps, leaf, call);
  return reading.samePlace && PLACE.test(leaf.key) ? leaf : atCall(leaf, leaf.key, call);
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

/** Does the session that makes call number `call` carry transitive tags, or a source identity? */
function carriedInto(world: World, steps: readonly ChainStep[], what: string, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return FALSE;
  return what === CARRIES_TAGS
    ? anyOf(world.sessionTags().map((tag) => handedOn(steps, tag, maker)))
    : anyOf(identitiesBefore(steps, call).map((step) => passesIdentity(steps, step)));
}

/** A source identity, once set, stays; it must be admitted by every later role (rule 27). */
function identityTest(steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return atCall(leaf, leaf.key, 0);
  const earlier = makerOf(steps, maker);
  const before = earlier === undefined ? constantOf(leaf, undefined) : identityTest(steps, leaf, maker);
  const passed = passesIdentity(steps, maker);
  return anyOf([allOf([passed, inStep(steps, leaf, 'sts:SourceIdentity', maker)]), allOf([not(passed), before])]);
}

/** What a chained call cannot do: pass an inherited tag again, change or drop a source identity. */
function persistence(world: World, steps: readonly ChainStep[], call: number): Formula {
  const earlier = makerOf(steps, call);
  if (steps[call]?.session !== true || earlier === undefined) return TRUE;
  const carried = carriedInto(world, steps, CARRIES_IDENTITY, call);
  const identity = not(allOf([carried, passesIdentity(steps, call)]));
  const tags = world.sessionTags().map((tag) => {
    const inherits = inherited(steps, tag, call);
    return inherits.kind === 'false' ? TRUE : not(allOf([inherits, passesTag(steps, tag, call)]));
  });
  return world.testsSourceIdentity() ? allOf([identity, ...tags]) : allOf(tags);
}

const identitiesBefore = (steps: readonly ChainStep[], call: number): readonly number[] =>
  steps.flatMap((step, at) => (at < call && step.session ? [at] : []));
