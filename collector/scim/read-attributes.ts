import type { Json } from '../../domain/policy.ts';
import { ok } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import type { Attribute, ResourceType } from './schemas.ts';
import { badRequest, type Scim } from './scim-error.ts';

/** Characters of one value; no name or address is as long. */
const LONGEST_TEXT = 4_096;

/**
 * What is kept of a resource as an identity provider writes it: the attributes of its schemas under their own names. Others are
 * passed over (a password, roles, what another schema holds), and so is what only the server says. `null`, an empty text and an
 * empty list are no value. Source: RFC 7643, 2.5 and 7; RFC 7644, 3.3.
 */
export function readAttributes(type: ResourceType, body: JsonObject): Scim<JsonObject> {
  const core = readObject(type.attributes, body, '');
  if (!core.ok || type.extension === undefined) return core;
  const { schema, attributes } = type.extension;
  const given = Object.entries(body).find(([name]) => isName(name, schema))?.[1];
  if (given === undefined || given === null) return core;
  if (!isObject(given)) return badRequest('invalidValue', `\`${schema}\` is no object`);
  const extension = readObject(attributes, given, '');
  if (!extension.ok) return extension;
  return ok(Object.keys(extension.value).length === 0 ? core.value : { ...core.value, [schema]: extension.value });
}

/** Also as a sample of Entra misspells it, `...:enterprise:2.0User`. */
export const isName = (name: string, schema: string): boolean =>
  name.toLowerCase().replace('2.0:user', '2.0user') === schema.toLowerCase().replace('2.0:user', '2.0user');

function readObject(attributes: readonly Attribute[], body: JsonObject, before: string): Scim<JsonObject> {
  const given = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const kept: { [name: string]: Json } = {};
  for (const attribute of attributes) {
    const value = given.get(attribute.name.toLowerCase());
    if (attribute.mutability === 'readOnly' || value === undefined) continue;
    const read = readAttribute(attribute, value, `${before}${attribute.name}`);
    if (!read.ok) return read;
    if (read.value !== undefined) kept[attribute.name] = read.value;
  }
  const missing = attributes.find((one) => one.required && kept[one.name] === undefined);
  if (missing !== undefined) return badRequest('invalidValue', `\`${before}${missing.name}\` is missing`);
  return ok(kept);
}

/** Undefined: there is no value. `place` names it in messages. */
export function readAttribute(attribute: Attribute, value: Json, place: string): Scim<Json | undefined> {
  if (!attribute.multiValued) {
    // Entra sends the manager as a list of one
    const single = isList(value) ? value[0] : value;
    return single === undefined ? ok(undefined) : readSingle(attribute, single, place);
  }
  const values: Json[] = [];
  for (const one of isList(value) ? value : [value]) {
    const read = readSingle(attribute, one, place);
    if (!read.ok) return read;
    if (read.value !== undefined) values.push(read.value);
  }
  if (values.filter(isPrimary).length > 1) return badRequest('invalidValue', `\`${place}\` has two that are primary`);
  return ok(values.length === 0 ? undefined : values);
}

export const isPrimary = (value: Json): boolean => isObject(value) && value['primary'] === true;

function readSingle(attribute: Attribute, value: Json, place: string): Scim<Json | undefined> {
  if (value === null || value === '') return ok(undefined);
  if (attribute.type === 'complex') return readComplex(attribute, value, place);
  if (attribute.type === 'boolean') {
    const text = String(value).toLowerCase();
    if (text === 'true' || text === 'false') return ok(text === 'true');
    return badRequest('invalidValue', `\`${place}\` is neither true nor false`);
  }
  if (typeof value !== 'string' && typeof value !== 'number')
    return badRequest('invalidValue', `\`${place}\` is no text`);
  const text = String(value);
  if (text.length > LONGEST_TEXT)
    return badRequest('invalidValue', `\`${place}\` is longer than ${LONGEST_TEXT} characters`);
  return ok(text);
}

/** A text in its place is the `value`; an address alone names who is at its end. */
function readComplex(attribute: Attribute, value: Json, place: string): Scim<Json | undefined> {
  const subAttributes = attribute.subAttributes ?? [];
  const hasValue = subAttributes.some((one) => one.name === 'value');
  if (typeof value === 'string' && hasValue) return ok({ value });
  if (!isObject(value)) return badRequest('invalidValue', `\`${place}\` is no object`);
  const read = readObject(subAttributes, value, `${place}.`);
  if (!read.ok) return read;
  const { $ref: address, ...rest } = read.value;
  if (hasValue && rest['value'] === undefined && typeof address === 'string')
    return ok({ ...rest, value: address.slice(address.lastIndexOf('/') + 1) });
  return ok(Object.keys(rest).length === 0 ? undefined : rest);
}
