/** Numbers pairs of numbers: equal pairs have equal numbers, counted from 1; 0 stands for none. Both halves are below 2^26. */
export class Pairing {
  readonly #firsts: number[] = [0];
  readonly #seconds: number[] = [0];
  #keys = new Float64Array(1024);
  #numbers = new Int32Array(1024);

  get size(): number {
    return this.#firsts.length;
  }

  of(first: number, second: number): number {
    const key = first * HALF + second + 1;
    let at = this.#placeOf(key);
    const known = this.#numbers[at] ?? 0;
    if (known !== 0) return known;
    if (this.#firsts.length * 2 > this.#keys.length) {
      this.#grow();
      at = this.#placeOf(key);
    }
    const number = this.#firsts.length;
    if (number === HALF) throw new Error('more pairs of numbers than can be told apart');
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#keys[at] = key;
    this.#numbers[at] = number;
    return number;
  }

  first(number: number): number {
    return this.#firsts[number] ?? 0;
  }

  second(number: number): number {
    return this.#seconds[number] ?? 0;
  }

  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    let at = hashOf(key) & mask;
    while (this.#numbers[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    this.#keys = new Float64Array(keys.length * 2);
    this.#numbers = new Int32Array(keys.length * 2);
    for (const [index, number] of numbers.entries()) {
      if (number === 0) continue;
      const key = keys[index] ?? 0;
      const at = this.#placeOf(key);
      this.#keys[at] = key;
      this.#numbers[at] = number;
    }
  }
}

/** Equal lists have one number, among the pairs of the list before and what is last; 0 is the empty one. */
export function numberOfList(pairs: Pairing, numbers: readonly number[]): number {
  let list = 0;
  for (const number of numbers) list = pairs.of(list, number);
  return list;
}

const HALF = 2 ** 26;

function hashOf(key: number): number {
  const mixed = Math.imul((key / HALF) | 0, 0x9e3779b1) ^ Math.imul((key % HALF) | 0, 0x85ebca6b);
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
