import type { ReachedGrant } from '../lake-formation.ts';
import type { Language } from './language.ts';

/** `Lake Formation: SELECT on arn:...:table/shop/orders (as chef); counts beside IAM, and is not judged here`. */
export function grantLine(
  { permissions, on, reaches, by, verdict }: ReachedGrant,
  as: string | undefined,
  language: Language,
): string {
  const words = WORDS[language];
  const way = verdict === 'allowed' ? '' : words.way[verdict];
  const who = as === undefined ? '' : words.as(as);
  if (by !== undefined)
    return words.collection(permissions.join(words.comma), by.parts.join(words.comma), on, `${who}${way}`, by.policy);
  const what = reaches === undefined ? on : `${on}${words.reaches(reaches.slice(0, SHOWN).map(named), reaches.length)}`;
  return words.line(permissions.join(words.comma), what, who, way);
}

/** Of what an expression of LF-tags reaches, so many are named; the answer has them all. */
const SHOWN = 5;

/** `arn:aws:glue:eu-west-1:111122223333:table/shop/orders`: `shop.orders`. */
const named = (arn: string): string => arn.split('/').slice(1).join('.');

const WORDS = {
  en: {
    line: (permissions: string, on: string, as: string, way: string): string =>
      `Lake Formation: ${permissions} on ${on}${as}${way}; it counts beside IAM, and is not judged here`,
    collection: (permissions: string, parts: string, on: string, who: string, policy: string): string =>
      `OpenSearch Serverless: ${permissions} on ${parts} in ${on}${who}, by the data access policy \`${policy}\`; it takes aoss:APIAccessAll of IAM, too`,
    reaches: (names: readonly string[], all: number): string =>
      all === 0
        ? ' (reaches nothing now)'
        : ` (reaches ${names.join(', ')}${all > names.length ? ` and ${all - names.length} more` : ''})`,
    as: (name: string): string => ` (as ${name})`,
    way: { conditional: ', under the conditions of the way there', unknown: ', if it gets there, which is unknown' },
    comma: ', ',
  },
  ja: {
    line: (permissions: string, on: string, as: string, way: string): string =>
      `Lake Formation：${on}への${permissions}${as}${way}。IAMに加えて効くもので、ここでは判定しない`,
    collection: (permissions: string, parts: string, on: string, who: string, policy: string): string =>
      `OpenSearch Serverless：${on}の${parts}への${permissions}${who}（データアクセスポリシー\`${policy}\`による）。IAMのaoss:APIAccessAllも必要`,
    reaches: (names: readonly string[], all: number): string =>
      all === 0
        ? '（現在は該当なし）'
        : `（対象：${names.join('、')}${all > names.length ? `ほか${all - names.length}件` : ''}）`,
    as: (name: string): string => `（${name}として）`,
    way: { conditional: '（そこへの経路の条件のもとで）', unknown: '（そこへ到達できるかは不明）' },
    comma: '、',
  },
} as const;
