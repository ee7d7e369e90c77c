import type { Snapshot } from '../domain/snapshot.ts';

type Members = Readonly<Record<string, unknown>>;

/** Equal as written down, names of members and their order among it. What is one object is not looked at. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) && areSame(one, other);
  return haveSame(one as Members, other as Members);
}

function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (!isSame(one[at], other[at])) return false;
  return true;
}

/** A member that is `undefined` is not written down. */
function haveSame(one: Members, other: Members): boolean {
  const [names, others] = [Object.keys(one), Object.keys(other)];
  let at = 0;
  for (const name of names) {
    if (one[name] === undefined) continue;
    while (at < others.length && other[others[at] ?? ''] === undefined) at += 1;
    if (others[at] !== name || !isSame(one[name], other[name])) return false;
    at += 1;
  }
  while (at < others.length && other[others[at] ?? ''] === undefined) at += 1;
  return at === others.length;
}

/**
 * The later snapshot, with whatever of it is equal in the earlier one as the very object that stands there. It says the same; what is
 * kept by objects, such as parsed policies, is found again, and equal parts are seen to be equal at once.
 */
export function sharedWith(before: Snapshot, after: Snapshot): Snapshot {
  return membersShared(before, after) as Snapshot;
}

function shared(before: unknown, after: unknown): unknown {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return after;
  if (Array.isArray(before) && Array.isArray(after)) return sharedList(before, after);
  if (Array.isArray(before) || Array.isArray(after)) return after;
  return isSame(before, after) ? before : membersShared(before, after);
}

const membersShared = (before: object, after: object): object =>
  Object.fromEntries(Object.entries(after).map(([name, value]) => [name, shared(Reflect.get(before, name), value)]));

function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const known = new Map(before.flatMap((one) => nameOf(one).map((name) => [name, one] as const)));
  const list = after.map((one, at) => {
    const [name] = nameOf(one);
    return shared(name === undefined ? before[at] : known.get(name), one);
  });
  return list.length === before.length && list.every((one, at) => one === before[at]) ? before : list;
}

/** By what records are found again, wherever they stand. */
function nameOf(one: unknown): readonly string[] {
  if (typeof one !== 'object' || one === null) return [];
  const arn: unknown = Reflect.get(one, 'arn');
  return typeof arn === 'string' ? [arn] : [];
}
