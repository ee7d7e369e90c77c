import type { JsonObject, ListQuery, Scim, Selection } from '../../answers/scim.ts';
import { err, ok } from '../../domain/result.ts';

const DEFAULT_COUNT = 100;

/** Parameters by their names in small letters, whether they come in the address or in the body of `/.search`. */
type Given = ReadonlyMap<string, unknown>;

export const givenInAddress = (query: URLSearchParams): Given =>
  new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));

export const givenInBody = (body: JsonObject): Given =>
  new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));

/** Below 1, `startIndex` is 1; below 0, `count` is 0. Source: RFC 7644, 3.4.2.4. */
export function listQuery(given: Given): Scim<ListQuery> {
  const selection = selectionOf(given);
  if (!selection.ok) return selection;
  const [start, count] = [wholeNumber(given, 'startindex', 1), wholeNumber(given, 'count', DEFAULT_COUNT)];
  if (start === undefined || count === undefined) return invalid('`startIndex` and `count` are whole numbers');
  const texts = ['filter', 'sortBy', 'sortOrder'].map((name) => [name, given.get(name.toLowerCase())] as const);
  const wrong = texts.find(([, value]) => value !== undefined && typeof value !== 'string');
  if (wrong !== undefined) return invalid(`\`${wrong[0]}\` is no text`);
  return ok({
    ...selection.value,
    ...Object.fromEntries(texts.filter(([, value]) => value !== undefined && value !== '')),
    startIndex: Math.max(1, start),
    count: Math.max(0, count),
  });
}

/** `attributes` and `excludedAttributes`, of which only one may be given. Source: RFC 7644, 3.9. */
export function selectionOf(given: Given): Scim<Selection> {
  const [attributes, excludedAttributes] = [names(given.get('attributes')), names(given.get('excludedattributes'))];
  if (attributes !== undefined && excludedAttributes !== undefined)
    return invalid('use either `attributes` or `excludedAttributes`, not both');
  if (attributes !== undefined) return ok({ attributes });
  return ok(excludedAttributes === undefined ? {} : { excludedAttributes });
}

const MOST_NAMES = 200;

function names(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const read = list.filter((one) => typeof one === 'string').map((one) => one.trim());
  const some = read.filter((one) => one !== '').slice(0, MOST_NAMES);
  return some.length === 0 ? undefined : some;
}

function wholeNumber(given: Given, name: string, otherwise: number): number | undefined {
  const value = given.get(name);
  if (value === undefined || value === null || value === '') return otherwise;
  const number = typeof value === 'number' ? value : /^[+-]?\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

const invalid = (detail: string): Scim<never> => err({ status: 400, scimType: 'invalidValue', detail });
