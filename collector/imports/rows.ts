import type { Json } from '../../domain/policy.ts';
import { MalformedAnswer } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { ImportError } from '../import-error.ts';
import type { SplitEvent } from '../json-splitter.ts';
import { parseJson } from '../json-text.ts';
import { parsedItem, placeOf, readSplitFile, type SplitProblem, valueProblem } from '../split-file.ts';

/**
 * Reads objects from a file: the items of lists of these names; and objects without such items, one after another or in a list, as a whole.
 * Undefined: it is read to its end. `expected` is said of what `take` finds malformed.
 */
export async function readRows(
  file: string,
  lists: readonly string[],
  expected: string,
  take: (row: JsonObject) => void,
): Promise<ImportError | undefined> {
  const reading = new Reading(expected, take);
  return readSplitFile(
    file,
    (name) => lists.includes(name),
    (event) => reading.take(event),
  );
}

class Reading {
  readonly #expected: string;
  readonly #take: (row: JsonObject) => void;
  #page = new Map<string, Json>();
  #hasItems = false;
  #offset = 0;

  constructor(expected: string, take: (row: JsonObject) => void) {
    this.#expected = expected;
    this.#take = take;
  }

  take(event: SplitEvent): SplitProblem | undefined {
    switch (event.kind) {
      case 'problem':
        return event;
      case 'value':
        this.#page.set(event.name, parseJson(event.bytes.toString()) ?? null);
        this.#offset = event.offset;
        return valueProblem(event);
      case 'item': {
        this.#hasItems = true;
        const item = parsedItem(event);
        return item.ok ? this.#taken(item.value, event.offset, placeOf(event)) : item.error;
      }
      case 'pageEnd':
        return this.#endPage();
    }
  }

  #endPage(): SplitProblem | undefined {
    const page: JsonObject = Object.fromEntries(this.#page);
    const isOne = !this.#hasItems;
    this.#page = new Map();
    this.#hasItems = false;
    return isOne ? this.#taken(page, this.#offset) : undefined;
  }

  #taken(row: JsonObject, offset: number, place?: string): SplitProblem | undefined {
    try {
      this.#take(row);
      return undefined;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      return { offset, ...(place === undefined ? {} : { place }), problem: `${error.message}; ${this.#expected}` };
    }
  }
}
