import { printOperator } from '../../domain/parse-policy.ts';
import type { Language } from '../questions.ts';
import { moment } from './moments.ts';
import type { Test } from './normal-formula.ts';
import { quoted } from './quoting.ts';

type Literal = Readonly<Record<Language, string>>;

/** What each operator says of its key; `{}` stands for the values, `{not}` for values of which none may be met. */
const PREDICATES: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['StringEquals', { en: 'is {}', ja: 'が{}' }],
  ['StringNotEquals', { en: 'is not {not}', ja: 'が{}以外' }],
  ['StringEqualsIgnoreCase', { en: 'is, in any letter case, {}', ja: 'が大文字小文字を問わず{}' }],
  ['StringNotEqualsIgnoreCase', { en: 'is, in any letter case, not {not}', ja: 'が大文字小文字を問わず{}以外' }],
  ['StringLike', { en: 'is like {}', ja: 'が{}に一致' }],
  ['StringNotLike', { en: 'is not like {not}', ja: 'が{}に一致しない' }],
  ['ArnLike', { en: 'is an ARN like {}', ja: 'がARNとして{}に一致' }],
  ['ArnNotLike', { en: 'is no ARN like {not}', ja: 'がARNとして{}に一致しない' }],
  ['NumericEquals', { en: 'is the number {}', ja: 'が数値{}' }],
  ['NumericNotEquals', { en: 'is not the number {not}', ja: 'が数値{}以外' }],
  ['NumericLessThan', { en: 'is less than {}', ja: 'が{}未満' }],
  ['NumericLessThanEquals', { en: 'is at most {}', ja: 'が{}以下' }],
  ['NumericGreaterThan', { en: 'is more than {}', ja: 'が{}を超える' }],
  ['NumericGreaterThanEquals', { en: 'is at least {}', ja: 'が{}以上' }],
  ['DateEquals', { en: 'is the time {}', ja: 'が時刻{}' }],
  ['DateNotEquals', { en: 'is not the time {not}', ja: 'が時刻{}以外' }],
  ['DateLessThan', { en: 'is before {}', ja: 'が{}より前' }],
  ['DateLessThanEquals', { en: 'is at or before {}', ja: 'が{}以前' }],
  ['DateGreaterThan', { en: 'is after {}', ja: 'が{}より後' }],
  ['DateGreaterThanEquals', { en: 'is at or after {}', ja: 'が{}以後' }],
  ['Bool', { en: 'is {}', ja: 'が{}' }],
  ['BinaryEquals', { en: 'holds the bytes {}', ja: 'がバイト列{}' }],
  ['IpAddress', { en: 'is an address in {}', ja: 'が{}内のアドレス' }],
  ['NotIpAddress', { en: 'is no address in {not}', ja: 'が{}外のアドレス' }],
]);

const SUBJECTS: Readonly<Record<'one' | 'ForAnyValue' | 'ForAllValues', Literal>> = {
  one: { en: '{} ', ja: '{}' },
  ForAnyValue: { en: 'some value of {} ', ja: '{}のいずれかの値' },
  ForAllValues: { en: 'every value of {}, if any, ', ja: '{}のすべての値（値がない場合を含む）' },
};

/** A test word for word: "`s3:prefix` is like `home/*`". IfExists is not said here. */
export function literalTest(test: Test, language: Language): string {
  const nullWords = nullTest(test, language);
  if (nullWords !== undefined) return nullWords;
  const predicate = PREDICATES.get(test.operator.name);
  if (predicate === undefined || (test.operator.name === 'Null' && test.operator.quantifier !== undefined)) {
    return unknownTest(test, language);
  }
  const subject = fill(SUBJECTS[test.operator.quantifier ?? 'one'][language], quoted(test.key));
  return subject + fill(predicate[language], list(test, language, 'or'), list(test, language, 'nor'));
}

function nullTest({ operator, key, values }: Test, language: Language): string | undefined {
  const [value] = values;
  if (operator.name !== 'Null' || operator.quantifier !== undefined || values.length !== 1) return undefined;
  if (value === 'true') return language === 'ja' ? `${quoted(key)}がない` : `${quoted(key)} is absent`;
  if (value === 'false') return language === 'ja' ? `${quoted(key)}がある` : `${quoted(key)} is present`;
  return undefined;
}

/** An operator that AWS does not document: named, never interpreted. */
function unknownTest(test: Test, language: Language): string {
  const operator = quoted(printOperator({ ...test.operator, ifExists: false }));
  const values = list(test, language, 'or');
  return language === 'ja'
    ? `${quoted(test.key)}が演算子${operator}の検査（値${values}）を満たす`
    : `${quoted(test.key)} passes the test ${operator} with ${values}`;
}

function list({ operator, values }: Test, language: Language, joint: 'or' | 'nor'): string {
  if (values.length === 0) return language === 'ja' ? '（値なし）' : 'nothing';
  const said = values.map((value) => literalValue(operator.name, value, language));
  return said.join(language === 'ja' ? 'または' : ` ${joint} `);
}

const BARE: readonly (readonly [operator: RegExp, value: RegExp])[] = [
  [/^Numeric/, /^-?\d+(\.\d+)?$/],
  [/IpAddress$/, /^[0-9A-Fa-f.:]+(\/\d+)?$/],
  [/^Bool$/, /^(true|false)$/],
];

function literalValue(operator: string, value: string, language: Language): string {
  if (operator.startsWith('Date')) return moment(value, language) ?? quoted(value);
  if (BARE.some(([of, form]) => of.test(operator) && form.test(value))) return value;
  if (operator !== 'Bool') return quoted(value);
  return language === 'ja' ? `真偽値${quoted(value)}` : `the truth value ${quoted(value)}`;
}

const fill = (template: string, or: string, nor = or): string =>
  template.replace(/\{(not)?\}/g, (_, not: string | undefined) => (not === undefined ? or : nor));
