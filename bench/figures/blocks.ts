import { fileURLToPath } from 'node:url';
import { withDerivedKeys } from '../../answers/simulate/caller.ts';
import type { AccessRequest, RequestContext } from '../../domain/request.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Caller, ordinaryCaller, type Target } from '../../reasoning/question.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { type Figure, type Measured, secondsSince } from '../figure.ts';
import { Dice } from '../organisation/dice.ts';
import { MIDDLE, organisationOf } from '../organisation/organisation.ts';
import { toldBy } from '../own-process.ts';

const RUN = fileURLToPath(new URL('../blocks-run.ts', import.meta.url));
const SAMPLED = 2_000;

interface InBlocks {
  readonly pairs: number;
  readonly blocks: number;
  readonly decided: number;
  readonly alone: number;
  readonly seconds: number;
  readonly megabytes: number;
}

const known = new Map<string, InBlocks>();

/** In a process of its own, which has not decided anything before, so that its memory is its own; once for all figures. */
function inBlocks(size: 'middle' | 'large'): InBlocks {
  const found = known.get(size) ?? decidedApart(size);
  known.set(size, found);
  return found;
}

function decidedApart(size: 'middle' | 'large'): InBlocks {
  const found = toldBy<InBlocks>(RUN, size);
  const { blocks, decided, alone } = found;
  process.stderr.write(`  ${blocks} blocks, ${decided} decisions, ${alone} pairs to be asked each by itself\n`);
  return found;
}

/** What needs no thought: the interpreter about every action on some of the pairs, one ordinary request each, pair by pair. */
async function pairsNaively(): Promise<Measured> {
  const world = new World(organisationOf(MIDDLE));
  const dice = new Dice(6);
  const pairs = Array.from({ length: 2 * SAMPLED }, () => {
    const [target] = targetsOf(dice.pick(world.snapshot.resources));
    return target === undefined ? [] : ([roleCaller(dice.pick(world.snapshot.roles)), target] as const);
  });
  let started = performance.now();
  for (const [index, [caller, target]] of pairs.entries()) {
    if (index === SAMPLED) started = performance.now();
    if (caller === undefined || target === undefined) continue;
    for (const request of ordinaryRequests(world, caller, target)) decide(request);
  }
  return { value: SAMPLED / secondsSince(started) };
}

function ordinaryRequests(world: World, caller: Caller, target: Target): readonly AccessRequest[] {
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const context: RequestContext = {
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': world.snapshot.takenAt,
    ...(target.region === undefined ? {} : { 'aws:RequestedRegion': target.region }),
    ...tagKeys('aws:PrincipalTag/', caller.entity?.tags),
    ...tagKeys('aws:ResourceTag/', target.resource?.tags),
  };
  const actions = actionsOnTarget(target).map(({ name }) => name);
  const { policies, facts } = situationOf(world, { caller, target, action: actions[0] ?? '', profile });
  const resource = { arn: target.arn, ...(target.account === undefined ? {} : { account: target.account }) };
  return actions.map((action) =>
    withDerivedKeys({ principal: caller.principal, action, resource, context, policies, facts }),
  );
}

const tagKeys = (prefix: string, tags: Readonly<Record<string, string>> = {}): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${prefix}${name}`, value]));

const NAIVE = 'pairs of the middle organisation, one request an action';

export const figures: readonly Figure[] = [
  { name: NAIVE, unit: 'pairs/s', measure: pairsNaively },
  {
    name: 'pairs of the middle organisation, in blocks',
    unit: 'pairs/s',
    goal: { atLeast: 2_000_000 },
    beside: NAIVE,
    measure: async () => ({ value: inBlocks('middle').pairs / inBlocks('middle').seconds }),
  },
  {
    name: 'pairs of the middle organisation, in blocks, memory',
    unit: 'MB',
    goal: { atMost: 320 },
    measure: async () => ({ value: inBlocks('middle').megabytes }),
  },
  {
    name: 'a billion pairs of the large organisation, in blocks',
    unit: 's',
    goal: { atMost: 60 },
    measure: async () => ({ value: inBlocks('large').seconds }),
  },
  {
    name: 'a billion pairs of the large organisation, in blocks, memory',
    unit: 'MB',
    goal: { atMost: 1_200 },
    measure: async () => ({ value: inBlocks('large').megabytes }),
  },
];
