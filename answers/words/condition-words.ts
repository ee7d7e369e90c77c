import type { Formula } from '../../domain/formula.ts';
import type { Language } from '../questions.ts';
import {
  FLAGS,
  ISSUER_PHRASES,
  NAMED_PHRASES,
  PHRASES,
  type Phrase,
  SERVICE_NAMES,
  TIMES,
} from './condition-phrases.ts';
import { literalTest } from './literal-test.ts';
import { moment } from './moments.ts';
import { isNegated, normalFormula, type Test } from './normal-formula.ts';
import { bare, quoted } from './quoting.ts';
import { subjectWords } from './token-subjects.ts';

/**
 * A condition in words, from the caller's side: "over TLS and from 203.0.113.0/24". Two formulas that some request tells apart
 * get different words: what has no phrase of its own is said literally, key, operator and values. `always` for no condition.
 */
export const conditionWords = (formula: Formula, language: Language): string => words(normalFormula(formula), language);

function words(formula: Formula, language: Language): string {
  switch (formula.kind) {
    case 'true':
      return language === 'ja' ? '常に' : 'always';
    case 'false':
      return language === 'ja' ? '成立しない' : 'never';
    case 'all':
      return formula.of.map((part) => nested(part, language)).join(language === 'ja' ? '、かつ' : ' and ');
    case 'any':
      return formula.of.map((part) => nested(part, language)).join(language === 'ja' ? '、または' : ', or ');
    case 'not':
      return language === 'ja' ? `（${words(formula.of, language)}）ではない` : `not (${words(formula.of, language)})`;
    case 'test':
      return testWords(formula, language);
  }
}

function nested(formula: Formula, language: Language): string {
  const text = words(formula, language);
  if (formula.kind !== 'all' && formula.kind !== 'any') return text;
  return language === 'ja' ? `（${text}）` : `(${text})`;
}

const said: Readonly<Record<Language, WeakMap<Test, string>>> = { en: new WeakMap(), ja: new WeakMap() };

/** Conditions share their tests: each is put into words once. */
function testWords(test: Test, language: Language): string {
  const known = said[language].get(test) ?? wordsOf(test, language);
  said[language].set(test, known);
  return known;
}

function wordsOf(test: Test, language: Language): string {
  const phrase =
    flagWords(test, language) ?? timeWords(test, language) ?? ageWords(test, language) ?? phraseWords(test, language);
  return `${phrase ?? literalTest(test, language)}${test.operator.ifExists ? orAbsent(test.key, language) : ''}`;
}

const orAbsent = (key: string, language: Language): string =>
  language === 'ja' ? `（または${quoted(key)}がない）` : ` (or ${quoted(key)} is absent)`;

function flagWords({ operator, key, values }: Test, language: Language): string | undefined {
  const flag = FLAGS.get(key.toLowerCase());
  const [value] = values;
  if (flag === undefined || operator.name !== 'Bool' || operator.quantifier !== undefined || values.length !== 1) {
    return undefined;
  }
  if (value === 'true') return flag[language][0];
  return value === 'false' ? flag[language][1] : undefined;
}

const BEFORE_OR_AFTER: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  DateLessThan: { en: 'before {}', ja: '{}より前' },
  DateLessThanEquals: { en: 'at or before {}', ja: '{}以前' },
  DateGreaterThan: { en: 'after {}', ja: '{}より後' },
  DateGreaterThanEquals: { en: 'at or after {}', ja: '{}以後' },
};

function timeWords({ operator, key, values }: Test, language: Language): string | undefined {
  const time = TIMES.get(key.toLowerCase());
  const order = BEFORE_OR_AFTER[operator.name];
  const [value] = values;
  if (time === undefined || order === undefined || operator.quantifier !== undefined) return undefined;
  if (value === undefined || values.length !== 1) return undefined;
  return put(time[language], put(order[language], moment(value, language) ?? quoted(value)));
}

/** How long ago the caller showed MFA, in seconds. */
const MFA_AGE: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  NumericLessThan: { en: 'with MFA less than {} seconds ago', ja: 'MFAから{}秒未満' },
  NumericLessThanEquals: { en: 'with MFA at most {} seconds ago', ja: 'MFAから{}秒以内' },
  NumericGreaterThan: { en: 'with MFA more than {} seconds ago', ja: 'MFAから{}秒を超えて' },
  NumericGreaterThanEquals: { en: 'with MFA at least {} seconds ago', ja: 'MFAから{}秒以上' },
};

