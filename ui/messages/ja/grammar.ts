const number = new Intl.NumberFormat('ja-JP');
export const n0 = (n: number): string => number.format(n);
export const list = (items: readonly string[]): string => items.join('、');
/** Two things read "AとB", more "A、B、C". */
export const both = (items: readonly string[]): string =>
  items.length === 2 ? `${items[0]}と${items[1]}` : items.join('、');
