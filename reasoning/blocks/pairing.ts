/** Numbers pairs of numbers: equal pairs have equal numbers, counted from 1; 0 stands for none. Halves are whole, of 32 bits. */
export class Pairing {
  /** Both halves of each pair, one behind the other. */
  #halves = new Int32Array(1024);
  /** By hash; as many as `#halves`, so at most half of them are taken. */
  #numbers = new Int32Array(1024);
  #size = 1;

  /** How many there are, with none: fewer than 2^30. */
  get size(): number {
    return this.#size;
  }

  of(first: number, second: number): number {
    const at = this.#placeOf(first, second);
    const known = this.#numbers[at] ?? 0;
    return known === 0 ? this.#add(first, second, at) : known;
  }

  first(number: number): number {
    return this.#halves[number * 2] ?? 0;
  }

  second(number: number): number {
    return this.#halves[number * 2 + 1] ?? 0;
  }

  #add(first: number, second: number, at: number): number {
    const isFull = this.#size * 2 === this.#halves.length;
    if (isFull) this.#grow();
    const number = this.#size;
    this.#halves[number * 2] = first;
    this.#halves[number * 2 + 1] = second;
    this.#numbers[isFull ? this.#placeOf(first, second) : at] = number;
    this.#size = number + 1;
    return number;
  }

  #placeOf(first: number, second: number): number {
    const [halves, numbers] = [this.#halves, this.#numbers];
    const mask = numbers.length - 1;
    let at = hashOf(first, second) & mask;
    for (;;) {
      const number = numbers[at] ?? 0;
      if (number === 0 || (halves[number * 2] === first && halves[number * 2 + 1] === second)) return at;
      at = (at + 1) & mask;
    }
  }

  #grow(): void {
    const before = this.#halves;
    this.#halves = new Int32Array(before.length * 2);
    this.#halves.set(before);
    this.#numbers = new Int32Array(before.length * 2);
    for (let number = 1; number < this.#size; number++)
      this.#numbers[this.#placeOf(this.first(number), this.second(number))] = number;
  }
}

/** Equal lists have one number, among the pairs of the list before and what is last; 0 is the empty one. */
export function numberOfList(pairs: Pairing, numbers: readonly number[]): number {
  let list = 0;
  for (const number of numbers) list = pairs.of(list, number);
  return list;
}

function hashOf(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Numbers texts, counted from 1. */
export class Numbering {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [''];

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }

  get size(): number {
    return this.#texts.length;
  }
}
