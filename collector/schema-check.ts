import type { Json } from '../domain/policy.ts';

/** The part of JSON Schema (2020-12) that snapshot.schema.json is written in. Source: json-schema.org, Validation. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly anyOf?: readonly Schema[];
}
export interface RootSchema {
  readonly $defs: Readonly<Record<string, Schema>>;
}

/** Where a value leaves the schema: `place` is like `qualifiers[0].policy`. */
export interface Mismatch {
  readonly place: string;
  readonly problem: string;
}

type JsonObject = { readonly [key: string]: Json };

/** The first mismatch, or undefined where the value fits the definition. */
export function mismatch(root: RootSchema, definition: string, value: Json): Mismatch | undefined {
  return check(root, { $ref: `#/$defs/${definition}` }, value, '');
}

/** Resolves a reference; a reference to nothing is a bug of the schema. */
export function resolved(root: RootSchema, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs[schema.$ref.slice('#/$defs/'.length)];
  if (found === undefined) throw new Error(`the schema has no ${schema.$ref}`);
  return resolved(root, found);
}

function check(root: RootSchema, given: Schema, value: Json, place: string): Mismatch | undefined {
  const schema = resolved(root, given);
  if (schema.anyOf !== undefined) return checkForms(root, schema.anyOf, value, place);
  if (schema.type !== undefined && typeOf(value) !== schema.type) return { place, problem: `must be ${schema.type}` };
  if (schema.const !== undefined && value !== schema.const) {
    return { place, problem: `must be ${JSON.stringify(schema.const)}` };
  }
  if (schema.enum !== undefined && !schema.enum.some((one) => one === value)) {
    return { place, problem: `must be one of ${schema.enum.join(', ')}` };
  }
  if (schema.pattern !== undefined && typeof value === 'string' && !pattern(schema.pattern).test(value)) {
    return { place, problem: `must match ${schema.pattern}` };
  }
  if (isList(value)) return checkItems(root, schema, value, place);
  return isObject(value) ? checkObject(root, schema, value, place) : undefined;
}

function checkItems(root: RootSchema, schema: Schema, list: readonly Json[], place: string): Mismatch | undefined {
  if (schema.items === undefined) return undefined;
  for (const [index, item] of list.entries()) {
    const found = check(root, schema.items, item, `${place}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkObject(root: RootSchema, schema: Schema, value: JsonObject, place: string): Mismatch | undefined {
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return { place: inside(place, missing), problem: 'is missing' };
  for (const [name, one] of Object.entries(value)) {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
    const rule = known ? schema.properties?.[name] : schema.additionalProperties;
    if (rule === false) return { place: inside(place, name), problem: 'is not known' };
    const found = rule === undefined ? undefined : check(root, rule, one, inside(place, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Forms are told apart by their constants (`type`), so that the mismatch of the meant form is reported. */
function checkForms(root: RootSchema, forms: readonly Schema[], value: Json, place: string): Mismatch | undefined {
  const found = forms.map((form) => check(root, form, value, place));
  if (found.includes(undefined)) return undefined;
  const meant = formOf(root, forms, value);
  return meant === undefined ? { place, problem: 'has none of the known forms' } : check(root, meant, value, place);
}

/** The form whose constants the value carries; `type` may have one of several. */
export function formOf(root: RootSchema, forms: readonly Schema[], value: Json): Schema | undefined {
  return forms.find((form) => {
    const constants = Object.entries(resolved(root, form).properties ?? {}).flatMap(([name, one]) => {
      const allowed = one.const !== undefined ? [one.const] : name === 'type' ? one.enum : undefined;
      return allowed === undefined ? [] : [{ name, allowed }];
    });
    return (
      constants.length > 0 &&
      isObject(value) &&
      constants.every(({ name, allowed }) => allowed.some((one) => one === value[name]))
    );
  });
}

const inside = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`);
const typeOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as string);

const PATTERNS = new Map<string, RegExp>();
function pattern(source: string): RegExp {
  const known = PATTERNS.get(source) ?? new RegExp(source, 'u');
  PATTERNS.set(source, known);
  return known;
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
