import type { Bounds, Term } from './expression.ts';

/** SMT-LIB text that names what it defines, so that a reader finds the statements of the policies in it. */
export class Script {
  readonly #lines: string[] = [];
  readonly #names = new Map<string, number>();
  readonly #parameters: string;
  readonly #call: string;

  /** Everything defined is a function of these integers. */
  constructor(variables: readonly string[]) {
    this.#parameters = `(${variables.map((name) => `(${name} Int)`).join(' ')})`;
    this.#call = variables.join(' ');
  }

  comment(text: string): void {
    this.#lines.push(`; ${plain(text, (code) => `\\u{${code}}`)}`);
  }

  /** A term that calls the new definition; constants need none. */
  define(label: string, bounds: Bounds): Bounds {
    const lower = this.#define(label, bounds.lower);
    return { lower, upper: bounds.upper === bounds.lower ? lower : this.#define(`${label}, possibly`, bounds.upper) };
  }

  text(): string {
    return this.#lines.join('\n');
  }

  #define(label: string, body: Term): Term {
    if (!body.startsWith('(') || this.#call === '') return body;
    const name = this.#unique(plain(label, (code) => `<${code}>`).replaceAll(/[|\\]/g, ' '));
    this.#lines.push(`(define-fun |${name}| ${this.#parameters} Bool ${body})`);
    return `(|${name}| ${this.#call})`;
  }

  #unique(label: string): string {
    const count = (this.#names.get(label) ?? 0) + 1;
    this.#names.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  }
}

/** Solvers read ASCII. */
const plain = (text: string, spell: (code: string) => string): string =>
  text.replaceAll(/[^\x20-\x7e]/gu, (char) => spell((char.codePointAt(0) ?? 0).toString(16)));
