/** A list of numbers of which few are different: a byte for each place where those are 256 at most, or two. */
export interface Condensed {
  readonly different: Int32Array;
  readonly places: Uint8Array | Uint16Array | Int32Array;
}

export const numberAt = ({ different, places }: Condensed, index: number): number | undefined =>
  different[places[index] ?? -1];

/** Condenses lists of numbers, none of which is below `least`. */
export class Condenser {
  readonly #least: number;
  /** By number, from the least: its place among those that are different in the list at hand, from 1; 0: it has not come yet. */
  #codes = new Int32Array(1024);

  constructor(least: number) {
    this.#least = least;
  }

  of(list: Int32Array): Condensed {
    const least = this.#least;
    const different: number[] = [];
    const places = list.map((number) => {
      const known = this.#codes[number - least] ?? 0;
      if (known !== 0) return known - 1;
      if (number - least >= this.#codes.length) this.#grow(number - least);
      this.#codes[number - least] = different.push(number);
      return different.length - 1;
    });
    for (const number of different) this.#codes[number - least] = 0;
    return { different: Int32Array.from(different), places: small(places, different.length) };
  }

  #grow(wanted: number): void {
    const before = this.#codes;
    this.#codes = new Int32Array(2 ** Math.ceil(Math.log2(wanted + 1)));
    this.#codes.set(before);
  }
}

function small(places: Int32Array, different: number): Condensed['places'] {
  if (different <= 2 ** 8) return new Uint8Array(places);
  return different <= 2 ** 16 ? new Uint16Array(places) : places;
}
