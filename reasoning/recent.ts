/** What was asked for last, as much as is to be kept of it: what was not asked for the longest goes first. */
export class Recent<K extends NonNullable<unknown>, V extends NonNullable<unknown>> {
  readonly #most: number;
  readonly #kept = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  of(key: K, make: () => V): V {
    const known = this.#kept.get(key);
    const value = known ?? make();
    if (known !== undefined) this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.size > this.#most ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }

  forget(key: K): void {
    this.#kept.delete(key);
  }
}
