import type { Formula } from '../domain/formula.ts';
import { FALSE, TRUE } from '../domain/formula.ts';
import type { ContextValue } from '../domain/request.ts';
import { allOf, anyOf } from './connectives.ts';
import { type Judgement, judge, testOfLeaf } from './judge.ts';
import { holds } from './operators.ts';
import { sessionsOf } from './sessions.ts';
import type { World } from './world.ts';

/** One step of a path: the condition of the call, over the caller's session and the request. */
export interface ChainStep {
  /** Node that is entered; a role ARN for assume steps. */
  readonly to: string;
  /** The condition over everything that may be passed along, or the plain condition. */
  readonly when: Formula;
  /** The step makes a new session: tags and source identity can be set by it. */
  readonly session: boolean;
}

export interface ChainJudgement extends Judgement {
  /** Also possible when all calls are made from one place (address, VPC)? */
  readonly samePlace: boolean;
}

type Leaf = Extract<Formula, { readonly kind: 'test' }>;

const PRINCIPAL_TAG = /^aws:PrincipalTag\//i;
const SOURCE_IDENTITY = /^aws:SourceIdentity$/i;
/** Keys of the place a call is made from: shared in the same-place reading. */
const PLACE = /^aws:(SourceIp|SourceVpc|SourceVpce|SourceVpcArn|VpcSourceIp|VpceAccount|VpceOrgID|VpceOrgPaths)$/i;

/**
 * The verdict of a whole path: the conjunction of its conditions, with session tags and source identity shared along the chain
 * (rules 27, 28) and everything else each call's own. `last` is the condition of the access at the end.
 */
export function judgeChain(world: World, steps: readonly ChainStep[], last: Formula): ChainJudgement {
  const conditions = [...steps.map((step) => step.when), last];
  if (conditions.every((one) => one.kind === 'true')) return { verdict: 'allowed', when: TRUE, samePlace: true };
  const apart = judge(chainConditions(world, steps, conditions, false));
  const together = judge(chainConditions(world, steps, conditions, true));
  return { ...apart, when: readable(apart.when), samePlace: together.verdict !== 'denied' };
}

function chainConditions(
  world: World,
  steps: readonly ChainStep[],
  conditions: readonly Formula[],
  samePlace: boolean,
): readonly Formula[] {
  const substituted = conditions.map((condition, call) =>
    substitute(condition, (leaf) => inCall(world, steps, leaf, call, samePlace)),
  );
  return [...substituted, ...steps.map((_, call) => persistence(world, steps, call))];
}

function substitute(formula: Formula, replace: (leaf: Leaf) => Formula): Formula {
  switch (formula.kind) {
    case 'all':
      return allOf(formula.of.map((one) => substitute(one, replace)));
    case 'any':
      return anyOf(formula.of.map((one) => substitute(one, replace)));
    case 'not': {
      const inner = substitute(formula.of, replace);
      return inner.kind === 'true' ? FALSE : inner.kind === 'false' ? TRUE : { kind: 'not', of: inner };
    }
    case 'test':
      return replace(formula);
    default:
      return formula;
  }
}

const atCall = (leaf: Leaf, key: string, call: number): Leaf => ({ ...leaf, key: `${key}@${call}` });
const isNull = (key: string, absent: boolean): Leaf => ({
  kind: 'test',
  operator: { name: 'Null', ifExists: false },
  key,
  values: [String(absent)],
});
const not = (formula: Formula): Formula => ({ kind: 'not', of: formula });

