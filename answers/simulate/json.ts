import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';

/** Where in the line, and what is wrong there. */
export interface LineError {
  readonly place: string;
  readonly message: string;
}
export type Read<T> = Result<T, LineError>;
export type JsonObject = { readonly [key: string]: Json };

export const wrong = (place: string, message: string): Read<never> => err({ place, message });

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);

/** A field nobody knows is an error, never ignored: misspelt, it would change the answer in silence. */
export function strangerIn(json: JsonObject, known: readonly string[], place = ''): Read<never> | undefined {
  const stranger = Object.keys(json).find((name) => !known.includes(name));
  return stranger === undefined
    ? undefined
    : wrong(`${place}${stranger}`, `unknown field; known are ${known.map((name) => `\`${name}\``).join(', ')}`);
}

/** All or the first error. */
export function readAll<T, U>(list: Iterable<T>, read: (one: T, index: number) => Read<U>): Read<readonly U[]> {
  const values: U[] = [];
  let index = 0;
  for (const one of list) {
    const result = read(one, index);
    if (!result.ok) return result;
    values.push(result.value);
    index += 1;
  }
  return ok(values);
}
