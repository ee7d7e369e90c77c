import type { Resource } from '../../../domain/snapshot.ts';
import { type ActionAnalysis, type Analysis, analyse } from '../../../reasoning/analyse.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from '../../../reasoning/bdd.ts';
import type { BlockDecision } from '../../../reasoning/blocks/block-decision.ts';
import { type DecidedKind, decidedKinds } from '../../../reasoning/blocks/blocks.ts';
import { sharedPart } from '../../../reasoning/blocks/part-names.ts';
import { decide } from '../../../reasoning/decide.ts';
import { environmentOf } from '../../../reasoning/environment.ts';
import { verdictOf } from '../../../reasoning/judge.ts';
import { holds } from '../../../reasoning/operators.ts';
import { type Caller, ordinaryCaller, type Target } from '../../../reasoning/question.ts';
import { requestInside } from '../../../reasoning/replay.ts';
import { RESOURCE_KEY } from '../../../reasoning/resource-entries.ts';
import { scopeClasses } from '../../../reasoning/scopes.ts';
import { type Pair, type Space, truthRow } from '../../../reasoning/space.ts';
import type { World } from '../../../reasoning/world.ts';
import { Dice } from '../../properties/dice.ts';

export interface Comparison {
  pairs: number;
  alone: number;
  blocks: number;
  decided: number;
  /** Pairs that both engines were asked about. */
  compared: number;
  /** Of these, pairs of which nothing is granted. */
  nothing: number;
  /** Requests that both engines were asked about, where a verdict hangs on a condition. */
  requests: number;
  /** Requests that the interpreter was asked about. */
  interpreted: number;
  /** Actions of theirs, by the verdict of both. */
  readonly verdicts: Record<string, number>;
  readonly differences: string[];
}

/** Of how many actions one is asked of the interpreter. */
const INTERPRETED = 23;

/** Some of the callers and resources of a snapshot, with all that is around them. */
interface Among {
  readonly callers?: readonly Caller[];
  readonly resources?: readonly Resource[];
}

/**
 * Asks both engines about `share` of the pairs of every kind, those of one account more often; and the interpreter about one request
 * inside and one outside of some of the sets of requests that are allowed.
 */
export function compareBlocks(world: World, seed: number, share: number, among: Among = {}): Comparison {
  const dice = new Dice(seed);
  const found: Comparison = {
    pairs: 0,
    alone: 0,
    blocks: 0,
    decided: 0,
    compared: 0,
    nothing: 0,
    requests: 0,
    interpreted: 0,
    verdicts: {},
    differences: [],
  };
  for (const decided of decidedKinds(world, ordinaryCaller(world.snapshot.takenAt), among)) {
    const { kind, callers, count } = decided;
    found.pairs += callers.length * kind.targets.length;
    found.alone += count.alone;
    found.blocks += count.blocks;
    found.decided += count.decided;
    for (const [c, caller] of callers.entries())
      for (const [t, target] of kind.targets.entries()) {
        const isOwn = 'account' in caller.principal && caller.principal.account === target.account;
        if (dice.chance(isOwn ? 5 * share : share)) compareOne(world, decided, c, t, found);
      }
  }
  return found;
}

