import type { Formula } from '../domain/formula.ts';
import type { Principal } from '../domain/principal.ts';
import type { ContextValue, PolicySet, RequestFacts } from '../domain/request.ts';
import type { ActionAnalysis, Analysis } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { isNameable } from './class-names.ts';
import { toFormula } from './formula.ts';
import type { Gathering } from './gathering.ts';
import { RESOURCE_KEY } from './resource-entries.ts';
import type { Space } from './space.ts';

/** A key that can take several values: finitely many classes by their samples (undefined: absent). */
export interface ClaimKey {
  readonly key: string;
  readonly samples: readonly (ContextValue | undefined)[];
  /** Nobody can know the value. */
  readonly hidden: boolean;
}

export interface ClaimedAction {
  readonly action: string;
  /** Keys with one value in requests of this action, by name in lower case; undefined: absent. */
  readonly fixed: ReadonlyMap<string, ContextValue | undefined>;
  readonly allowed: Formula;
  readonly possible: Formula;
}

/**
 * What the engine says of one caller and one scope, in terms that owe nothing to the engine: the parties, the policies as parsed,
 * the values keys can take, and for each action the conditions under which access is certainly (`allowed`) and possibly (`possible`)
 * given. A claim is right if no combination of values contradicts it.
 */
export interface Claim {
  /** Node id of the principal. */
  readonly caller: string;
  readonly principal: Principal;
  /** Of requests that somebody wrote down: they need not be such as AWS would send. */
  readonly written: boolean;
  readonly resource: { readonly arn: string; readonly account?: string };
  /** Samples of the resource's name, where a part of the resource is meant. */
  readonly parts?: readonly string[];
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
  readonly keys: readonly ClaimKey[];
  readonly actions: readonly ClaimedAction[];
}

/**
 * `care`: the part of the space the claim speaks of (one scope, nothing passed along with an assume call). Undefined where keys are
 * compared with each other or stand in the name of an open part, have too many patterns or hold what AWS does not define: such claims
 * have no finite samples, or no condition that tells them apart.
 */
export function claimOf(analysis: Analysis, actions: readonly ActionAnalysis[], care: BddRef): Claim | undefined {
  const { space, situation } = analysis;
  const [first] = actions;
  if (first === undefined || space.capped.length > 0) return undefined;
  if (space.domains.some((domain) => domain.key.relation !== undefined || !isNameable(domain))) return undefined;
  if (actions.some(({ gathering }) => !isSettled(space, gathering))) return undefined;
  const { question } = first.gathering;
  const parts = samplesInside(analysis, RESOURCE_KEY, care).filter((sample) => typeof sample === 'string');
  return {
    caller: question.caller.id,
    principal: question.caller.principal,
    written: space.domains.some((domain) => domain.key.written !== undefined),
    resource: {
      arn: question.target.arn,
      ...(question.target.account === undefined ? {} : { account: question.target.account }),
    },
    ...(parts.length === 0 ? {} : { parts }),
    policies: situation.policies,
    facts: situation.facts,
    keys: openKeys(analysis, actions, care),
    actions: actions.map((action) => claimedAction(analysis, action, unasked(action, actions), care)),
  };
}

/** Every key has a meaning, and every free one has classes, but where a policy puts it into the name of an open part. */
const isSettled = (space: Space, { states }: Gathering): boolean =>
  [...states.values()].every(
    ({ key, state }) => state.kind !== 'unsettled' && (state.kind !== 'free' || space.domain(key) !== undefined),
  );

function openKeys(analysis: Analysis, actions: readonly ActionAnalysis[], care: BddRef): readonly ClaimKey[] {
  const keys = new Map<string, ClaimKey>();
  for (const { key, state } of actions.flatMap((action) => [...action.gathering.states.values()])) {
    if (state.kind !== 'free' || keys.has(key.toLowerCase())) continue;
    keys.set(key.toLowerCase(), {
      key,
      samples: samplesInside(analysis, key, care),
      hidden: state.key.hidden !== undefined,
    });
  }
  return [...keys.values()];
}

/** Keys of the way a request takes that others ask for and this action does not: it is claimed for requests that go without. */
const unasked = ({ gathering }: ActionAnalysis, actions: readonly ActionAnalysis[]): readonly string[] =>
  actions.some(({ routes }) => routes !== undefined)
    ? ['aws:sourcevpce', 'aws:sourcevpc'].filter((key) => !gathering.states.has(key))
    : [];

function claimedAction(
  { space }: Analysis,
  action: ActionAnalysis,
  absent: readonly string[],
  care: BddRef,
): ClaimedAction {
  const formula = (set: BddRef): Formula => {
    const inside = space.bdd.and(set, care);
    if (inside === BDD_FALSE) return { kind: 'false' };
    return toFormula(space, inside, care);
  };
  const fixed = [...action.gathering.states.values()].flatMap(({ key, state }): [string, ContextValue | undefined][] =>
    state.kind === 'free' ? [] : [[key.toLowerCase(), state.kind === 'fixed' ? state.value : undefined]],
  );
  return {
    action: action.action,
    fixed: new Map([...fixed, ...absent.map((key): [string, undefined] => [key, undefined])]),
    allowed: formula(action.allowed.lower),
    possible: formula(action.allowed.upper),
  };
}

/** Hidden keys are no longer in `care`, so all their classes are inside. */
function samplesInside({ space }: Analysis, key: string, care: BddRef): readonly (ContextValue | undefined)[] {
  const domain = space.domain(key);
  if (domain === undefined) return key === RESOURCE_KEY ? [] : [undefined];
  return domain.samples.filter((_, index) => space.bdd.and(space.classOf(domain, index), care) !== BDD_FALSE);
}
