import { BDD_TRUE, type BddRef } from './bdd.ts';
import { EXCLUSIVE, ONLY_IF_TRUE, TOGETHER } from './data/key-relations.ts';
import type { Space } from './space.ts';

/** The combinations of classes that some real request can have, as far as the free keys of this question go. */
export function feasible(space: Space): BddRef {
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
  return bdd.and(set, tagKeysAgree(space));
}

/** A request tag stands under its own key and in the list of tag keys, or in neither. */
function tagKeysAgree(space: Space): BddRef {
  const { bdd } = space;
  const list = space.domain('aws:TagKeys');
  let set = BDD_TRUE;
  for (const domain of space.domains) {
    const tag = /^aws:RequestTag\/(.+)$/i.exec(domain.key.name)?.[1];
    if (tag === undefined || list === undefined) continue;
    const listed = space.where(list, (sample) => Array.isArray(sample) && sample.some((one) => one === tag));
    const nothing = space.where(list, (sample) => sample === undefined || sample.length === 0);
    const present = space.present(domain.key.name);
    set = bdd.and(set, bdd.and(bdd.or(bdd.not(listed), present), bdd.not(bdd.and(nothing, present))));
  }
  return set;
}
