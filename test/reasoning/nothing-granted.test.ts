import { describe, expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { accessOnTarget } from '../../reasoning/effective.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { Dice } from '../properties/dice.ts';

const PAIRS = 40;

describe('a pair of which nothing is granted', () => {
  it('is seen without its analysis, and no other is taken for one', async () => {
    const dice = new Dice(31);
    const found = { empty: 0, other: 0 };
    for (const world of [
      new World(organisationOf({ accounts: 2, roles: 20, resources: 40, seed: 5 })),
      new World(await shippedSample()),
    ]) {
      const looking: EngineOptions = {
        profile: ordinaryCaller(world.snapshot.takenAt),
        replay: decide,
        onDisagreement: (one) => expect(one).toBeUndefined(),
      };
      const [callers, targets] = [callersOf(world), world.snapshot.resources.flatMap(targetsOf)];
      for (let pair = 0; pair < PAIRS; pair += 1) {
        const [caller, target] = [dice.pick(callers), dice.pick(targets)];
        const said = accessOnTarget(world, caller, target, looking);
        expect(said, `${caller.id} ${target.arn}`).toEqual(
          accessOnTarget(world, caller, target, { ...looking, withoutEmpty: true }),
        );
        found[said.length === 0 ? 'empty' : 'other'] += 1;
      }
    }
    expect(Math.min(found.empty, found.other)).toBeGreaterThan(10);
  });
});
