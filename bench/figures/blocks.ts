import { withDerivedKeys } from '../../answers/simulate/caller.ts';
import type { AccessRequest, RequestContext } from '../../domain/request.ts';
import { decidedKinds } from '../../reasoning/blocks/blocks.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Caller, ordinaryCaller, type Target } from '../../reasoning/question.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import type { Figure, Measured } from '../figure.ts';
import { Dice } from '../organisation/dice.ts';
import { LARGE, MIDDLE, organisationOf, type Size } from '../organisation/organisation.ts';
import { secondsSince } from '../sample.ts';

const SAMPLED = 2_000;

/** Roles and resources of an organisation: what is allowed on each and in it, further authorisations (keys) apart. */
function inBlocks(size: Size): { readonly pairs: number; readonly seconds: number } {
  const world = new World(organisationOf(size));
  const callers = world.snapshot.roles.map(roleCaller);
  const started = performance.now();
  const sum = { blocks: 0, decided: 0, alone: 0 };
  for (const { count } of decidedKinds(world, ordinaryCaller(world.snapshot.takenAt), { callers })) {
    sum.blocks += count.blocks;
    sum.decided += count.decided;
    sum.alone += count.alone;
  }
  const seconds = secondsSince(started);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stderr.write(
    `  ${sum.blocks} blocks, ${sum.decided} decisions, ${sum.alone} pairs to be asked each by itself; at most ${peak} MB so far\n`,
  );
  return { pairs: callers.length * world.snapshot.resources.length, seconds };
}

async function pairsInBlocks(): Promise<Measured> {
  const { pairs, seconds } = inBlocks(MIDDLE);
  return { value: pairs / seconds };
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
    measure: pairsInBlocks,
  },
  {
    name: 'a billion pairs of the large organisation, in blocks',
    unit: 's',
    goal: { atMost: 60 },
    measure: async () => ({ value: inBlocks(LARGE).seconds }),
  },
];
