import type { Assumption, Verdict } from '../domain/decision.ts';
import { type Formula, TRUE } from '../domain/formula.ts';
import {
  AT_MOST,
  AT_MOST_NOT_CARRIED,
  type Beginning,
  IN_ONE_PLACE,
  NOT_CARRIED,
  nothingWalked,
  partsOf,
  SURE,
  stepsOf,
  walkedOn,
} from './chain-beginnings.ts';
import { asksForPlace } from './chain-calls.ts';
import type { ChainStep } from './chain-steps.ts';
import type { Judgement } from './judge.ts';
import { judgeParts } from './judge-apart.ts';
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
export const judgeChain = (world: World, steps: readonly ChainStep[], last: Formula): ChainJudgement =>
  judgeAfter(steps.reduce(walkedOn, nothingWalked(world)), last);

export function judgeAfter(beginning: Beginning, last: Formula): ChainJudgement {
  const chain = walkedOn(beginning, { when: last, session: false, passing: false });
  const steps = stepsOf(chain);
  if (steps.every(({ when }) => when.kind === 'true')) return { verdict: 'allowed', when: TRUE, samePlace: true };
  const { certain, ...apart } = judgeParts(partsOf(chain, SURE), { forCertain: true });
  if (apart.verdict === 'denied') return judgeDoubts(chain, steps, certain === true) ?? { ...apart, samePlace: true };
  if (apart.verdict === 'unknown') return { ...undecided(apart), samePlace: true };
  return { ...apart, when: readable(apart.when), samePlace: canBeOnePlace(chain, steps) };
}

/** Of a chain that can hold when each call is made from a place of its own. */
function canBeOnePlace(chain: Beginning, steps: readonly ChainStep[]): boolean {
  if (steps.filter(({ when }) => asksForPlace(when)).length < 2) return true;
  return judgeParts(partsOf(chain, IN_ONE_PLACE)).verdict !== 'denied';
}

/** Whether its conditions can hold together is not known. */
const undecided = ({ when, capped }: Judgement): Pick<ChainJudgement, 'verdict' | 'when' | 'because'> => ({
  verdict: 'unknown',
  when: readable(when),
  because: capped.map((key) => tooManyPatterns(ofCall(key)[0])),
});

/**
 * A chain that is not possible for certain may yet be by what is not documented; `certain`: as it is surely read, that leaves no doubt.
 * Undefined: it is not.
 */
function judgeDoubts(chain: Beginning, steps: readonly ChainStep[], certain: boolean): ChainJudgement | undefined {
  const doubts = steps.flatMap((step) => step.atMost?.because ?? []);
  const readings = [
    { reading: SURE, because: BY_NULL },
    { reading: NOT_CARRIED, because: BY_CARRYING },
    ...(doubts.length === 0
      ? []
      : [
          { reading: AT_MOST, because: doubts },
          { reading: AT_MOST_NOT_CARRIED, because: [...doubts, CARRIED] },
        ]),
  ];
  for (const { reading, because } of readings) {
    const parts = partsOf(chain, reading);
    if (certain && parts === partsOf(chain, SURE)) continue;
    const { verdict, when } = judgeParts(parts);
    if (verdict !== 'denied') return { verdict: 'unknown', when: readable(when), because, samePlace: true };
  }
  return undefined;
}

const CARRIED: Assumption = {
  rule: 28,
  text: 'whether a chained call needs sts:TagSession or sts:SetSourceIdentity for what its session only carries is not documented',
};

/** One list for all chains that are doubtful by it. */
const BY_CARRYING: readonly Assumption[] = [CARRIED];
const BY_NULL: readonly Assumption[] = [EMPTY_UNDER_NULL];
