import type { Assumption, Verdict } from '../domain/decision.ts';
import { type Formula, TRUE } from '../domain/formula.ts';
import { asks, type Chain, callsOf, chainParts, PLACE } from './chain-calls.ts';
import type { ChainStep } from './chain-steps.ts';
import type { Judgement } from './judge.ts';
import { judgeParts, type Part } from './judge-apart.ts';
import { EMPTY_UNDER_NULL } from './operators.ts';
import { ofCall, readable } from './readable-chain.ts';
import { tooManyPatterns } from './space.ts';
import type { World } from './world.ts';

export interface ChainJudgement {
  readonly verdict: Verdict;
  readonly when: Formula;
  /** Why it is unknown. */
  readonly because?: readonly Assumption[];
  /** Also possible when all calls are made from one place (address, VPC)? */
  readonly samePlace: boolean;
}

/**
 * The verdict of a whole path: the conjunction of its conditions, with session tags and source identity shared along the chain
 * (rules 27, 28) and everything else each call's own. `last` is the condition of the access at the end.
 */
export function judgeChain(world: World, steps: readonly ChainStep[], last: Formula): ChainJudgement {
  const conditions = [...steps.map((step) => step.when), last];
  if (conditions.every((one) => one.kind === 'true')) return { verdict: 'allowed', when: TRUE, samePlace: true };
  const chain = { world, steps, calls: callsOf(world, steps), conditions };
  const read = chainParts(chain, { samePlace: false, carriedIsChecked: true });
  const { certain, ...apart } = judgeParts(read, { forCertain: true });
  if (apart.verdict === 'denied')
    return judgeDoubts(chain, last, { read, certain: certain === true }) ?? { ...apart, samePlace: true };
  if (apart.verdict === 'unknown') return { ...undecided(apart), samePlace: true };
  return { ...apart, when: readable(apart.when), samePlace: canBeOnePlace(chain) };
}

/** Of a chain that can hold when each call is made from a place of its own. */
function canBeOnePlace(chain: Chain): boolean {
  if (chain.conditions.filter((one) => asks(one, PLACE)).length < 2) return true;
  return judgeParts(chainParts(chain, { samePlace: true, carriedIsChecked: true })).verdict !== 'denied';
}

/** Whether its conditions can hold together is not known. */
const undecided = ({ when, capped }: Judgement): Pick<ChainJudgement, 'verdict' | 'when' | 'because'> => ({
  verdict: 'unknown',
  when: readable(when),
  because: capped.map((key) => tooManyPatterns(ofCall(key)[0])),
});

/**
 * A chain that is not possible for certain may yet be by what is not documented; `surely`: its conditions as they are surely read, and
 * whether that leaves no doubt. Undefined: it is not.
 */
function judgeDoubts(
  chain: Chain,
  last: Formula,
  surely: { readonly read: readonly Part[]; readonly certain: boolean },
): ChainJudgement | undefined {
  const { steps, conditions } = chain;
  const atMost = [...steps.map((step) => step.atMost?.when ?? step.when), last];
  const doubts = steps.flatMap((step) => step.atMost?.because ?? []);
  const reading = (conditions: readonly Formula[], carriedIsChecked: boolean) =>
    chainParts({ ...chain, conditions }, { samePlace: false, carriedIsChecked });
  const readings = [
    { read: () => surely.read, because: [EMPTY_UNDER_NULL] },
    { read: () => reading(conditions, false), because: [CARRIED] },
    ...(doubts.length === 0
      ? []
      : [
          { read: () => reading(atMost, true), because: doubts },
          { read: () => reading(atMost, false), because: [...doubts, CARRIED] },
        ]),
  ];
  for (const { read, because } of readings) {
    const parts = read();
    if (surely.certain && isSame(parts, surely.read)) continue;
    const { verdict, when } = judgeParts(parts);
    if (verdict !== 'denied') return { verdict: 'unknown', when: readable(when), because, samePlace: true };
  }
  return undefined;
}

const isSame = (some: readonly Part[], others: readonly Part[]): boolean =>
  some.length === others.length && some.every((part, at) => part === others[at]);

const CARRIED: Assumption = {
  rule: 28,
  text: 'whether a chained call needs sts:TagSession or sts:SetSourceIdentity for what its session only carries is not documented',
};
