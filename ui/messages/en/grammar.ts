const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
export const number = new Intl.NumberFormat('en-GB');
/** Small numbers in words. */
export const count = (n: number): string => NUMBERS[n] ?? number.format(n);
/** `1 row`, `2 rows` */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${number.format(n)} ${n === 1 ? one : many}`;
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** `a, b and c` */
export const list = (items: readonly string[]): string => {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  return items.length === 2 ? `${items[0]} and ${last}` : `${items.slice(0, -1).join(', ')} and ${last}`;
};
