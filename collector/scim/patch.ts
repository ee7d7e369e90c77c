import type { Json } from '../../domain/policy.ts';
import { ok } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import { type Filter, parseValuePath, type ValuePath } from './filter.ts';
import { fits } from './filter-match.ts';
import { own, type Place, placesOf } from './place.ts';
import { isName, isPrimary, readAttribute } from './read-attributes.ts';
import type { Attribute, ResourceType } from './schemas.ts';
import { badRequest, type Scim } from './scim-error.ts';

/** One change, its path read. `path` undefined: the value names what it changes. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: string;
  readonly value?: Json;
}

const MOST_OPERATIONS = 10_000;

/** The operations of a PATCH body; `Add`, `Replace` and `Remove` as Entra writes them are the same. */
export function readOperations(body: JsonObject): Scim<readonly Operation[]> {
  const given = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations')?.[1];
  if (given === undefined || !isList(given)) return badRequest('invalidSyntax', '`Operations` is no list');
  if (given.length > MOST_OPERATIONS) return badRequest('tooMany', `more than ${MOST_OPERATIONS} operations`);
  const operations: Operation[] = [];
  for (const [index, one] of given.entries()) {
    const read = isObject(one) ? readOperation(one) : undefined;
    if (read === undefined)
      return badRequest('invalidSyntax', `operation ${index + 1} is none; \`op\` is add, replace or remove`);
    operations.push(read);
  }
  return ok(operations);
}

