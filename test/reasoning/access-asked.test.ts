import { describe, expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import type { EffectiveAccess } from '../../domain/access.ts';
import { groupedBy } from '../../domain/grouped.ts';
import type { Resource, Snapshot } from '../../domain/snapshot.ts';
import { AccessAsked } from '../../reasoning/access-asked.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { EDITS, earlierOf, smallOrganisation } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';

const optionsFor = ({ takenAt }: Snapshot) => ({
  profile: ordinaryCaller(takenAt),
  replay: decide,
  onDisagreement: () => undefined,
});

const lines = (records: readonly EffectiveAccess[] = []): readonly string[] =>
  records.map((one) => JSON.stringify(one));

/** One of each type that the snapshot has. */
const oneOfEach = (resources: readonly Resource[]): readonly Resource[] => [
  ...new Map(resources.map((one) => [one.type, one])).values(),
];

describe('access that is asked for', () => {
  it('is what a proof of everything says of the resource, and of the caller, record by record', () => {
    const dice = new Dice(31);
    for (const [seed, edit] of Object.values(EDITS).entries()) {
      if (seed % 13 !== 4) continue;
      const snapshot = edit(dice, smallOrganisation(seed));
      const { world, proved } = earlierOf(snapshot);
      const asked = new AccessAsked(world, optionsFor(snapshot));
      const on = groupedBy(proved.access, ({ resource }) => resource);
      for (const one of snapshot.resources) expect(lines(asked.column(one).all())).toEqual(lines(on.get(one.arn)));
      const of = groupedBy(proved.access, ({ principal }) => principal);
      for (const caller of callersOf(askedWorld(world)).filter((_, index) => index % 3 === 0))
        expect(lines(asked.of(caller, snapshot.resources))).toEqual(lines(of.get(caller.id)));
    }
  });

  it('is what the engine says of every caller by itself: sample, and an organisation of several accounts', async () => {
    for (const snapshot of [
      await shippedSample(),
      organisationOf({ accounts: 3, roles: 40, resources: 60, seed: 8 }),
    ]) {
      const world = askedWorld(new World(snapshot));
      const options = optionsFor(snapshot);
      const asked = new AccessAsked(world, options);
      let found = 0;
      for (const one of oneOfEach(snapshot.resources).filter((_, index) => index % 3 === 0)) {
        const each = callersOf(world).flatMap((caller) => effectiveAccess(world, caller, one, options));
        expect(lines(asked.column(one).all())).toEqual(lines(each));
        found += each.length;
      }
      expect(found).toBeGreaterThan(20);
    }
  });

  it('is asked of a part of the resources alone', () => {
    const snapshot = smallOrganisation(3);
    const asked = new AccessAsked(new World(snapshot), optionsFor(snapshot));
    const [caller] = callersOf(new World(snapshot)).filter(({ id }) => id.includes(':role/'));
    const some = snapshot.resources.slice(0, 4);
    if (caller === undefined) throw new Error('the organisation has roles');
    const reached = new Set(asked.of(caller, snapshot.resources).map(({ resource }) => resource));
    const among = asked.of(caller, some).map(({ resource }) => resource);
    expect(new Set(among)).toEqual(new Set(some.map(({ arn }) => arn).filter((arn) => reached.has(arn))));
  });
});
