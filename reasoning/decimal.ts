/** A decimal number, exactly: `digits` divided by ten to the power of `places`. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Undefined: the text is no number (rules 69, 102). */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, places: fraction.length };
}

/** Negative, zero or positive, as `one` is less than, equal to or greater than `other`. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const places = Math.max(one.places, other.places);
  const difference = scaled(one, places) - scaled(other, places);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const scaled = ({ digits, places }: Decimal, wanted: number): bigint => digits * 10n ** BigInt(wanted - places);

/** The number one less or one more. */
export const stepDecimal = ({ digits, places }: Decimal, by: 1n | -1n): Decimal => ({
  digits: digits + by * 10n ** BigInt(places),
  places,
});

/** A number strictly between the two, a whole one where there is any: keys that count things hold no others. */
export function decimalBetween(low: Decimal, high: Decimal): Decimal {
  const unit = 10n ** BigInt(low.places);
  const below = low.digits / unit - (low.digits % unit < 0n ? 1n : 0n);
  const whole: Decimal = { digits: below + 1n, places: 0 };
  if (compareDecimals(whole, high) < 0) return whole;
  const places = Math.max(low.places, high.places);
  return { digits: (scaled(low, places) + scaled(high, places)) * 5n, places: places + 1 };
}

export function printDecimal({ digits, places }: Decimal): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
