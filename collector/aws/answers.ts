import type { Json } from '../../domain/policy.ts';
import type { Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';

/** An answer without a field that AWS always sends. Caught where a service's part of the snapshot is put together. */
export class MalformedAnswer extends Error {
  constructor(field: string) {
    super(`an item has no \`${field}\``);
    this.name = 'MalformedAnswer';
  }
}

export const textOf = (item: JsonObject, field: string): string | undefined => {
  const value = item[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A time as ISO 8601 in UTC, however its source writes it (`2024-01-01T00:00:00+00:00` in the CLI's output). */
export function timeOf(item: JsonObject, field: string): string | undefined {
  const text = textOf(item, field);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

export function neededText(item: JsonObject, field: string): string {
  const value = textOf(item, field);
  if (value === undefined) throw new MalformedAnswer(field);
  return value;
}

export const numberOf = (item: JsonObject, field: string): number | undefined => {
  const value = item[field];
  return typeof value === 'number' ? value : undefined;
};

export const objectOf = (item: JsonObject | undefined, field: string): JsonObject | undefined => {
  const value = item?.[field];
  return value !== undefined && isObject(value) ? value : undefined;
};

/** The objects of a list; a list that is not there has none. */
export function objectsOf(item: JsonObject | undefined, field: string): readonly JsonObject[] {
  const value = item?.[field];
  return value !== undefined && isList(value) ? value.filter(isObject) : [];
}

export function textsOf(item: JsonObject | undefined, field: string): readonly string[] {
  const value = item?.[field];
  return value !== undefined && isList(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** An object of texts, such as the Attributes of a queue. */
export function textMapOf(item: JsonObject | undefined, field: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(item, field) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string').sort(byName),
  );
}
const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** Tags as AWS lists them: `[{ Key, Value }]`, in KMS `[{ TagKey, TagValue }]`, in CodeArtifact `[{ key, value }]`. */
export function tagsOf(item: JsonObject | undefined, field = 'Tags'): Tags {
  const entries = objectsOf(item, field).map((tag): [string, string] => [
    textOf(tag, 'Key') ?? textOf(tag, 'TagKey') ?? textOf(tag, 'key') ?? '',
    textOf(tag, 'Value') ?? textOf(tag, 'TagValue') ?? textOf(tag, 'value') ?? '',
  ]);
  return Object.fromEntries(entries.sort(byName));
}

/**
 * A policy document as a JSON value. IAM percent-encodes documents (RFC 3986), other services do not, files may hold the
 * object itself: the first character tells. What is no JSON stays as the text it is, to be reported later.
 * Source: AWS IAM API Reference, GetAccountAuthorizationDetails.
 */
export function documentOf(value: Json): Json {
  if (typeof value !== 'string') return value;
  const text = /^\s*%/.test(value) ? decoded(value) : value;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
