import { expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { groupedBy } from '../../domain/grouped.ts';
import { OpenCallers, type OpenColumn } from '../../reasoning/blocks/open-pairs.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { accessOnTarget } from '../../reasoning/effective.ts';
import type { Caller } from '../../reasoning/question.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { refusedAlike } from '../../reasoning/refused-alike.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';

it('what a key refuses to one caller is said of callers alike as the engine finds it of each', () => {
  const snapshot = organisationOf({ accounts: 3, roles: 40, resources: 60, seed: 8 });
  const world = new World(snapshot);
  const options = { profile: ordinaryCaller(snapshot.takenAt), replay: decide, onDisagreement: () => undefined };
  const openCallers = new OpenCallers(world, options.profile);
  const groupsOf = (open: OpenColumn): Iterable<readonly Caller[]> =>
    groupedBy(
      callersOf(world).filter((_, index) => open.isOpenTo(index)),
      (caller) => String(open.firstOf(callersOf(world).indexOf(caller))),
    ).values();
  let told = 0;
  for (const resource of snapshot.resources.filter(({ type }) => /::(Queue|Topic|Table|Secret|Bucket)$/.test(type))) {
    for (const target of targetsOf(resource)) {
      for (const [first, ...others] of groupsOf(openCallers.of(target))) {
        const found = first === undefined || others.length === 0 ? [] : accessOnTarget(world, first, target, options);
        if (found.length === 0 || found.some(({ grants }) => grants.length > 0)) continue;
        for (const caller of others) {
          const alike = refusedAlike(world, { caller, target }, found, options);
          if (alike === undefined) continue;
          told += 1;
          expect(alike).toEqual(accessOnTarget(world, caller, target, options));
        }
      }
    }
  }
  expect(told).toBeGreaterThan(3);
});