function ageWords({ operator, key, values }: Test, language: Language): string | undefined {
  const age = MFA_AGE[operator.name];
  const [seconds] = values;
  if (key.toLowerCase() !== 'aws:multifactorauthage' || age === undefined || operator.quantifier !== undefined)
    return undefined;
  return seconds !== undefined && values.length === 1 && /^\d+$/.test(seconds)
    ? put(age[language], seconds)
    : undefined;
}

function phraseWords(test: Test, language: Language): string | undefined {
  const found = phraseOf(test.key);
  if (found === undefined || test.values.length === 0 || !speaksFor(found.phrase, test)) return undefined;
  const values = valueWords(found.phrase, test, language);
  const [is, isNot] = found.phrase[language];
  const like = test.operator.name.endsWith('Like');
  const template = isNegated(test.operator) ? isNot : language === 'en' && like ? (found.phrase.en[2] ?? is) : is;
  return put(template, values, found.name === undefined ? '' : bare(found.name), like ? values : `= ${values}`);
}

const ISSUER_KEY = /^([^:]+\.[^:]+):(sub|aud)$/;

function phraseOf(key: string): { readonly phrase: Phrase; readonly name?: string } | undefined {
  const lower = key.toLowerCase();
  const whole = PHRASES.get(lower);
  if (whole !== undefined) return { phrase: whole };
  const named = NAMED_PHRASES.find(([stem]) => lower.startsWith(stem) && lower.length > stem.length);
  if (named !== undefined) return { phrase: named[1], name: key.slice(named[0].length) };
  const [, issuer, claim] = ISSUER_KEY.exec(lower) ?? [];
  if (issuer === undefined || (claim !== 'sub' && claim !== 'aud')) return undefined;
  return { phrase: ISSUER_PHRASES[claim], name: key.slice(0, issuer.length) };
}

function speaksFor(phrase: Phrase, { operator }: Test): boolean {
  const wanted = phrase.of === 'anyText' || phrase.of === 'anyService' ? 'ForAnyValue' : undefined;
  if (operator.quantifier !== wanted) return false;
  if (phrase.of === 'ip') return /^(Not)?IpAddress$/.test(operator.name);
  if (phrase.of === 'arn') return /^(String(Not)?Equals|Arn(Not)?Like)$/.test(operator.name);
  return /^String(Not)?(Equals|Like)$/.test(operator.name);
}

function valueWords(phrase: Phrase, { operator, key, values }: Test, language: Language): string {
  const like = operator.name.endsWith('Like');
  const said = values.map((value) => {
    const text = like ? quoted(value) : oneValue(phrase, value, language);
    return `${text}${inBrackets(subjectOf(key, value, language), language)}`;
  });
  const list = said.join(language === 'ja' ? 'または' : ' or ');
  if (!like) return list;
  return language === 'ja' ? `${list}（パターン）` : `like ${list}`;
}

/** Who can have a token with such a subject, beside what the policy says literally. */
function subjectOf(key: string, value: string, language: Language): string | undefined {
  const [, issuer, claim] = ISSUER_KEY.exec(key.toLowerCase()) ?? [];
  return issuer === undefined || claim !== 'sub' ? undefined : subjectWords(issuer, value, language);
}

function inBrackets(text: string | undefined, language: Language): string {
  if (text === undefined) return '';
  return language === 'ja' ? `（${text}）` : ` (${text})`;
}

function oneValue(phrase: Phrase, value: string, language: Language): string {
  return phrase.of === 'service' || phrase.of === 'anyService' ? serviceWords(value, language) : bare(value);
}

/** `dynamodb.amazonaws.com` -> DynamoDB; `dynamodb.eu-west-1.amazonaws.com` -> DynamoDB in eu-west-1; others are quoted. */
function serviceWords(value: string, language: Language): string {
  const [, service = '', region] = /^([a-z0-9-]+)(?:\.([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$/.exec(value) ?? [];
  const name = SERVICE_NAMES.get(service);
  if (name === undefined) return quoted(value);
  if (region === undefined) return name;
  return language === 'ja' ? `${name}（${region}）` : `${name} in ${region}`;
}

/** Fills the slots of a template; a value that holds `$&` stays as it is. */
const put = (template: string, values: string, name = '', equal = ''): string =>
  template.replace(/\{(name|=)?\}/g, (_, slot: string | undefined) =>
    slot === undefined ? values : slot === 'name' ? name : equal,
  );
