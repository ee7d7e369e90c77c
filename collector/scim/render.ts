import type { Json } from '../../domain/policy.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import { type Directory, type Resource, type Stored, type StoredGroup, textAt } from './directory.ts';
import { own, placesOf } from './place.ts';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, RESOURCE_TYPES, type ResourceKind, USER_SCHEMA } from './schemas.ts';

export const etagOf = ({ version }: Stored): string => `W/"${version}"`;

/** Resources as they are answered. `base`: `http://127.0.0.1:7070/scim/v2`. */
export class Renderer {
  readonly #directory: Directory;
  readonly #base: string;

  constructor(directory: Directory, base: string) {
    this.#directory = directory;
    this.#base = base;
  }

  /** Whole; a group without its members where nobody will look at them. */
  rendered(resource: Resource, withMembers = true): JsonObject {
    switch (resource.kind) {
      case 'User':
        return this.#user(resource.stored);
      case 'Group':
        return this.#group(resource.stored, withMembers);
    }
  }

  location = (kind: ResourceKind, id: string): string => `${this.#base}/${RESOURCE_TYPES[kind].endpoint}/${id}`;

  #user(stored: Stored): JsonObject {
    const { [ENTERPRISE_SCHEMA]: enterprise, ...attributes } = stored.attributes;
    const groups = this.#directory.groupsOf(stored.id).map((id): JsonObject => {
      const name = textAt(this.#directory.group(id)?.attributes ?? {}, 'displayName') ?? id;
      return { value: id, $ref: this.location('Group', id), display: name, type: 'direct' };
    });
    return {
      schemas: enterprise === undefined ? [USER_SCHEMA] : [USER_SCHEMA, ENTERPRISE_SCHEMA],
      id: stored.id,
      ...attributes,
      ...(groups.length === 0 ? {} : { groups }),
      ...(isObject(enterprise ?? null) ? { [ENTERPRISE_SCHEMA]: this.#enterprise(enterprise as JsonObject) } : {}),
      meta: this.#meta('User', stored),
    };
  }

  #enterprise(enterprise: JsonObject): JsonObject {
    const { manager = null, ...rest } = enterprise;
    if (!isObject(manager)) return rest;
    const id = textAt(manager, 'value');
    if (id === undefined || this.#directory.user(id) === undefined) return enterprise;
    return { ...rest, manager: { ...manager, $ref: this.location('User', id) } };
  }

  #group({ members, ...stored }: StoredGroup, withMembers: boolean): JsonObject {
    const listed =
      withMembers && members.size > 0
        ? [...members].map((id) => ({ value: id, $ref: this.location('User', id) }))
        : undefined;
    return {
      schemas: [GROUP_SCHEMA],
      id: stored.id,
      ...stored.attributes,
      ...(listed === undefined ? {} : { members: listed }),
      meta: this.#meta('Group', stored),
    };
  }

  #meta(kind: ResourceKind, stored: Stored): JsonObject {
    return {
      resourceType: kind,
      created: stored.created,
      lastModified: stored.modified,
      location: this.location(kind, stored.id),
      version: etagOf(stored),
    };
  }
}

/** Which attributes of a resource are asked for; names as a client writes them. */
export interface Selection {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

const ALWAYS = ['schemas', 'id'];

/** Names that are not kept select nothing. Source: RFC 7644, 3.9. */
export function selected(
  kind: ResourceKind,
  resource: JsonObject,
  { attributes, excludedAttributes }: Selection,
): JsonObject {
  if (attributes !== undefined) {
    const kept = pathsOf(kind, attributes).map((path) => picked(resource, path));
    const always = ALWAYS.map((name) => picked(resource, [name]));
    return kept.reduce<JsonObject>(merged, always.reduce<JsonObject>(merged, {}));
  }
  const paths = pathsOf(kind, excludedAttributes ?? []).filter(([name = '']) => !ALWAYS.includes(name));
  return paths.reduce<JsonObject>((rest, path) => left(rest, path), resource);
}

/** Whether members of groups are to be answered. */
export const wantsMembers = ({ attributes, excludedAttributes }: Selection): boolean =>
  attributes === undefined
    ? !pathsOf('Group', excludedAttributes ?? []).some((path) => path.join('.') === 'members')
    : pathsOf('Group', attributes).some(([name]) => name === 'members');

function pathsOf(kind: ResourceKind, names: readonly string[]): readonly (readonly string[])[] {
  const type = RESOURCE_TYPES[kind];
  const whole = (name: string): readonly string[] | undefined =>
    name.toLowerCase() === type.extension?.schema.toLowerCase() ? [type.extension.schema] : undefined;
  return names.flatMap((name) => {
    const path = whole(name) ?? placesOf(type)(name)?.path;
    return path === undefined ? [] : [path];
  });
}

/** The value at a path, with all that leads to it; of lists, that part of each element. */
function picked(resource: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const value = own(resource, name);
  if (value === undefined) return {};
  return { [name]: rest.length === 0 ? value : inside(value, (one) => picked(one, rest)) };
}

function left(resource: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const value = own(resource, name);
  if (value === undefined) return resource;
  if (rest.length > 0) return { ...resource, [name]: inside(value, (one) => left(one, rest)) };
  const { [name]: _, ...others } = resource;
  return others;
}

const inside = (value: Json, change: (one: JsonObject) => JsonObject): Json =>
  isList(value) ? value.map((one) => inside(one, change)) : isObject(value) ? change(value) : value;

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const result: { [name: string]: Json } = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const before = result[name];
    result[name] = before === undefined ? value : mergedValue(before, value);
  }
  return result;
}

function mergedValue(a: Json, b: Json): Json {
  if (isList(a) && isList(b)) return a.map((one, index) => mergedValue(one, b[index] ?? one));
  return isObject(a) && isObject(b) ? merged(a, b) : b;
}
