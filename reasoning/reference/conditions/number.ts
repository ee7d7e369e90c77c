import { assuming, type Truth, truth } from '../truth.ts';
import type { Test } from './text.ts';

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Compares two decimals exactly (rule 69); `noNumber`: the answer where a text is none (rule 102). */
export const numeric =
  (holds: (order: number) => boolean, noNumber: Truth): Test =>
  (given, wanted) => {
    const one = DECIMAL.exec(given);
    const other = DECIMAL.exec(wanted);
    if (one === null || other === null) return noNumber;
    return truth(holds(order(one, other)));
  };

function order(one: RegExpExecArray, other: RegExpExecArray): number {
  const places = Math.max(one[3]?.length ?? 0, other[3]?.length ?? 0);
  const difference = scaled(one, places) - scaled(other, places);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const scaled = ([, sign, whole = '', fraction = '']: RegExpExecArray, places: number): bigint =>
  BigInt(whole + fraction.padEnd(places, '0')) * (sign === '-' ? -1n : 1n);

/** `true` and `false` in any case (rule 65). */
export const bool: Test = (given, wanted, scope) => {
  if (scope.variables && wanted.includes('${')) return { is: 'unknown', because: [BOOL_VARIABLE] };
  const [one, other] = [given.toLowerCase(), wanted.toLowerCase()];
  const same: Truth = truth(one === other && (one === 'true' || one === 'false'));
  return one === given && other === wanted
    ? same
    : assuming(same, 65, 'true and false are read without regard to case');
};
const BOOL_VARIABLE = { rule: 53, text: 'AWS contradicts itself on policy variables under Bool' };
