const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [91, 93, 123, 125] as const;
/** Tab, line feed, carriage return, space. */
export const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/** Nothing that AWS sends comes near; a longer or deeper item is not what it claims to be. */
export const LONGEST = 8 * 1024 * 1024;
export const DEEPEST = 200;

/** One JSON value on its way by: finds where it ends, keeps its bytes. */
export class JsonCapture {
  readonly offset: number;
  done = false;
  readonly #blocks: Buffer[] = [];
  #length = 0;
  #depth = 0;
  #deepest = 0;
  #inText = false;
  #escaped = false;
  #started = false;

  constructor(offset: number) {
    this.offset = offset;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#blocks);
  }

  tooLong(): boolean {
    return this.#length > LONGEST || this.#deepest > DEEPEST;
  }

  /** Takes what belongs to the value; gives the place after it. */
  take(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length && !this.done) at += this.#step(chunk[at] ?? 0);
    this.#blocks.push(chunk.subarray(start, at));
    this.#length += at - start;
    return at;
  }

  /** 1: the byte is part of the value; 0: a bare value (number, true, false, null) ended before it. */
  #step(byte: number): 0 | 1 {
    if (this.#inText) return this.#stepInText(byte);
    if (byte === QUOTE) this.#inText = true;
    else if (byte === OPEN || byte === OPEN_LIST) {
      this.#depth += 1;
      this.#deepest = Math.max(this.#deepest, this.#depth);
    } else if (this.#depth === 0 && (isSpace(byte) || byte === COMMA || byte === CLOSE || byte === CLOSE_LIST)) {
      this.done = true;
      return this.#started ? 0 : 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      this.#depth -= 1;
      this.done = this.#depth === 0;
    }
    this.#started = true;
    return 1;
  }

  #stepInText(byte: number): 1 {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      this.done = this.#depth === 0;
    }
    this.#started = true;
    return 1;
  }
}
