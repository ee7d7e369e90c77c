import type { Json } from '../domain/policy.ts';
import { isList, isObject } from './schema-check.ts';
import { compareText } from './snapshot-kinds.ts';

/** JSON text with sorted keys: equal values give equal text, whoever made them. */
export const canonicalText = (value: Json): string => JSON.stringify(sortKeys(value));

function sortKeys(value: Json): Json {
  if (isList(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([name, one]) => [name, sortKeys(one)]));
}
