import { Dice as SeededDice } from '../../test/properties/dice.ts';

/** Dice that know how things are spread in an organisation. */
export class Dice extends SeededDice {
  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.roll() * end);
  }

  /** The first far more often than the last, as names are used (Zipf's law). */
  favourite<T>(list: readonly T[]): T {
    const found = list[Math.floor((list.length + 1) ** this.roll()) - 1];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** One of the names, each as often as its weight says. */
  weighted<T>(weights: readonly (readonly [T, number])[]): T {
    let rest = this.roll() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of weights) {
      rest -= weight;
      if (rest < 0) return name;
    }
    return this.pick(weights)[0];
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.below(16).toString(16)).join('');
  }
}
