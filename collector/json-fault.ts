/** Where a text stops being JSON: the engine's own message does not always say. */
export interface JsonFault {
  /** Index of the first character that cannot be right; the length of the text where it ends too early. */
  readonly at: number;
  readonly problem: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null/y;
const SPACES = /[ \t\r\n]*/y;

/** The first fault of a text, or undefined where it is JSON. Source: RFC 8259. */
export function jsonFault(text: string): JsonFault | undefined {
  const scan = new Scan(text);
  const fault = scan.value();
  if (fault !== undefined) return fault;
  scan.spaces();
  return scan.at === text.length ? undefined : scan.fault('the end');
}

class Scan {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  spaces(): void {
    this.#skip(SPACES);
  }

  fault(wanted: string): JsonFault {
    const found = this.at >= this.#text.length ? 'the end' : JSON.stringify(this.#text.slice(this.at, this.at + 12));
    return { at: this.at, problem: `found ${found} where ${wanted} is expected` };
  }

  value(): JsonFault | undefined {
    this.spaces();
    if (this.#take('{')) return this.#members('}', () => this.#member());
    if (this.#take('[')) return this.#members(']', () => this.value());
    if (this.#text[this.at] === '"') return this.#quoted();
    return this.#skip(NUMBER) || this.#skip(WORD) ? undefined : this.fault('a value');
  }

  #members(close: string, one: () => JsonFault | undefined): JsonFault | undefined {
    this.spaces();
    if (this.#take(close)) return undefined;
    for (;;) {
      const fault = one();
      if (fault !== undefined) return fault;
      this.spaces();
      if (this.#take(close)) return undefined;
      if (!this.#take(',')) return this.fault(`a comma or \`${close}\``);
    }
  }

  #member(): JsonFault | undefined {
    this.spaces();
    if (this.#text[this.at] !== '"') return this.fault('a name in quotes');
    const fault = this.#quoted();
    if (fault !== undefined) return fault;
    this.spaces();
    return this.#take(':') ? this.value() : this.fault('a colon');
  }

  /** A text in quotes, step by step: a pattern for all of it would not stand texts of megabytes. */
  #quoted(): JsonFault | undefined {
    this.at += 1;
    for (; this.at < this.#text.length; this.at += 1) {
      const char = this.#text[this.at] ?? '';
      if (char === '"') break;
      if (char < ' ') return this.fault('a text without control characters');
      if (char === '\\') {
        if (!this.#skip(ESCAPE)) return this.fault('an escape sequence');
        this.at -= 1;
      }
    }
    return this.#take('"') ? undefined : this.fault('the end of a text');
  }

  #take(char: string): boolean {
    const there = this.#text[this.at] === char;
    if (there) this.at += 1;
    return there;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at = pattern.lastIndex;
    return found !== null;
  }
}
