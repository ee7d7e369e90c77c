import type { Json } from '../../domain/policy.ts';
import { ok } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import { parseValuePath, type ValuePath } from './filter.ts';
import { fits } from './filter-match.ts';
import { type Operation, patched } from './patch.ts';
import { placesOf } from './place.ts';
import { readAttribute } from './read-attributes.ts';
import { named, RESOURCE_TYPES } from './schemas.ts';
import { badRequest, type Scim } from './scim-error.ts';

const GROUP = RESOURCE_TYPES.Group;

/** A group on its way through a PATCH: members apart, as ids, because there may be tens of thousands. */
export interface GroupState {
  readonly attributes: JsonObject;
  readonly members: ReadonlySet<string>;
}

/** The group after one operation. */
export function patchedGroup(before: GroupState, operation: Operation): Scim<GroupState> {
  const { op, path, value } = operation;
  if (path === undefined) return patchedByValue(before, operation);
  const target = parseValuePath(path, placesOf(GROUP));
  if (!target.ok) return badRequest('invalidPath', `the path \`${path}\` ${target.error}`);
  if (target.value?.place.path[0] !== 'members') {
    const attributes = patched(GROUP, before.attributes, operation);
    return attributes.ok ? ok({ ...before, attributes: attributes.value }) : attributes;
  }
  const members = changedMembers(before.members, target.value, { op, path, ...(value === undefined ? {} : { value }) });
  return members.ok ? ok({ ...before, members: members.value }) : members;
}

function patchedByValue(before: GroupState, { op, value = null }: Operation): Scim<GroupState> {
  if (!isObject(value))
    return badRequest(op === 'remove' ? 'noTarget' : 'invalidValue', 'without a path, the value is an object');
  const given = Object.entries(value).find(([name]) => name.toLowerCase() === 'members');
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== given?.[0]));
  const attributes = patched(GROUP, before.attributes, { op, value: rest });
  if (!attributes.ok) return attributes;
  const after = { ...before, attributes: attributes.value };
  return given === undefined ? ok(after) : patchedGroup(after, { op, path: 'members', value: given[1] });
}

function changedMembers(
  before: ReadonlySet<string>,
  { fits: filter, place, sub }: ValuePath,
  { op, path = '', value = null }: Operation,
): Scim<ReadonlySet<string>> {
  if (sub !== undefined || place.path.length > 1 || (filter !== undefined && op !== 'remove'))
    return badRequest('invalidPath', `\`${path}\` is no way to change members; add or remove whole members`);
  if (filter !== undefined) return ok(new Set([...before].filter((id) => !fits(filter, { value: id }))));
  const given = memberIds(value);
  if (!given.ok) return given;
  if (op === 'replace') return ok(new Set(given.value));
  if (op === 'add') return ok(new Set([...before, ...given.value]));
  if (value === null || (isList(value) && value.length === 0)) return ok(new Set());
  const gone = new Set(given.value);
  return ok(new Set([...before].filter((id) => !gone.has(id))));
}

const MEMBERS = named(GROUP.attributes, 'members');

/** The ids in a list of members: `[{ value }]`, `{ value }`, or the ids alone. */
export function memberIds(value: Json): Scim<readonly string[]> {
  if (MEMBERS === undefined) return ok([]);
  const read = readAttribute(MEMBERS, value, 'members');
  if (!read.ok) return read;
  const list = read.value === undefined || !isList(read.value) ? [] : read.value;
  const ids: string[] = [];
  for (const member of list) {
    const id = isObject(member) ? member['value'] : undefined;
    if (typeof id !== 'string') return badRequest('invalidValue', 'a member has no `value`');
    ids.push(id);
  }
  return ok(ids);
}
