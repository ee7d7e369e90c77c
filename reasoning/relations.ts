import { BDD_TRUE, type BddRef } from './bdd.ts';
import { EXCLUSIVE, LISTED, ONLY_IF_TRUE, TOGETHER } from './data/key-relations.ts';
import type { Space } from './space.ts';

/**
 * The combinations of classes that some real request can have, as far as the free keys of this question go. A request that somebody
 * has written down is there, whether or not AWS would send it.
 */
export function feasible(space: Space): BddRef {
  if (space.domains.some((domain) => domain.key.written !== undefined)) return BDD_TRUE;
  const { bdd } = space;
  const has = (key: string): boolean => space.domain(key) !== undefined;
  const implies = (a: BddRef, b: BddRef): BddRef => bdd.or(bdd.not(a), b);
  let set = BDD_TRUE;
  for (const [a, b] of EXCLUSIVE) {
    if (has(a) && has(b)) set = bdd.and(set, bdd.not(bdd.and(space.present(a), space.present(b))));
  }
  for (const [a, b] of TOGETHER) {
    if (has(a) && has(b)) set = bdd.and(set, implies(space.present(a), space.present(b)));
  }
  for (const [a, flag] of ONLY_IF_TRUE) {
    const domain = space.domain(flag);
    if (has(a) && domain !== undefined) {
      set = bdd.and(
        set,
        implies(
          space.present(a),
          space.where(domain, (sample) => sample === 'true'),
        ),
      );
    }
  }
  return bdd.and3(set, ...LISTED.map(([prefix, list]) => listAgrees(space, prefix, list)));
}

/** What stands under a key of this family stands in the list of their names, or in neither. */
function listAgrees(space: Space, prefix: string, listKey: string): BddRef {
  const { bdd } = space;
  const list = space.domain(listKey);
  let set = BDD_TRUE;
  if (list === undefined) return set;
  for (const { key } of space.domains) {
    if (!key.name.toLowerCase().startsWith(prefix)) continue;
    const name = key.name.slice(prefix.length);
    const listed = space.where(list, (sample) => Array.isArray(sample) && sample.includes(name));
    const nothing = space.where(list, (sample) => sample === undefined || sample.length === 0);
    const present = space.present(key.name);
    set = bdd.and(set, bdd.and(bdd.or(bdd.not(listed), present), bdd.not(bdd.and(nothing, present))));
  }
  return set;
}
