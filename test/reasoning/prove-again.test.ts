import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { differenceOf } from '../../reasoning/difference.ts';
import { World } from '../../reasoning/world.ts';
import { again, differing, EDITS, earlierOf, smallOrganisation } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';

const SEED = 6;
const before = smallOrganisation(SEED);
let earlier: ReturnType<typeof earlierOf>;
beforeAll(() => {
  earlier = earlierOf(before);
});

const edited = (name: string, seed = SEED): Snapshot => {
  const edit = EDITS[name];
  if (edit === undefined) throw new Error(`no edit is called ${name}`);
  return edit(new Dice(seed), before);
};

describe('a proof that takes over what nothing has changed', () => {
  it.each([
    'policy of a role',
    'membership in a group',
    'boundary of a role',
  ])('asks of a changed %s the pairs of that caller alone', (name) => {
    const proved = again(edited(name), earlier);
    expect(proved.pairs - proved.taken).toBe(before.resources.length);
  });

  it('asks of a changed resource its pairs alone, and of a new one', () => {
    const callers = earlier.proved.pairs / before.resources.length;
    for (const name of ['tag of a resource', 'new resource']) {
      const proved = again(edited(name, 2), earlier);
      expect((proved.pairs - proved.taken) % callers).toBe(0);
      expect(proved.pairs - proved.taken).toBeLessThan(earlier.proved.pairs / 3);
    }
  });

  it('asks nothing anew where people move and time passes, and everything where it is not known what was read', () => {
    for (const name of ['membership in the directory', 'time of taking']) {
      const proved = again(edited(name), earlier);
      expect(proved.taken).toBe(proved.pairs);
    }
    const unread = new World(edited('what could be read'));
    expect(differenceOf(askedWorld(earlier.world), askedWorld(unread)).everywhere).toBe(true);
  });

  it('says of several changes together what a proof of everything says', () => {
    const names = ['policy of a key', 'trust of a role', 'where a control policy is attached', 'tag of a role'];
    const after = names.reduce((snapshot, name) => EDITS[name]?.(new Dice(SEED), snapshot) ?? snapshot, before);
    const proved = again(after, earlier);
    expect(proved.taken).toBeGreaterThan(0);
    expect(differing(proved, earlierOf(after).proved)).toEqual([]);
  });
});
