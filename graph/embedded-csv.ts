import type { Properties, PropertyValue } from '../domain/graph.ts';
import type { ColumnType } from './staged.ts';

/**
 * Rows for the engine's CSV reader, which loads seven times faster than parameters into a file a tenth as large. CSV has no
 * lists, and reads an empty text as null: characters that occur nowhere in the graph stand for what it cannot say.
 */
export interface Signs {
  /** After each element of a list: the engine's split would drop empty elements. */
  readonly after: string;
  readonly emptyText: string;
  readonly emptyList: string;
}

const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

/** Which characters of the private use area a graph uses. */
export class UsedSigns {
  readonly #used = new Set<string>();

  add({ id, properties }: { readonly id: string; readonly properties: Properties }): void {
    this.#note(id);
    for (const value of Object.values(properties)) {
      if (typeof value === 'string') this.#note(value);
      else if (typeof value === 'object') for (const text of value) this.#note(text);
    }
  }

  #note(text: string): void {
    for (const [character] of text.matchAll(/[\ue000-\uf8ff]/g)) this.#used.add(character);
  }

  /** Three that it does not use. */
  free(): Signs {
    return freeSigns(this.#used);
  }
}

function freeSigns(used: ReadonlySet<string>): Signs {
  const free: string[] = [];
  for (let code = PRIVATE_USE.first; free.length < 3 && code <= PRIVATE_USE.last; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) free.push(character);
  }
  const [after, emptyText, emptyList] = free;
  if (after === undefined || emptyText === undefined || emptyList === undefined) {
    throw new Error('the graph uses all characters of the private use area');
  }
  return { after, emptyText, emptyList };
}

/** One field; nothing at all is null. */
export function cellText(value: PropertyValue | undefined, signs: Signs): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return quoted(value === '' ? signs.emptyText : value);
  if (typeof value !== 'object') return String(value);
  if (value.length === 0) return quoted(signs.emptyList);
  return quoted(value.map((one) => one + signs.after).join(''));
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The engine's expression that makes a field what it was. */
export function valueExpression(field: string, type: ColumnType, signs: Signs): string {
  switch (type) {
    case 'integer':
      return `CAST(${field} AS INT64)`;
    case 'double':
      return `CAST(${field} AS DOUBLE)`;
    case 'boolean':
      return `CAST(${field} AS BOOL)`;
    case 'string':
      return `CASE WHEN ${field} = '${signs.emptyText}' THEN '' ELSE ${field} END`;
    default:
      return `regexp_extract_all(${field}, '([^${signs.after}]*)${signs.after}', 1)`;
  }
}

/** Everything is said, nothing detected; fields may hold line ends, so the file is read by one thread. */
export const CSV_OPTIONS = `(header=false, delim=',', quote='"', escape='"', auto_detect=false, parallel=false)`;
