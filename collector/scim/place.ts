import type { Json } from '../../domain/policy.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import { type Attribute, named, type ResourceType } from './schemas.ts';

/** Where a value stands in a resource: the names that lead to it, and the attribute that is there. */
export interface Place {
  readonly path: readonly string[];
  readonly attribute: Attribute;
  /** The attribute that holds it, where it is a sub-attribute. */
  readonly parent?: Attribute;
}

export type Resolve = (name: string) => Place | undefined;

/**
 * The place that a name stands for: `userName`, `name.familyName`, with or without the URN of its schema. An attribute of the
 * extension is also found by its own name, as identity providers write `manager`.
 */
export const placesOf =
  (type: ResourceType): Resolve =>
  (name) => {
    const { extension } = type;
    if (extension !== undefined) {
      const rest = afterUrn(name, extension.schema);
      if (rest !== undefined) return within(extension.attributes, rest, [extension.schema]);
    }
    const plain = afterUrn(name, type.schema) ?? name;
    const own = within(type.attributes, plain, []);
    return own ?? (extension && within(extension.attributes, plain, [extension.schema]));
  };

/** Within the brackets of a value path: `type` of `emails[type eq "work"]`. */
export const subPlacesOf =
  ({ attribute }: Place): Resolve =>
  (name) => {
    const found = named(attribute.subAttributes ?? [], name);
    return found && { path: [found.name], attribute: found, parent: attribute };
  };

/** Undefined where the text does not begin with the URN. */
function afterUrn(text: string, urn: string): string | undefined {
  const head = text.slice(0, urn.length);
  if (head.toLowerCase() !== urn.toLowerCase() || text[urn.length] !== ':') return undefined;
  return text.slice(urn.length + 1);
}

function within(attributes: readonly Attribute[], text: string, before: readonly string[]): Place | undefined {
  const [head = '', sub, ...rest] = text.split('.');
  const attribute = named(attributes, head);
  if (attribute === undefined || rest.length > 0) return undefined;
  const path = [...before, attribute.name];
  if (sub === undefined) return { path, attribute };
  const found = named(attribute.subAttributes ?? [], sub);
  return found && { path: [...path, found.name], attribute: found, parent: attribute };
}

/** The values at a path, lists taken apart. */
export function valuesAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.flatMap((one) => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return isObject(value) ? valuesAt(own(value, name), rest) : [];
}

export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
