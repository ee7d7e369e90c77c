import { DEEPEST, isSpace, JsonCapture, LONGEST } from './json-capture.ts';

/**
 * Cuts a large JSON file into the items of its top-level lists while it streams by, so that no more than one item is
 * ever in memory. It reads pages, each one an object of lists and small values: one page, several after one another,
 * or a list of pages. It checks the structure between the items; the items themselves are for JSON.parse.
 */
export type SplitEvent =
  | {
      readonly kind: 'item';
      readonly list: string;
      readonly index: number;
      readonly bytes: Buffer;
      readonly offset: number;
    }
  | { readonly kind: 'value'; readonly name: string; readonly bytes: Buffer; readonly offset: number }
  | { readonly kind: 'pageEnd' }
  | { readonly kind: 'problem'; readonly offset: number; readonly problem: string };

type State =
  | 'start'
  | 'pages'
  | 'key'
  | 'nextKey'
  | 'colon'
  | 'list'
  | 'value'
  | 'item'
  | 'nextItem'
  | 'afterItem'
  | 'afterValue'
  | 'afterPage'
  | 'afterListedPage'
  | 'nextPage'
  | 'end';
/** `capture`: the byte begins something that is taken whole. */
type Step = State | 'capture' | 'pageEnd';

/** What each state waits for, in words and by the bytes that end the waiting; blanks never do. */
const STATES: Readonly<Record<State, { readonly wanted: string; readonly steps: Readonly<Record<string, Step>> }>> = {
  start: { wanted: 'the beginning of a JSON object', steps: { '{': 'key', '[': 'pages' } },
  pages: { wanted: 'a page', steps: { '{': 'key', ']': 'end' } },
  key: { wanted: 'the name of a list', steps: { '"': 'capture', '}': 'pageEnd' } },
  nextKey: { wanted: 'the name of a list', steps: { '"': 'capture' } },
  colon: { wanted: 'a colon', steps: { ':': 'value' } },
  list: { wanted: 'a list', steps: { '[': 'item' } },
  value: { wanted: 'a value', steps: {} },
  item: { wanted: 'an item of the list or its end', steps: { '{': 'capture', ']': 'afterValue' } },
  nextItem: { wanted: 'an item of the list', steps: { '{': 'capture' } },
  afterItem: { wanted: 'a comma or the end of the list', steps: { ',': 'nextItem', ']': 'afterValue' } },
  afterValue: { wanted: 'a comma or the end of the object', steps: { ',': 'nextKey', '}': 'pageEnd' } },
  afterPage: { wanted: 'another page or the end of the file', steps: { '{': 'key' } },
  afterListedPage: { wanted: 'a comma or the end of the pages', steps: { ',': 'nextPage', ']': 'end' } },
  nextPage: { wanted: 'a page', steps: { '{': 'key' } },
  end: { wanted: 'the end of the file', steps: {} },
};

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const TOO_LONG = `an item is longer than ${LONGEST / 1024 / 1024} MB or nested more than ${DEEPEST} deep, which nothing of AWS is`;

export class JsonSplitter {
  readonly #isList: (name: string) => boolean;
  #state: State = 'start';
  #inPages = false;
  #name = '';
  #index = 0;
  /** Bytes before the current chunk. */
  #before = 0;
  #capture: JsonCapture | undefined;

  /** `isList` says which names of a page hold lists whose items are wanted; anything else is taken whole. */
  constructor(isList: (name: string) => boolean) {
    this.#isList = isList;
  }

  /** The events of the next bytes of the file; nothing may follow a problem. */
  *push(chunk: Buffer): Generator<SplitEvent> {
    let at = 0;
    while (at < chunk.length) {
      const { next, event } = this.#advance(chunk, at);
      if (event !== undefined) yield event;
      if (event?.kind === 'problem') return;
      at = next;
    }
    this.#before += chunk.length;
  }

  /** Takes what stands at a place; the byte that begins a capture is part of it. */
  #advance(chunk: Buffer, at: number): { readonly next: number; readonly event: SplitEvent | undefined } {
    if (this.#capture !== undefined) {
      const next = this.#capture.take(chunk, at);
      return { next, event: this.#captured(this.#capture) };
    }
    const event = this.#move(chunk, at);
    return { next: this.#capture === undefined ? at + 1 : at, event };
  }

  /** The file is over: fine between pages, cut short anywhere else. */
  end(): SplitEvent | undefined {
    if (this.#state === 'end' || this.#state === 'afterPage') return undefined;
    const wanted = this.#capture === undefined ? STATES[this.#state].wanted : `the end of ${this.#where()}`;
    return this.#problem(this.#before, `the file ends where ${wanted} is expected: it was cut short, write it again`);
  }

  #move(chunk: Buffer, at: number): SplitEvent | undefined {
    const byte = chunk[at] ?? 0;
    if (isSpace(byte) || (this.#before + at < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.includes(byte)))
      return undefined;
    const { wanted, steps } = STATES[this.#state];
    const step = this.#state === 'value' ? 'capture' : steps[String.fromCharCode(byte)];
    if (step === undefined) {
      const found = JSON.stringify(chunk.toString('latin1', at, Math.min(at + 12, chunk.length)));
      return this.#problem(this.#before + at, `found ${found} where ${wanted} is expected`);
    }
    return this.#take(step, this.#before + at);
  }

  #take(step: Step, offset: number): SplitEvent | undefined {
    if (step === 'capture') {
      this.#capture = new JsonCapture(offset);
      return undefined;
    }
    if (step === 'pageEnd') {
      this.#state = this.#inPages ? 'afterListedPage' : 'afterPage';
      return { kind: 'pageEnd' };
    }
    if (step === 'pages') this.#inPages = true;
    if (step === 'item') this.#index = 0;
    this.#state = step === 'value' && this.#isList(this.#name) ? 'list' : step;
    return undefined;
  }

  #captured(capture: JsonCapture): SplitEvent | undefined {
    if (capture.tooLong()) return this.#problem(capture.offset, TOO_LONG);
    if (!capture.done) return undefined;
    this.#capture = undefined;
    const bytes = capture.bytes();
    const { offset } = capture;
    if (this.#state === 'key' || this.#state === 'nextKey') {
      this.#name = bytes.toString('utf8', 1, bytes.length - 1);
      this.#state = 'colon';
      return undefined;
    }
    if (this.#state === 'value') {
      this.#state = 'afterValue';
      return { kind: 'value', name: this.#name, bytes, offset };
    }
    this.#state = 'afterItem';
    this.#index += 1;
    return { kind: 'item', list: this.#name, index: this.#index - 1, bytes, offset };
  }

  #where(): string {
    if (this.#state === 'key' || this.#state === 'nextKey') return 'a name';
    return this.#state === 'value' ? this.#name : `${this.#name}[${this.#index}]`;
  }

  #problem(offset: number, problem: string): SplitEvent {
    return { kind: 'problem', offset, problem };
  }
}
