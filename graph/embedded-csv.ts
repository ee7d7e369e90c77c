import type { Properties, PropertyValue } from '../domain/graph.ts';
import type { ColumnType } from './staged.ts';

/**
 * Rows for the engine's CSV reader, which loads seven times faster than parameters into a file a tenth as large. CSV has no
 * lists, and reads an empty text as null: characters that occur nowhere in the graph stand for what it cannot say.
 */
export interface Signs {
  /** Between elements of a list; behind each of them where `hasEmptyElements`. */
  readonly element: string;
  readonly emptyText: string;
  readonly emptyList: string;
  readonly noList: string;
  /** Whether a list holds an empty text: the engine's split, which takes a twelfth of the time of its expressions, would drop it. */
  readonly hasEmptyElements: boolean;
}

const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

/** Which characters of the private use area a graph uses, and whether its lists hold empty texts. */
export class UsedSigns {
  readonly #used = new Set<string>();
  #hasEmptyElements = false;

  add({ id, properties }: { readonly id: string; readonly properties: Properties }): void {
    this.#note(id);
    for (const value of Object.values(properties)) {
      if (typeof value === 'string') this.#note(value);
      else if (typeof value === 'object') this.#noteList(value);
    }
  }

  #noteList(list: readonly string[]): void {
    for (const text of list) this.#note(text);
    this.#hasEmptyElements ||= list.includes('');
  }

  #note(text: string): void {
    for (const [character] of text.matchAll(/[\ue000-\uf8ff]/g)) this.#used.add(character);
  }

  /** Four that it does not use. */
  free(): Signs {
    return { ...freeSigns(this.#used), hasEmptyElements: this.#hasEmptyElements };
  }
}

function freeSigns(used: ReadonlySet<string>): Omit<Signs, 'hasEmptyElements'> {
  const free: string[] = [];
  for (let code = PRIVATE_USE.first; free.length < 4 && code <= PRIVATE_USE.last; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) free.push(character);
  }
  const [element, emptyText, emptyList, noList] = free;
  if (element === undefined || emptyText === undefined || emptyList === undefined || noList === undefined) {
    throw new Error('the graph uses all characters of the private use area');
  }
  return { element, emptyText, emptyList, noList };
}

/** One field; nothing at all is null, but for lists. */
export function cellText(value: PropertyValue | undefined, type: ColumnType, signs: Signs): string {
  if (value === undefined) return type === 'strings' ? quoted(signs.noList) : '';
  if (typeof value === 'string') return quoted(value === '' ? signs.emptyText : value);
  if (typeof value !== 'object') return String(value);
  if (value.length === 0) return quoted(signs.emptyList);
  const between = value.join(signs.element);
  return quoted(signs.hasEmptyElements ? between + signs.element : between);
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
      return listExpression(field, signs);
  }
}

/**
 * No function that makes a list ever gets a null: what the engine (LadybugDB 0.19.1) has made null of one once, it leaves null where
 * later rows, of which none is null, come to stand in the same place (kuzudb/kuzu#4407 is about the same in other functions).
 */
function listExpression(field: string, { element, emptyList, noList, hasEmptyElements }: Signs): string {
  const list = hasEmptyElements
    ? `regexp_extract_all(${field}, '([^${element}]*)${element}', 1)`
    : `string_split(${field}, '${element}')`;
  return `CASE WHEN ${field} = '${noList}' THEN CAST(NULL AS STRING[]) WHEN ${field} = '${emptyList}' THEN CAST([] AS STRING[]) ELSE ${list} END`;
}

/** Everything is said, nothing detected; fields may hold line ends, so the file is read by one thread. */
export const CSV_OPTIONS = `(header=false, delim=',', quote='"', escape='"', auto_detect=false, parallel=false)`;
