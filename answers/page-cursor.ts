import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../domain/result.ts';
import type { AskError } from './questions.ts';

/** What was told last. */
export interface PagePlace {
  /** Subject and principal, or principal and resource. */
  readonly of: readonly [outer: string, inner: string];
  /** How many results of these two were told. */
  readonly told: number;
}

/** What a cursor is good for: it points into the answer to one question about one snapshot. */
export interface CursorOf {
  readonly snapshot: string;
  /** Whatever decides what is told and in which order. */
  readonly question: readonly unknown[];
}

/** Means nothing to Markdown, shells and addresses. */
const SEPARATOR = ',';
const ESCAPED = '%2C';
const written = (text: string): string => encodeURI(text).replaceAll(SEPARATOR, ESCAPED);

/** `48bab8384e92,9f2c01ab,person:ann@cakes.example,arn:aws:iam::111122223333:role/Reader,1`: for whom it is, and what was told last. */
export const cursorAt = (of: CursorOf, { of: two, told }: PagePlace): string =>
  [of.snapshot, digestOf(of), ...two, String(told)].map(written).join(SEPARATOR);

export function placeOf(cursor: string, of: CursorOf): Result<PagePlace, AskError> {
  const [snapshot, question, outer = '', inner = '', told = '', ...rest] = cursor.split(SEPARATOR).map(readable);
  const isPlace = outer !== '' && inner !== '' && /^[1-9]\d{0,8}$/.test(told) && rest.length === 0;
  if (!isPlace || snapshot === undefined || snapshot === '') return err(problem(NO_CURSOR(cursor)));
  if (snapshot !== of.snapshot) return err(problem(OF_OTHER_SNAPSHOT(snapshot, of.snapshot)));
  if (question !== digestOf(of)) return err(problem(OF_OTHER_QUESTION));
  return ok({ of: [outer, inner], told: Number(told) });
}

/** Empty: it is not written as we write it. */
function readable(text: string): string {
  try {
    return decodeURI(text.replaceAll(ESCAPED, SEPARATOR));
  } catch {
    return '';
  }
}

const digestOf = ({ question }: CursorOf): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('hex').slice(0, 8);

const problem = (message: string): AskError => ({ kind: 'badInput', message });

const MOST_SHOWN = 200;

export const NO_CURSOR = (cursor: string): string =>
  `\`${cursor.length > MOST_SHOWN ? `${cursor.slice(0, MOST_SHOWN)}…` : cursor}\` is no cursor; take \`next\` of an answer as it is, or begin without one`;
const OF_OTHER_SNAPSHOT = (theirs: string, ours: string): string =>
  `the cursor is of snapshot \`${theirs}\`, and \`${ours}\` answers now; begin without one`;
const OF_OTHER_QUESTION = 'the cursor is of another question; ask for the next page as for the first one';
