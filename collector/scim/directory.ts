import type { Json } from '../../domain/policy.ts';
import { assertNever } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import type { ResourceKind } from './schemas.ts';

/** A resource as it is kept; times are ISO 8601, `version` counts its changes from 1. */
export interface Stored {
  readonly id: string;
  readonly created: string;
  readonly modified: string;
  readonly version: number;
  readonly attributes: JsonObject;
}

export interface StoredGroup extends Stored {
  /** Ids of users, in the order in which they came. */
  readonly members: ReadonlySet<string>;
}

/** What happened to a directory: one line of its file. Members are told as differences, because groups are large and change often. */
export type DirectoryEvent =
  | { readonly user: Stored }
  | { readonly group: Stored; readonly join?: readonly string[]; readonly leave?: readonly string[] }
  | { readonly gone: { readonly kind: ResourceKind; readonly id: string } };

type Index = Map<string, Set<string>>;

/** What one connector has pushed, in memory. Changes by events alone, so that a file of them gives the same again. */
export class Directory {
  readonly #users = new Map<string, Stored>();
  readonly #groups = new Map<string, StoredGroup & { readonly members: Set<string> }>();
  readonly #groupsOf: Index = new Map();
  readonly #names: { readonly [Kind in ResourceKind]: Index } = { User: new Map(), Group: new Map() };
  readonly #externalIds: { readonly [Kind in ResourceKind]: Index } = { User: new Map(), Group: new Map() };

  apply(event: DirectoryEvent): void {
    if ('user' in event) this.#putUser(event.user);
    else if ('group' in event) this.#putGroup(event.group, event.join ?? [], event.leave ?? []);
    else if (event.gone.kind === 'User') this.#removeUser(event.gone.id);
    else this.#removeGroup(event.gone.id);
  }

  user = (id: string): Stored | undefined => this.#users.get(id);
  group = (id: string): StoredGroup | undefined => this.#groups.get(id);
  users = (): readonly Stored[] => [...this.#users.values()];
  groups = (): readonly StoredGroup[] => [...this.#groups.values()];
  /** Ids of the groups that a user is in. */
  groupsOf = (user: string): readonly string[] => [...(this.#groupsOf.get(user) ?? [])];

  count(kind: ResourceKind): number {
    return kind === 'User' ? this.#users.size : this.#groups.size;
  }

  /** Ids by `userName` or the group's `displayName`, whatever its case. */
  named = (kind: ResourceKind, name: string): readonly string[] => [
    ...(this.#names[kind].get(name.toLowerCase()) ?? []),
  ];

  withExternalId = (kind: ResourceKind, externalId: string): readonly string[] => [
    ...(this.#externalIds[kind].get(externalId) ?? []),
  ];

  /** Events that make the same directory, the shortest way. */
  *events(): Generator<DirectoryEvent> {
    for (const user of this.#users.values()) yield { user };
    for (const { members, ...group } of this.#groups.values()) {
      yield members.size === 0 ? { group } : { group, join: [...members] };
    }
  }

  #putUser(user: Stored): void {
    this.#forget('User', this.#users.get(user.id));
    this.#users.set(user.id, user);
    this.#learn('User', user);
  }

  #putGroup(group: Stored, join: readonly string[], leave: readonly string[]): void {
    const before = this.#groups.get(group.id);
    this.#forget('Group', before);
    const members = before?.members ?? new Set<string>();
    for (const user of leave) {
      members.delete(user);
      this.#groupsOf.get(user)?.delete(group.id);
    }
    for (const user of join) {
      members.add(user);
      addTo(this.#groupsOf, user, group.id);
    }
    this.#groups.set(group.id, { ...group, members });
    this.#learn('Group', group);
  }

  #removeUser(id: string): void {
    for (const group of this.groupsOf(id)) this.#groups.get(group)?.members.delete(id);
    this.#groupsOf.delete(id);
    this.#forget('User', this.#users.get(id));
    this.#users.delete(id);
  }

  #removeGroup(id: string): void {
    for (const user of this.#groups.get(id)?.members ?? []) this.#groupsOf.get(user)?.delete(id);
    this.#forget('Group', this.#groups.get(id));
    this.#groups.delete(id);
  }

  #learn(kind: ResourceKind, stored: Stored): void {
    const { name, externalId } = keysOf(kind, stored);
    if (name !== undefined) addTo(this.#names[kind], name, stored.id);
    if (externalId !== undefined) addTo(this.#externalIds[kind], externalId, stored.id);
  }

  #forget(kind: ResourceKind, stored: Stored | undefined): void {
    if (stored === undefined) return;
    const { name, externalId } = keysOf(kind, stored);
    if (name !== undefined) takeFrom(this.#names[kind], name, stored.id);
    if (externalId !== undefined) takeFrom(this.#externalIds[kind], externalId, stored.id);
  }
}

export const textAt = (attributes: JsonObject, name: string): string | undefined => {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
};

const keysOf = (kind: ResourceKind, { attributes }: Stored) => ({
  name: textAt(attributes, kind === 'User' ? 'userName' : 'displayName')?.toLowerCase(),
  externalId: textAt(attributes, 'externalId'),
});

function addTo(index: Index, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function takeFrom(index: Index, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}

/** An event as a file has it; undefined where it is none. */
export function readEvent(value: Json): DirectoryEvent | undefined {
  if (!isObject(value)) return undefined;
  const { user = null, group = null, gone = null, join = [], leave = [] } = value;
  if (isStored(user)) return { user };
  if (isStored(group) && isTexts(join) && isTexts(leave)) return { group, join, leave };
  if (!isObject(gone)) return undefined;
  const { kind, id } = gone;
  return (kind === 'User' || kind === 'Group') && typeof id === 'string' ? { gone: { kind, id } } : undefined;
}

const isTexts = (value: Json): value is readonly string[] =>
  isList(value) && value.every((one) => typeof one === 'string');

function isStored(value: Json): value is Json & Stored {
  if (!isObject(value)) return false;
  const { id, created, modified, version, attributes = null } = value;
  const texts = [id, created, modified].every((one) => typeof one === 'string');
  return texts && typeof version === 'number' && isObject(attributes);
}

/** A resource with its kind. */
export type Resource =
  | { readonly kind: 'User'; readonly stored: Stored }
  | { readonly kind: 'Group'; readonly stored: StoredGroup };

export function resourceOf(directory: Directory, kind: ResourceKind, id: string): Resource | undefined {
  switch (kind) {
    case 'User': {
      const stored = directory.user(id);
      return stored && { kind, stored };
    }
    case 'Group': {
      const stored = directory.group(id);
      return stored && { kind, stored };
    }
    default:
      return assertNever(kind);
  }
}
