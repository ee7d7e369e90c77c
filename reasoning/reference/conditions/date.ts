import { type Truth, truth, unknown } from '../truth.ts';
import type { Test } from './text.ts';

/** W3C profile of ISO 8601: a date, or a date with a time and its zone. */
const ISO = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** ISO time and epoch seconds lie on one time line (rule 100); `noDate`: the answer where a text is no time at all. */
export const date =
  (holds: (order: number) => boolean, noDate: Truth): Test =>
  (given, wanted) => {
    if (UNSURE.test(given) || UNSURE.test(wanted)) return UNSURE_TIME;
    const one = instant(given);
    const other = instant(wanted);
    return one === undefined || other === undefined ? noDate : truth(holds(Math.sign(one - other)));
  };

/** Four digits could be a year or seconds, and a time without zone could be of any. */
const UNSURE = /^\d{4}$|^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const UNSURE_TIME: Truth = unknown(69, 'a time in a form that AWS does not name');

/** Milliseconds since 1970. */
function instant(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
