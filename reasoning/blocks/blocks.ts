import type { Resource } from '../../domain/snapshot.ts';
import { callersOf } from '../callers.ts';
import { environmentOf } from '../environment.ts';
import type { Caller, Profile } from '../question.ts';
import type { World } from '../world.ts';
import type { BlockDecision } from './block-decision.ts';
import { frameOf, knownCallers, ODD, SHUT } from './frame.ts';
import { KindBlocks } from './kind-blocks.ts';
import { type Kind, kindsOf } from './kinds.ts';

/** All pairs of callers and targets of one kind, decided. What a service authorises besides, as the key of a bucket, is not in it. */
export interface DecidedKind {
  readonly kind: Kind;
  readonly callers: readonly Caller[];
  /** How many blocks there are, how many of them were decided in their own way, and how many pairs have to be asked each alone. */
  readonly count: { readonly blocks: number; readonly decided: number; readonly alone: number };
  /** `nothing`: no policy grants it anything; `alone`: the pair has to be asked by itself. Both count from 0. */
  outcome(caller: number, target: number): BlockDecision | 'nothing' | 'alone';
}

/** The own authorisation of every pair of a snapshot, kind after kind. */
export function* decidedKinds(
  world: World,
  profile: Profile,
  { callers = callersOf(world), resources = world.snapshot.resources }: Partial<Asked> = {},
): Generator<DecidedKind> {
  const environment = environmentOf(world);
  // what was found out about the targets of a kind goes with it
  const kinds = [...kindsOf(world, resources)];
  const known = knownCallers(callers);
  for (let kind = kinds.shift(); kind !== undefined; kind = kinds.shift()) {
    const asked = kind;
    const blocks = new KindBlocks(frameOf(environment, profile, asked, callers, known));
    const isRow = callers.length === 1;
    const columns = asked.targets.map((_, target) => (isRow ? blocks.ofOnlyCaller(target) : blocks.columnOf(target)));
    blocks.close();
    const { odd, ofBlocks } = blocks.pairs;
    const alone = ofBlocks.reduce(
      (sum, pairs, number) => sum + (number > 0 && blocks.decision(number) === 'alone' ? pairs : 0),
      odd,
    );
    yield {
      kind: asked,
      callers,
      count: { ...blocks.count, alone },
      outcome: (caller, target) => decisionOf(blocks, columns[target]?.blockOf(caller) ?? ODD),
    };
  }
}

interface Asked {
  readonly callers: readonly Caller[];
  readonly resources: readonly Resource[];
}

function decisionOf(blocks: KindBlocks, number: number): BlockDecision | 'nothing' | 'alone' {
  if (number === SHUT) return 'nothing';
  return number === ODD ? 'alone' : blocks.decision(number);
}
