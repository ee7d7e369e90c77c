import type { Language } from '../questions.ts';

const WHOLE_UTC = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.0+)?Z$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-22T06:00:00Z` -> `22 Nov 2026 06:00 UTC`, `2026年11月22日 6:00 UTC`; undefined for any other notation. */
export function moment(text: string, language: Language): string | undefined {
  const match = WHOLE_UTC.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const seconds = second === '00' ? '' : `:${second}`;
  return language === 'ja'
    ? `${year}年${Number(month)}月${Number(day)}日 ${Number(hour)}:${minute}${seconds} UTC`
    : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year} ${hour}:${minute}${seconds} UTC`;
}
