import type { Resource } from '../domain/snapshot.ts';

/** All texts in a record, wherever they stand, names of members among them. */
function textsIn(record: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof record === 'string') found.add(record);
  else if (typeof record === 'object' && record !== null) {
    for (const [name, value] of Object.entries(record)) {
      if (!Array.isArray(record)) found.add(name);
      textsIn(value, found);
    }
  }
  return found;
}

const texts = new WeakMap<Resource, ReadonlySet<string>>();

/** Records that several snapshots have are read once. */
function textsOf(resource: Resource): ReadonlySet<string> {
  const found = texts.get(resource) ?? textsIn(resource);
  texts.set(resource, found);
  return found;
}

/**
 * What stands around each resource: whatever its record names by ARN or name and so on from there, and what names it (the queue whose
 * dead letters it takes, the access point in front of it), which is looked for from the other side. A key is not asked of what it seals.
 */
export class Mentions {
  readonly #names = new Map<Resource, readonly Resource[]>();
  readonly #namedBy = new Map<Resource, Resource[]>();

  constructor(resources: readonly Resource[]) {
    const known = new Map<string, Resource[]>();
    for (const one of resources) {
      append(known, one.arn, one);
      if (one.name !== one.arn) append(known, one.name, one);
    }
    for (const one of resources) {
      const named = namedIn(one, known);
      if (named.length === 0) continue;
      this.#names.set(one, named);
      for (const other of named) append(this.#namedBy, other, one);
    }
  }

  /** The resource itself first. */
  around(resource: Resource): readonly Resource[] {
    const by = isAskedOfOthers(resource) ? this.#namedBy.get(resource) : undefined;
    const met = new Set([resource, ...(by ?? [])]);
    for (const one of met) for (const other of this.#names.get(one) ?? []) met.add(other);
    return [...met];
  }

  /** Around which of them one of these stands. */
  beside(some: readonly Resource[]): ReadonlySet<Resource> {
    const leading = new Set(some);
    for (const one of leading) for (const by of this.#namedBy.get(one) ?? []) leading.add(by);
    const found = new Set(leading);
    for (const one of leading)
      for (const other of this.#names.get(one) ?? []) if (isAskedOfOthers(other)) found.add(other);
    return found;
  }
}

function namedIn(one: Resource, known: ReadonlyMap<string, readonly Resource[]>): readonly Resource[] {
  const named: Resource[] = [];
  for (const text of textsOf(one)) for (const other of known.get(text) ?? []) if (other !== one) named.push(other);
  return named;
}

const isAskedOfOthers = ({ type }: Resource): boolean => type !== 'AWS::KMS::Key';

function append<K, T>(lists: Map<K, T[]>, key: K, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}
