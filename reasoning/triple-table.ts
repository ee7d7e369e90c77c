export const ABSENT = -1;
/** Numbers of an entry: its key, and one more than what stands under it. */
const WIDTH = 4;
const FIRST_ENTRIES = 128;
const GROWTH = 4;

/** Numbers by three others, none of them below zero. A map of its own: those of the language find one number only. */
export class TripleTable {
  #entries = new Int32Array(FIRST_ENTRIES * WIDTH);
  #mask = FIRST_ENTRIES - 1;
  #size = 0;

  get(a: number, b: number, c: number): number {
    return (this.#entries[this.#placeOf(a, b, c) + 3] ?? 0) - 1;
  }

  /** Of a key that is not there yet. */
  set(a: number, b: number, c: number, value: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    this.#put(a, b, c, value + 1);
    this.#size += 1;
  }

  /** Where the key stands, or would. */
  #placeOf(a: number, b: number, c: number): number {
    const entries = this.#entries;
    let at = mixed(a, b, c) & this.#mask;
    for (;;) {
      const place = at * WIDTH;
      if (entries[place + 3] === 0) return place;
      if (entries[place] === a && entries[place + 1] === b && entries[place + 2] === c) return place;
      at = (at + 1) & this.#mask;
    }
  }

  #put(a: number, b: number, c: number, stored: number): void {
    const [entries, place] = [this.#entries, this.#placeOf(a, b, c)];
    entries[place] = a;
    entries[place + 1] = b;
    entries[place + 2] = c;
    entries[place + 3] = stored;
  }

  #grow(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(old.length * GROWTH);
    this.#mask = this.#entries.length / WIDTH - 1;
    for (let at = 0; at < old.length; at += WIDTH) {
      const stored = old[at + 3] ?? 0;
      if (stored !== 0) this.#put(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, stored);
    }
  }
}

/** Spreads keys that follow each other. */
function mixed(a: number, b: number, c: number): number {
  const sum = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  return sum ^ (sum >>> 15);
}
