import type { Json } from '../../domain/policy.ts';
import { ok } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { type Directory, type Resource, resourceOf } from './directory.ts';
import { comparedPlace, type Filter, parseFilter } from './filter.ts';
import { fits } from './filter-match.ts';
import { type Place, placesOf, valuesAt } from './place.ts';
import { type Renderer, type Selection, selected, wantsMembers } from './render.ts';
import { RESOURCE_TYPES, type ResourceKind } from './schemas.ts';
import { badRequest, type Scim } from './scim-error.ts';

/** A question for a list, read; `startIndex` counts from 1. */
export interface ListQuery extends Selection {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  readonly startIndex: number;
  readonly count: number;
}

/** Resources of one page, and members of groups in it: what is left out comes with the next page. */
export const MOST_IN_A_PAGE = 1_000;
const MOST_MEMBERS_IN_A_PAGE = 100_000;

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** The resources of the kinds that fit, in the order in which they were made unless another is asked for. Source: RFC 7644, 3.4.2. */
export function listed(
  directory: Directory,
  renderer: Renderer,
  kinds: readonly ResourceKind[],
  query: ListQuery,
): Scim<JsonObject> {
  const found: Resource[] = [];
  const problems: Scim<never>[] = [];
  for (const kind of kinds) {
    const of = fitting(directory, renderer, kind, query);
    if (of.ok) found.push(...of.value);
    else problems.push(of);
  }
  // an attribute that one kind has and the other has not is a question for the one
  const [problem] = problems;
  if (problem !== undefined && problems.length === kinds.length) return problem;
  const page = pageOf(found, renderer, query);
  return ok(listResponse(page, query.startIndex, found.length));
}

/** Source: RFC 7644, 3.4.2. */
export const listResponse = (page: readonly JsonObject[], startIndex: number, total: number): JsonObject => ({
  schemas: [LIST_RESPONSE],
  totalResults: total,
  startIndex,
  itemsPerPage: page.length,
  Resources: page,
});

function fitting(
  directory: Directory,
  renderer: Renderer,
  kind: ResourceKind,
  { filter: text, sortBy, sortOrder }: ListQuery,
): Scim<readonly Resource[]> {
  const resolve = placesOf(RESOURCE_TYPES[kind]);
  if (text === undefined && sortBy === undefined) return ok(everyOne(directory, kind));
  const filter = text === undefined ? ok(undefined) : parseFilter(text, resolve);
  if (!filter.ok) return badRequest('invalidFilter', `the filter ${filter.error}`);
  const found = filter.value === undefined ? everyOne(directory, kind) : those(directory, renderer, kind, filter.value);
  if (sortBy === undefined) return ok(found);
  const place = resolve(sortBy);
  if (place === undefined) return badRequest('invalidPath', `\`sortBy\` names \`${sortBy}\`, which is not kept here`);
  return ok(sorted(found, renderer, comparedPlace(place), sortOrder?.toLowerCase() === 'descending'));
}

const everyOne = (directory: Directory, kind: ResourceKind): readonly Resource[] =>
  kind === 'User'
    ? directory.users().map((stored): Resource => ({ kind: 'User', stored }))
    : directory.groups().map((stored): Resource => ({ kind: 'Group', stored }));

function those(directory: Directory, renderer: Renderer, kind: ResourceKind, filter: Filter): readonly Resource[] {
  const ids = candidates(directory, kind, filter);
  const some = ids?.flatMap((id) => resourceOf(directory, kind, id) ?? []) ?? everyOne(directory, kind);
  const members = asksFor(filter, 'members');
  return some.filter((one) => fits(filter, renderer.rendered(one, members)));
}

/** Ids among which all that fit are, where the filter holds an equality that is indexed; else undefined, and every one is looked at. */
function candidates(directory: Directory, kind: ResourceKind, filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'and') {
    return filter.of.map((one) => candidates(directory, kind, one)).find((ids) => ids !== undefined);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.operand === null) return undefined;
  const operand = String(filter.operand);
  switch (filter.place.path.join('.')) {
    case 'id':
      return [operand];
    case 'externalId':
      return directory.withExternalId(kind, operand);
    case kind === 'User' ? 'userName' : 'displayName':
      return directory.named(kind, operand);
    default:
      return undefined;
  }
}

function asksFor(filter: Filter, name: string): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.some((one) => asksFor(one, name));
    case 'not':
      return asksFor(filter.of, name);
    default:
      return filter.place.path[0] === name;
  }
}

/** Who has no value comes last, whichever way. Source: RFC 7644, 3.4.2.3. */
function sorted(
  found: readonly Resource[],
  renderer: Renderer,
  place: Place,
  descending: boolean,
): readonly Resource[] {
  const members = place.path[0] === 'members';
  const keyed = found.map((one) => ({
    one,
    key: keyOf(valuesAt(renderer.rendered(one, members), place.path)[0], place),
  }));
  const direction = descending ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
      return a.key < b.key ? -direction : a.key > b.key ? direction : 0;
    })
    .map(({ one }) => one);
}

const keyOf = (value: Json | undefined, { attribute }: Place): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return attribute.caseExact ? String(value) : String(value).toLowerCase();
};

function pageOf(found: readonly Resource[], renderer: Renderer, query: ListQuery): readonly JsonObject[] {
  const from = query.startIndex - 1;
  const withMembers = wantsMembers(query);
  const page: JsonObject[] = [];
  let members = 0;
  for (const one of found.slice(from, from + Math.min(query.count, MOST_IN_A_PAGE))) {
    if (one.kind === 'Group' && withMembers) members += one.stored.members.size;
    if (page.length > 0 && members > MOST_MEMBERS_IN_A_PAGE) break;
    page.push(selected(one.kind, renderer.rendered(one, withMembers), query));
  }
  return page;
}
