/**
 * Members of records that say the same in many of them: lists of actions and statements, conditions, contexts of witnesses. The others
 * (a witness, a grant as a whole) are another one in nearly every record, so that a table of them would be larger than what it saves.
 */
const REPEATED: ReadonlySet<string> = new Set([
  'actions',
  'alsoNeeds',
  'assumptions',
  'by',
  'context',
  'except',
  'full',
  'layers',
  'test',
  'when',
  'within',
]);

/** Makes equal texts one text, and equal repeated members one object: millions of records hold a few thousand different ones. */
export class Interner {
  readonly #texts = new Map<string, string>();
  readonly #members = new Map<string, unknown>();

  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }

  texts(list: readonly string[]): readonly string[] {
    return this.#member(list);
  }

  /** An equal value, to be read only: it shares with those before it what they have in common. Takes what JSON can say. */
  of<T>(value: T): T {
    return this.#of(value) as T;
  }

  #member<T>(member: T): T {
    const key = JSON.stringify(member);
    const known = this.#members.get(key) ?? this.#of(member);
    this.#members.set(key, known);
    return known as T;
  }

  #of(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.#of(one));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      REPEATED.has(name) ? this.#member(member) : this.#of(member),
    ]);
    return Object.fromEntries(members);
  }
}
