/** W3C profile of ISO 8601: a date, or a date with a time and its zone. */
const ISO = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const SECONDS = /^\d+(\.\d+)?$/;
/** Four digits could be a year or seconds, and a time without zone could be of any. */
const UNSURE = /^\d{4}$|^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** Milliseconds since 1970; `unsure`: a form that AWS does not name; undefined: no time at all (rules 69, 100). */
export function parseTime(text: string): number | 'unsure' | undefined {
  if (UNSURE.test(text)) return 'unsure';
  if (SECONDS.test(text)) return Number(text) * 1000;
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** ISO text writes years of four digits. */
const FIRST = Date.UTC(1000, 0);
const LAST = Date.UTC(9999, 11, 31);

export const printTime = (milliseconds: number): string =>
  milliseconds > FIRST && milliseconds < LAST
    ? new Date(Math.round(milliseconds)).toISOString()
    : String(milliseconds / 1000);

/** A time of unsure form. */
export const UNSURE_TIME = '2026-01-01T00:00:00';
