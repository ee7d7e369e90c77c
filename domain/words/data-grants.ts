import type { ReachedGrant } from '../lake-formation.ts';
import type { Language } from './language.ts';

/** `Lake Formation: SELECT on arn:...:table/shop/orders (as chef); counts beside IAM, and is not judged here`. */
export function grantLine(
  { permissions, on, verdict }: ReachedGrant,
  as: string | undefined,
  language: Language,
): string {
  const words = WORDS[language];
  const way = verdict === 'allowed' ? '' : words.way[verdict];
  return words.line(permissions.join(words.comma), on, as === undefined ? '' : words.as(as), way);
}

const WORDS = {
  en: {
    line: (permissions: string, on: string, as: string, way: string): string =>
      `Lake Formation: ${permissions} on ${on}${as}${way}; it counts beside IAM, and is not judged here`,
    as: (name: string): string => ` (as ${name})`,
    way: { conditional: ', under the conditions of the way there', unknown: ', if it gets there, which is unknown' },
    comma: ', ',
  },
  ja: {
    line: (permissions: string, on: string, as: string, way: string): string =>
      `Lake Formation：${on}への${permissions}${as}${way}。IAMに加えて効くもので、ここでは判定しない`,
    as: (name: string): string => `（${name}として）`,
    way: { conditional: '（そこへの経路の条件のもとで）', unknown: '（そこへ到達できるかは不明）' },
    comma: '、',
  },
} as const;
