import { createHash } from 'node:crypto';
import type { Json } from '../domain/policy.ts';
import { formOf, isList, isObject, type RootSchema, resolved, type Schema } from './schema-check.ts';

const DOCUMENT = '#/$defs/documentHash';

/** The record with every policy document put through `change`; the schema says where documents are. */
export function mapDocuments(root: RootSchema, given: Schema, value: Json, change: (document: Json) => Json): Json {
  if (given.$ref === DOCUMENT) return change(value);
  const schema = resolved(root, given);
  if (schema.anyOf !== undefined) {
    const form = formOf(root, schema.anyOf, value);
    return form === undefined ? value : mapDocuments(root, form, value, change);
  }
  const { items, properties } = schema;
  if (isList(value)) return items === undefined ? value : value.map((one) => mapDocuments(root, items, one, change));
  if (!isObject(value) || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => {
        const inner = properties[name];
        return [name, inner === undefined ? one : mapDocuments(root, inner, one, change)];
      }),
  );
}

/** Policy documents under the hash of their text: equal texts are kept once. */
export class DocumentShelf {
  readonly #byHash = new Map<string, string>();
  readonly #known = new Map<Json, string>();

  /** Puts a document on the shelf; gives the hash that records name it by. */
  put(document: Json): string {
    const known = this.#known.get(document);
    if (known !== undefined) return known;
    const text = JSON.stringify(document);
    const hash = hashOfDocument(text);
    this.#byHash.set(hash, text);
    this.#known.set(document, hash);
    return hash;
  }

  /** Hash and JSON text of all documents, in no order. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#byHash];
  }
}

/** 128 bits of sha256 over the JSON text. */
export const hashOfDocument = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
