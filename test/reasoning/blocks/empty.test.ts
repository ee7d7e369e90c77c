import { expect, it } from 'vitest';
import { organisationOf } from '../../../bench/organisation/organisation.ts';
import { EmptyPairs } from '../../../reasoning/blocks/empty.ts';
import { callersOf } from '../../../reasoning/callers.ts';
import { decide } from '../../../reasoning/decide.ts';
import { accessOnTarget } from '../../../reasoning/effective.ts';
import { ordinaryCaller } from '../../../reasoning/question.ts';
import { targetsOf } from '../../../reasoning/targets.ts';
import { World } from '../../../reasoning/world.ts';

it('a proof passes over no pair that has something to say, and over most that have not', () => {
  const world = new World(organisationOf({ accounts: 3, roles: 12, resources: 20, seed: 6 }));
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const empty = new EmptyPairs(world, profile);
  const options = { profile, replay: decide, onDisagreement: () => undefined };
  const wrong: string[] = [];
  const found = { passed: 0, silent: 0, spoken: 0 };
  for (const caller of callersOf(world))
    for (const target of world.snapshot.resources.flatMap(targetsOf)) {
      const isSilent = accessOnTarget(world, caller, target, options).length === 0;
      found[isSilent ? 'silent' : 'spoken'] += 1;
      if (!empty.has(caller, target)) continue;
      found.passed += 1;
      if (!isSilent) wrong.push(`${caller.id} ${target.arn}`);
    }
  expect(wrong).toEqual([]);
  expect(found.spoken).toBeGreaterThan(20);
  expect(found.passed / found.silent).toBeGreaterThan(0.9);
});
