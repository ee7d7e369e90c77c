import { truth, unknown } from '../truth.ts';
import type { Test } from './text.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** BinaryEquals: both sides are base64, and their bytes are compared (rule 106 where one is not). */
export const binaryEquals: Test = (given, wanted) => {
  const one = bytes(given);
  const other = bytes(wanted);
  if (one === undefined || other === undefined) return unknown(106, 'a value compared by BinaryEquals is not base64');
  return truth(one === other);
};

/** The bytes as bits, without the padding bits that carry nothing; undefined: not base64. */
function bytes(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bits = [...text.replaceAll('=', '')].map((one) => ALPHABET.indexOf(one).toString(2).padStart(6, '0')).join('');
  return bits.slice(0, bits.length - (bits.length % 8));
}