/** A test as call number `call` sees it: facts of the session go back to the calls that made it. */
function inCall(world: World, steps: readonly ChainStep[], leaf: Leaf, call: number, samePlace: boolean): Formula {
  if (PRINCIPAL_TAG.test(leaf.key)) return tagTest(world, steps, leaf, call);
  if (SOURCE_IDENTITY.test(leaf.key)) return identityTest(world, steps, leaf, call);
  return samePlace && PLACE.test(leaf.key) ? leaf : atCall(leaf, leaf.key, call);
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
function tagTest(world: World, steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return atCall(leaf, leaf.key, 0);
  const tag = tagOf(leaf);
  const passed = isNull(requestTag(tag, maker), false);
  const fresh = anyOf([
    allOf([passed, { ...leaf, key: requestTag(tag, maker) }]),
    allOf([not(passed), ownTag(world, steps, leaf, maker)]),
  ]);
  const inherits = inherited(world, steps, tag, maker);
  if (inherits.kind === 'false') return fresh;
  return anyOf([allOf([inherits, tagTest(world, steps, leaf, maker)]), allOf([not(inherits), fresh])]);
}

function ownTag(world: World, steps: readonly ChainStep[], leaf: Leaf, maker: number): Formula {
  const role = world.role(steps[maker]?.to ?? '');
  const tag = tagOf(leaf).toLowerCase();
  const value = Object.entries(role?.tags ?? {}).find(([name]) => name.toLowerCase() === tag)?.[1];
  return constantOf(leaf, value);
}

function constantOf(leaf: Leaf, value: ContextValue | undefined): Formula {
  const test = testOfLeaf(leaf);
  return test !== undefined && holds(test, value) === true ? TRUE : FALSE;
}

/** Does the session made by step `maker` inherit the tag from the session that called it? */
function inherited(world: World, steps: readonly ChainStep[], tag: string, maker: number): Formula {
  const before = makerOf(steps, maker);
  const role = world.role(steps[maker]?.to ?? '');
  if (before === undefined || role === undefined || !sessionsOf(world, role).tagged) return FALSE;
  const marked: Leaf = {
    kind: 'test',
    operator: { name: 'StringEquals', quantifier: 'ForAnyValue', ifExists: false },
    key: `sts:TransitiveTagKeys@${before}`,
    values: [tag],
  };
  return anyOf([allOf([isNull(requestTag(tag, before), false), marked]), inherited(world, steps, tag, before)]);
}

/** A source identity, once set, stays; it must be admitted by every later role (rule 27). */
function identityTest(world: World, steps: readonly ChainStep[], leaf: Leaf, call: number): Formula {
  const maker = makerOf(steps, call);
  if (maker === undefined) return atCall(leaf, leaf.key, 0);
  const here = `sts:SourceIdentity@${maker}`;
  const earlier = makerOf(steps, maker);
  const before = earlier === undefined ? constantOf(leaf, undefined) : identityTest(world, steps, leaf, maker);
  return anyOf([allOf([isNull(here, false), { ...leaf, key: here }]), allOf([isNull(here, true), before])]);
}

/** What a chained call cannot do: pass an inherited tag again, change or drop a source identity. */
function persistence(world: World, steps: readonly ChainStep[], call: number): Formula {
  const earlier = makerOf(steps, call);
  if (steps[call]?.session !== true || earlier === undefined) return TRUE;
  const role = world.role(steps[call]?.to ?? '');
  const carried = anyOf(identitiesBefore(steps, call).map((step) => isNull(`sts:SourceIdentity@${step}`, false)));
  const admits = role !== undefined && sessionsOf(world, role).sourceIdentity;
  const identity = admits ? not(allOf([carried, isNull(`sts:SourceIdentity@${call}`, false)])) : not(carried);
  const tags = world.sessionTags().map((tag) => {
    const inherits = inherited(world, steps, tag, call);
    return inherits.kind === 'false' ? TRUE : not(allOf([inherits, isNull(requestTag(tag, call), false)]));
  });
  return world.testsSourceIdentity() ? allOf([identity, ...tags]) : allOf(tags);
}

const identitiesBefore = (steps: readonly ChainStep[], call: number): readonly number[] =>
  steps.flatMap((step, at) => (at < call && step.session ? [at] : []));

/** Numbers of calls are left out where a key belongs to one call only. */
function readable(formula: Formula): Formula {
  const calls = new Map<string, Set<string>>();
  const visit = (leaf: Leaf): Formula => {
    const [key = '', call = ''] = leaf.key.split('@');
    calls.set(key, (calls.get(key) ?? new Set()).add(call));
    return leaf;
  };
  substitute(formula, visit);
  return substitute(formula, (leaf) => {
    const [key = ''] = leaf.key.split('@');
    return calls.get(key)?.size === 1 ? { ...leaf, key } : leaf;
  });
}
