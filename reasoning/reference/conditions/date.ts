import { type Truth, truth, unknown } from '../truth.ts';
import type { Test } from './text.ts';

/** W3C profile of ISO 8601: a date, or a date with a time and its zone. */
const ISO = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** ISO time and epoch seconds lie on one time line (rule 100). */
export const date =
  (holds: (order: number) => boolean): Test =>
  (given, wanted) => {
    const one = instant(given);
    const other = instant(wanted);
    if (one === undefined || other === undefined) return NO_DATE;
    return truth(holds(Math.sign(one - other)));
  };

const NO_DATE: Truth = unknown(69, 'a value is no date in a form that AWS names');

/** Milliseconds since 1970; four digits alone could be a year or seconds. */
function instant(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text) && text.length !== 4) return Number(text) * 1000;
  if (!ISO.test(text) || text.length === 4) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
