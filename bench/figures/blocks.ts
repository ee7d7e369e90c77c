import { decidedKinds } from '../../reasoning/blocks/blocks.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import type { Figure, Measured } from '../figure.ts';
import { MIDDLE, organisationOf } from '../organisation/organisation.ts';
import { secondsSince } from '../sample.ts';

/** Roles and resources of the middle organisation: what is allowed on each and in it, further authorisations (keys) apart. */
async function pairsInBlocks(): Promise<Measured> {
  const world = new World(organisationOf(MIDDLE));
  const callers = world.snapshot.roles.map(roleCaller);
  const started = performance.now();
  let alone = 0;
  for (const { count } of decidedKinds(world, ordinaryCaller(world.snapshot.takenAt), { callers }))
    alone += count.alone;
  const value = (callers.length * world.snapshot.resources.length) / secondsSince(started);
  process.stderr.write(`  ${alone} pairs are to be asked each by itself\n`);
  return { value };
}

export const figures: readonly Figure[] = [
  {
    name: 'pairs of the middle organisation, in blocks',
    unit: 'pairs/s',
    goal: { atLeast: 2_000_000 },
    measure: pairsInBlocks,
  },
];