function readOperation(given: JsonObject): Operation | undefined {
  const lower = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const op = String(lower.get('op')).toLowerCase();
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return undefined;
  const path = lower.get('path') ?? undefined;
  if (path !== undefined && typeof path !== 'string') return undefined;
  const value = lower.get('value');
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

/**
 * The attributes after one operation; whoever asks reads them again, so that what is required is still there. What is not kept
 * here is passed over, as at creation. Source: RFC 7644, 3.5.2.
 */
export function patched(type: ResourceType, before: JsonObject, operation: Operation): Scim<JsonObject> {
  const { op, path, value } = operation;
  if (path === undefined) return patchedByValue(type, before, operation);
  if (type.extension !== undefined && isName(path, type.extension.schema)) {
    if (op === 'remove') return ok(without(before, [type.extension.schema]));
    return patchedByValue(type, before, { op, value: { [type.extension.schema]: value ?? null } });
  }
  const target = parseValuePath(path, placesOf(type));
  if (!target.ok) return badRequest('invalidPath', `the path \`${path}\` ${target.error}`);
  if (target.value === undefined) return ok(before);
  if (isReadOnly(target.value)) return badRequest('mutability', `\`${path}\` is not for others to change`);
  return changed(before, target.value, operation, path);
}

const isReadOnly = ({ place, sub }: ValuePath): boolean =>
  [place.attribute, place.parent, sub?.attribute].some((one) => one?.mutability === 'readOnly');

/** Each name in the value is a path, dotted as Entra writes it or not; the extension may stand as an object of its own. */
function patchedByValue(type: ResourceType, before: JsonObject, { op, value }: Operation): Scim<JsonObject> {
  if (op === 'remove') return badRequest('noTarget', '`remove` needs a path');
  if (value === undefined || !isObject(value))
    return badRequest('invalidValue', 'without a path, the value is an object');
  let now = before;
  for (const [path, one] of Object.entries(value).flatMap((entry) => spread(type, entry))) {
    const target = parseValuePath(path, placesOf(type));
    if (!target.ok || target.value === undefined || isReadOnly(target.value)) continue;
    const next = changed(now, target.value, { op, value: one }, path);
    if (!next.ok) return next;
    now = next.value;
  }
  return ok(now);
}

/** The attributes of the extension, each under its whole name; any other as it stands. */
function spread({ extension }: ResourceType, entry: readonly [string, Json]): readonly (readonly [string, Json])[] {
  const [name, value] = entry;
  if (extension === undefined || !isName(name, extension.schema) || !isObject(value)) return [entry];
  return Object.entries(value).map(([sub, one]) => [`${extension.schema}:${sub}`, one]);
}

function changed(before: JsonObject, target: ValuePath, operation: Operation, path: string): Scim<JsonObject> {
  const { place } = target;
  if (target.fits !== undefined) return changedElements(before, target, target.fits, operation, path);
  if (place.parent?.multiValued === true) {
    const list: Place = { path: place.path.slice(0, -1), attribute: place.parent };
    return changedElements(before, { place: list, sub: place }, EVERY, operation, path);
  }
  return changedValue(before, place, operation, path);
}
const EVERY: Filter = { kind: 'and', of: [] };

function changedValue(before: JsonObject, place: Place, { op, value }: Operation, path: string): Scim<JsonObject> {
  const { attribute } = place;
  const given = value === undefined ? ok(undefined) : readAttribute(attribute, value, path);
  if (!given.ok) return given;
  const current = at(before, place.path);
  if (op === 'remove') {
    const some = attribute.multiValued && given.value !== undefined;
    return ok(some ? withAt(before, place.path, removed(current, given.value)) : without(before, place.path));
  }
  if (value === undefined) return badRequest('invalidValue', `\`${op}\` of \`${path}\` needs a value`);
  if (given.value === undefined) return ok(op === 'add' ? before : without(before, place.path));
  return ok(withAt(before, place.path, united(attribute, op, current, given.value)));
}

/** Lists grow by `add`, and sub-attributes that are not named stay. */
function united(attribute: Attribute, op: 'add' | 'replace', current: Json | undefined, given: Json): Json {
  if (attribute.multiValued) return op === 'add' ? joined(current, given) : given;
  const before = current ?? null;
  return isObject(before) && isObject(given) ? { ...before, ...given } : given;
}

/** Elements that are there already are not added again; a new primary one takes the place of the old. */
function joined(current: Json | undefined, given: Json): readonly Json[] {
  const [before, more] = [listOf(current), listOf(given)];
  const rest = more.some(isPrimary) ? before.map((one) => (isObject(one) ? without(one, ['primary']) : one)) : before;
  const seen = new Set(before.map((one) => JSON.stringify(one)));
  const added = more.filter((one) => !seen.has(JSON.stringify(one)));
  return added.length === 0 ? before : [...rest, ...added];
}

/** Elements are the same by their `value`. */
function removed(current: Json | undefined, given: Json | undefined): readonly Json[] {
  const keys = new Set(listOf(given).map(keyOf));
  return listOf(current).filter((one) => !keys.has(keyOf(one)));
}

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isList(value) ? value : [value];
const keyOf = (value: Json): string => JSON.stringify(isObject(value) ? (value['value'] ?? value) : value);

function changedElements(
  before: JsonObject,
  { place, sub }: ValuePath,
  filter: Filter,
  { op, value }: Operation,
  path: string,
): Scim<JsonObject> {
  if (!place.attribute.multiValued) return badRequest('invalidPath', `\`${path}\`: brackets go with a list`);
  const elements = listOf(at(before, place.path));
  const fitting = (one: Json): one is JsonObject => isObject(one) && fits(filter, one);
  if (op === 'remove') {
    const left = sub
      ? elements.map((one) => (fitting(one) ? without(one, [sub.attribute.name]) : one)).filter(isFilled)
      : elements.filter((one) => !fitting(one));
    return ok(withAt(before, place.path, left));
  }
  if (value === undefined) return badRequest('invalidValue', `\`${op}\` of \`${path}\` needs a value`);
  const attribute = sub?.attribute ?? { ...place.attribute, multiValued: false };
  const given = readAttribute(attribute, value, path);
  if (!given.ok) return given;
  const change = (one: JsonObject): JsonObject => {
    const { value: changes = {} } = given;
    if (sub === undefined) return isObject(changes) ? { ...one, ...changes } : one;
    return given.value === undefined ? without(one, sub.path) : { ...one, [sub.attribute.name]: given.value };
  };
  if (elements.some(fitting))
    return ok(
      withAt(
        before,
        place.path,
        onePrimary(
          elements.map((one) => (fitting(one) ? change(one) : one)),
          fitting,
        ),
      ),
    );
  // Entra replaces the value of an element that is not there yet, and means that it should be
  const made = elementLike(filter);
  if (made === undefined) return badRequest('noTarget', `nothing fits \`${path}\``);
  return ok(withAt(before, place.path, [...elements, change(made)]));
}

const isFilled = (value: Json): boolean => !isObject(value) || Object.keys(value).length > 0;

/** Where the changed element became primary, no other is any more. */
function onePrimary(elements: readonly Json[], isChanged: (one: Json) => boolean): readonly Json[] {
  const first = elements.findIndex((one) => isPrimary(one) && isChanged(one));
  if (first < 0) return elements;
  return elements.map((one, index) =>
    index !== first && isPrimary(one) && isObject(one) ? without(one, ['primary']) : one,
  );
}

/** The element that a filter of equalities describes: `{ type: "work" }` of `type eq "work"`. */
function elementLike(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'and') {
    const parts = filter.of.map(elementLike);
    return parts.every((part) => part !== undefined) ? Object.assign({}, ...parts) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.operand === null) return undefined;
  return { [filter.place.attribute.name]: filter.operand };
}

function at(value: JsonObject, path: readonly string[]): Json | undefined {
  const [name = '', ...rest] = path;
  const found = own(value, name);
  if (rest.length === 0 || found === undefined) return found;
  return isObject(found) ? at(found, rest) : undefined;
}

function withAt(value: JsonObject, path: readonly string[], given: Json): JsonObject {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return { ...value, [name]: given };
  const inner = own(value, name) ?? {};
  return { ...value, [name]: withAt(isObject(inner) ? inner : {}, rest, given) };
}

function without(value: JsonObject, path: readonly string[]): JsonObject {
  const [name = '', ...rest] = path;
  const inner = own(value, name);
  if (inner === undefined) return value;
  if (rest.length > 0) return isObject(inner) ? { ...value, [name]: without(inner, rest) } : value;
  const { [name]: _, ...left } = value;
  return left;
}
