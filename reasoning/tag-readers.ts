import type { PolicyDocument } from '../domain/policy.ts';
import type { ChangedStatement } from './changed-statements.ts';

/** A statement that speaks of tags other than those of callers and requests. */
interface Reader {
  readonly one: ChangedStatement;
  /** All that it says, in lower case, without keys of callers and requests. */
  readonly text: string;
}

const known = new WeakMap<PolicyDocument, readonly Reader[]>();

function readersIn(document: PolicyDocument): readonly Reader[] {
  const found = known.get(document) ?? readersOf(document);
  known.set(document, found);
  return found;
}

const readersOf = ({ statements, version }: PolicyDocument): readonly Reader[] =>
  statements.flatMap((statement) => {
    const text = JSON.stringify(statement).toLowerCase().replace(OF_OTHERS, '');
    return text.includes('tag') ? [{ one: { statement, version }, text }] : [];
  });
const OF_OTHERS = /aws:(principal|request)tag\/[^"},]*/g;

/** Statements that may read a tag of a resource by one of these names; rather too many. */
export function readingTags(document: PolicyDocument, names: readonly string[]): readonly ChangedStatement[] {
  const texts = names.map((name) => JSON.stringify(name).slice(1, -1).toLowerCase());
  const reading = readersIn(document).filter(({ text }) => texts.some((name) => text.includes(name)));
  return reading.map(({ one }) => one);
}