function compareOne(
  world: World,
  { kind, callers, outcome }: DecidedKind,
  c: number,
  t: number,
  into: Comparison,
): void {
  const [caller, target] = [callers[c], kind.targets[t]];
  const ours = outcome(c, t);
  if (caller === undefined || target === undefined || ours === 'alone') return;
  into.compared += 1;
  const plain = analyse(environmentOf(world), caller, target, kind.actions, ordinaryCaller(world.snapshot.takenAt));
  const place = `${caller.id} ${target.arn}`;
  if (ours === 'nothing') {
    into.nothing += 1;
    const granted = plain.actions.filter((one) => one.granted.upper !== BDD_FALSE).map(({ action }) => action);
    if (granted.length > 0) into.differences.push(`${place}: granted ${granted.join()}`);
    return;
  }
  if (grantsAny(plain.actions) !== grantsAny(ours.actions)) into.differences.push(`${place}: granted in one alone`);
  for (const { scope, set } of scopeClasses(plain, target)) {
    const care = plain.space.bdd.and(plain.feasible, set);
    const ourCare = ours.space.bdd.and(ours.feasible, namesLike(ours, target, scope.sample));
    for (const [index, analysed] of plain.actions.entries()) {
      const { action, allowed } = analysed;
      const { bdd } = plain.space;
      const its = verdictIn(plain.space, allowed, care);
      const our = verdictIn(ours.space, ours.actions[index]?.allowed, ourCare);
      into.verdicts[its] = (into.verdicts[its] ?? 0) + 1;
      if (its !== our) into.differences.push(`${place} ${scope.sample} ${action}: ${its}, in its block ${our}`);
      const isInterpreted = (into.compared + index) % INTERPRETED === 0;
      for (const [set, wanted] of [
        [bdd.and(allowed.lower, care), true],
        [bdd.and(care, bdd.not(allowed.upper)), false],
      ] as const)
        if (isInterpreted) interpret(plain, analysed, set, wanted, into);
      if (its !== 'conditional' || our !== its) continue;
      for (const [set, isInside] of [
        [bdd.and(allowed.lower, care), true],
        [bdd.and(care, bdd.not(allowed.upper)), false],
      ] as const) {
        const point = bddPoint(ours, plain.space, set, ourCare);
        if (isAllowedAt(ours, index, point) !== isInside)
          into.differences.push(`${place} ${scope.sample} ${action}: other requests in its block`);
        into.requests += 1;
      }
    }
  }
}

function interpret(plain: Analysis, action: ActionAnalysis, set: BddRef, isInside: boolean, into: Comparison): void {
  const request = requestInside(plain, action, set);
  if (request === undefined) return;
  into.interpreted += 1;
  const { kind } = decide(request);
  if (kind !== 'unknown' && (kind === 'allowed') !== isInside)
    into.differences.push(`${request.action} on ${request.resource.arn}: the interpreter says ${kind}`);
}

const grantsAny = (actions: readonly { readonly granted: Pair }[]): boolean =>
  actions.some(({ granted }) => granted.upper !== BDD_FALSE);

/** The requests of the block that no test of it tells from one request of the other space. */
function bddPoint({ space }: BlockDecision, other: Space, set: BddRef, care: BddRef): BddRef {
  const context = other.witness(set) ?? {};
  const known = space.domains.filter(({ key }) => key.name !== RESOURCE_KEY && other.domain(key.name) !== undefined);
  const parts = known.map((domain) => {
    const value = context[other.domain(domain.key.name)?.key.name ?? ''];
    return space.where(domain, (one) => truthRow(one, domain.tests) === truthRow(value, domain.tests));
  });
  return space.bdd.and3(care, ...parts);
}

function isAllowedAt({ space, actions }: BlockDecision, index: number, point: BddRef): boolean | 'open' {
  const allowed = actions[index]?.allowed;
  if (allowed === undefined || point === BDD_FALSE) return 'open';
  if (space.bdd.and(point, allowed.lower) === point) return true;
  return space.bdd.and(point, allowed.upper) === BDD_FALSE ? false : 'open';
}

function verdictIn({ bdd }: BlockDecision['space'], pair: Pair | undefined, care: BddRef): string {
  return pair === undefined
    ? 'not decided'
    : verdictOf({ lower: bdd.and(pair.lower, care), upper: bdd.and(pair.upper, care) }, care);
}

/** The names that no test of the block tells from this one. */
function namesLike({ space }: BlockDecision, target: Target, sample: string): BddRef {
  const domain = space.domain(RESOURCE_KEY);
  if (domain === undefined || target.part === undefined) return BDD_TRUE;
  const name = (sharedPart(target, target.part).part?.prefix ?? '') + sample.slice(target.part.prefix.length);
  return space.where(
    domain,
    (one) => one !== undefined && domain.tests.every((test) => holds(test, one) === holds(test, name)),
  );
}
