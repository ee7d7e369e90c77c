import type { Json } from '../../domain/policy.ts';
import type { Tags } from '../../domain/snapshot.ts';
import { tagsOf, textMapOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';

/** A field by its name in `camelCase`, however the file spells it: `roleName`, `RoleName`, `role_name`. */
export function fieldIn(item: JsonObject, name: string): Json | undefined {
  const wanted = plain(name);
  const found = Object.keys(item).find((one) => plain(one) === wanted);
  return found === undefined ? undefined : item[found];
}

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

export function textIn(item: JsonObject, name: string): string | undefined {
  const value = fieldIn(item, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Tags as a list of keys and values, or as an object; undefined: neither. */
export function tagsIn(value: Json | undefined): Tags | undefined {
  if (value === undefined) return undefined;
  if (value === null) return {};
  if (isList(value)) return tagsOf({ Tags: value });
  return isObject(value) ? textMapOf({ tags: value }, 'tags') : undefined;
}

/** The texts of a list; undefined: it is none, or holds something else. */
export function listIn(value: Json | undefined): readonly Json[] | undefined {
  if (value === null) return [];
  return value !== undefined && isList(value) ? value : undefined;
}
