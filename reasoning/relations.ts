import { BDD_TRUE, type BddRef } from './bdd.ts';
import { EXCLUSIVE, LISTED, ONLY_IF_TRUE, TOGETHER } from './data/key-relations.ts';
import type { Domain, Space } from './space.ts';

/**
 * The combinations of classes that some real request can have, as far as the free keys of this question go. A request that somebody
 * has written down is there, whether or not AWS would send it. Keys of the calls of a chain bear the number of the call.
 */
export function feasible(space: Space): BddRef {
  if (space.domains.some((domain) => domain.key.written !== undefined)) return BDD_TRUE;
  const told = space.domains.filter(({ variables }) => variables !== undefined);
  const calls = new Set(space.domains.map(({ key }) => CALL.exec(key.name)?.[0] ?? ''));
  return space.bdd.and3(
    ...[...calls].map((call) => feasibleIn(new Call(space, call))),
    ...told.map((domain) => space.where(domain, () => true)),
  );
}

const CALL = /@\d+$/;
const MARKS = 'sts:TransitiveTagKeys';

/** Keys with the same tie can hang on each other; where the ties of two sets of keys differ, any values of one go with any of the other. */
export function tieOf(name: string): string {
  const call = CALL.exec(name)?.[0] ?? '';
  const key = name.slice(0, name.length - call.length).toLowerCase();
  const list = LISTED.find(([prefix]) => key.startsWith(prefix))?.[1].toLowerCase() ?? key;
  return (TIES.get(list) ?? list) + call;
}

/** One of the keys that hang on each other, for all of them. */
const TIES: ReadonlyMap<string, string> = tied([...EXCLUSIVE, ...TOGETHER, ...ONLY_IF_TRUE, ['aws:TagKeys', MARKS]]);

function tied(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const ties = new Map<string, string>();
  for (const [a, b] of pairs.map((pair) => pair.map((key) => key.toLowerCase()))) {
    if (a === undefined || b === undefined) continue;
    const [kept, other] = [ties.get(a) ?? a, ties.get(b) ?? b];
    for (const [key, tie] of ties) if (tie === other) ties.set(key, kept);
    ties.set(a, kept).set(b, kept);
  }
  return ties;
}

/** The keys of one call. */
class Call {
  readonly space: Space;
  readonly #call: string;

  constructor(space: Space, call: string) {
    this.space = space;
    this.#call = call;
  }

  domain(key: string): Domain | undefined {
    return this.space.domain(key + this.#call);
  }

  present(key: string): BddRef {
    return this.space.present(key + this.#call);
  }

  /** Names of the keys that begin with the prefix (in lower case). */
  keysWith(prefix: string): readonly string[] {
    return this.space.domains
      .map(({ key }) => key.name)
      .filter((name) => name.toLowerCase().startsWith(prefix) && (CALL.exec(name)?.[0] ?? '') === this.#call)
      .map((name) => name.slice(0, name.length - this.#call.length));
  }
}

function feasibleIn(call: Call): BddRef {
  const { space } = call;
  const { bdd } = space;
  const has = (key: string): boolean => call.domain(key) !== undefined;
  const implies = (a: BddRef, b: BddRef): BddRef => bdd.or(bdd.not(a), b);
  let set = BDD_TRUE;
  for (const [a, b] of EXCLUSIVE) {
    if (has(a) && has(b)) set = bdd.and(set, bdd.not(bdd.and(call.present(a), call.present(b))));
  }
  for (const [a, b] of TOGETHER) {
    if (has(a) && has(b)) set = bdd.and(set, implies(call.present(a), call.present(b)));
  }
  for (const [a, flag] of ONLY_IF_TRUE) {
    const domain = call.domain(flag);
    if (has(a) && domain !== undefined) {
      set = bdd.and(
        set,
        implies(
          call.present(a),
          space.where(domain, (sample) => sample === 'true'),
        ),
      );
    }
  }
  return bdd.and3(set, onlyPassedIsMarked(call), ...LISTED.map(([prefix, list]) => listAgrees(call, prefix, list)));
}

/** Transitive is marked of tags that the same call passes. Source: AWS STS API, AssumeRole, TransitiveTagKeys. */
function onlyPassedIsMarked(call: Call): BddRef {
  const { bdd } = call.space;
  const marks = call.domain(MARKS);
  if (marks === undefined) return BDD_TRUE;
  return bdd.and3(
    ...call.keysWith(REQUEST_TAG).map((key) => {
      const tag = key.slice(REQUEST_TAG.length);
      const marked = call.space.where(marks, (sample) => Array.isArray(sample) && sample.includes(tag));
      return bdd.or(bdd.not(marked), call.present(key));
    }),
  );
}
const REQUEST_TAG = 'aws:requesttag/';

/** What stands under a key of this family stands in the list of their names, or in neither. */
function listAgrees(call: Call, prefix: string, listKey: string): BddRef {
  const { space } = call;
  const { bdd } = space;
  const list = call.domain(listKey);
  let set = BDD_TRUE;
  if (list === undefined) return set;
  for (const key of call.keysWith(prefix)) {
    const name = key.slice(prefix.length);
    const listed = space.where(list, (sample) => Array.isArray(sample) && sample.includes(name));
    const nothing = space.where(list, (sample) => sample === undefined || sample.length === 0);
    const present = call.present(key);
    set = bdd.and(set, bdd.and(bdd.or(bdd.not(listed), present), bdd.not(bdd.and(nothing, present))));
  }
  return set;
}
