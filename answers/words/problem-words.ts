import type { Language } from '../questions.ts';
import { ASKED_PROBLEMS_JA } from './problems/asked.ts';
import { CALIBRATION_PROBLEMS_JA } from './problems/calibration.ts';
import { CHANGE_PROBLEMS_JA } from './problems/changes.ts';
import { CONNECTOR_PROBLEMS_JA } from './problems/connectors.ts';
import { FILE_PROBLEMS_JA } from './problems/files.ts';
import { IMPORT_PROBLEMS_JA } from './problems/imports.ts';
import { JOB_PROBLEMS_JA } from './problems/jobs.ts';
import { LAST_USED_PROBLEMS_JA } from './problems/last-used.ts';
import { SOURCE_PROBLEMS_JA } from './problems/sources.ts';
import { STORE_PROBLEMS_JA } from './problems/stores.ts';
import { TOKEN_PROBLEMS_JA } from './problems/token-issuers.ts';
import { USAGE_PROBLEMS_JA } from './problems/usage.ts';
import { VERIFIED_PROBLEMS_JA } from './problems/verified.ts';

/** English texts of errors, gaps and refusals with their Japanese; `{}` and `{0}`, `{1}` ... stand for what a text names. */
export const PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ...FILE_PROBLEMS_JA,
  ...ASKED_PROBLEMS_JA,
  ...STORE_PROBLEMS_JA,
  ...USAGE_PROBLEMS_JA,
  ...VERIFIED_PROBLEMS_JA,
  ...CONNECTOR_PROBLEMS_JA,
  ...CHANGE_PROBLEMS_JA,
  ...CALIBRATION_PROBLEMS_JA,
  ...JOB_PROBLEMS_JA,
  ...SOURCE_PROBLEMS_JA,
  ...TOKEN_PROBLEMS_JA,
  ...LAST_USED_PROBLEMS_JA,
  ...IMPORT_PROBLEMS_JA,
];

interface Pattern {
  /** What stands around the slots. */
  readonly parts: readonly string[];
  /** Characters of its own: of two patterns that match, the one that says more is meant. */
  readonly own: number;
  /** Holds no word. */
  readonly signsOnly: boolean;
  readonly japanese: string;
  /** By slot: input in backticks, which is quoted as it is. */
  readonly quoted: readonly boolean[];
}

function patternOf([english, japanese]: readonly [string, string]): Pattern {
  const parts = english.split('{}');
  return {
    parts,
    own: parts.join('').length,
    signsOnly: !/[a-z]/i.test(parts.join('')),
    japanese,
    quoted: parts.slice(1).map((after, at) => after.startsWith('`') && parts[at]?.endsWith('`') === true),
  };
}

const PATTERNS: readonly Pattern[] = PROBLEMS_JA.map(patternOf).sort((a, b) => b.own - a.own);

/** Longer texts hold a document of somebody; looking for patterns in them would take long, and tell nothing. */
const LONGEST = 4_000;
/** A cause in a failure of a file in a message: deeper is nothing of ours. */
const DEEPEST = 5;

/**
 * What an error, a gap or a refusal says of itself. Names, code and the words of other programs stay as they are; so does a text
 * without Japanese.
 */
export function problemWords(text: string, language: Language): string {
  return language === 'en' || text.length > LONGEST ? text : inJapanese(text, 0);
}

/**
 * Slots hold texts too: a cause within a failure, a place within a file. A pattern of signs alone (`{}: {}`) is meant only where
 * some slot has Japanese; else the text is another program's.
 */
function inJapanese(text: string, depth: number): string {
  if (depth > DEEPEST) return text;
  for (const { parts, signsOnly, japanese, quoted } of PATTERNS) {
    const given = slotsOf(text, parts);
    if (given === undefined) continue;
    const slots = given.map((slot, at) => (slot === text || quoted[at] === true ? slot : inJapanese(slot, depth + 1)));
    if (signsOnly && slots.every((slot, at) => slot === given[at])) continue;
    return japanese.replaceAll(/\{(\d)\}/g, (_, slot: string) => slots[Number(slot)] ?? '');
  }
  return text;
}

/** Each slot as short as can be, without going back: a text has to be read in one go. Undefined where the parts are not there. */
function slotsOf(text: string, parts: readonly string[]): readonly string[] | undefined {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first ? [] : undefined;
  if (!text.startsWith(first)) return undefined;
  const last = rest.pop() ?? '';
  const slots: string[] = [];
  let at = first.length;
  for (const part of rest) {
    const next = text.indexOf(part, at);
    if (next < 0) return undefined;
    slots.push(text.slice(at, next));
    at = next + part.length;
  }
  const end = text.length - last.length;
  return end >= at && text.endsWith(last) ? [...slots, text.slice(at, end)] : undefined;
}
