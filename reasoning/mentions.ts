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
  readonly #names = new Map<string, readonly Resource[]>();
  readonly #namedBy = new Map<Resource, readonly Resource[]>();

  constructor(resources: readonly Resource[]) {
    const known = new Map<string, Resource[]>();
    for (const one of resources) {
      for (const name of new Set([one.arn, one.name])) known.set(name, [...(known.get(name) ?? []), one]);
    }
    for (const one of resources) {
      const named = [...textsOf(one)].flatMap((text) => known.get(text) ?? []).filter((other) => other !== one);
      this.#names.set(one.arn, named);
      for (const other of named) this.#namedBy.set(other, [...(this.#namedBy.get(other) ?? []), one]);
    }
  }

  /** The resource itself first. */
  around(resource: Resource): readonly Resource[] {
    const by = resource.type === 'AWS::KMS::Key' ? [] : (this.#namedBy.get(resource) ?? []);
    const met = new Set([resource, ...by]);
    for (const one of met) for (const other of this.#names.get(one.arn) ?? []) met.add(other);
    return [...met];
  }
}
