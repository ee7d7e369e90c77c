import { entriesOf, type PolicyDocument, type Statement } from '../../domain/policy.ts';
import type { KeyState } from '../key-state.ts';
import { consume, type Pattern, plain, printPattern, resourcePattern, underPrefix } from '../patterns.ts';
import type { OpenPart, Target } from '../question.ts';
import { type Entry, entriesIn, patternsOf } from '../resource-entries.ts';
import { expand } from '../variables.ts';

/** A part whose names begin as those of all parts of its kind do, so that equal policies read equal: objects of all buckets. */
export function sharedPart(target: Target, part: OpenPart): Target {
  const prefix = isObject(target) ? `arn:${partitionOf(target)}:s3:::x/` : part.prefix;
  return { ...target, arn: `${prefix}x`, part: { ...part, prefix } };
}

export const isObject = ({ service, type, part }: Target): boolean =>
  service === 's3' && type === 'object' && part !== undefined;

export const partitionOf = ({ arn }: Target): string => arn.split(':')[1] ?? 'aws';

interface Move {
  readonly version: PolicyDocument['version'];
  /** Beginnings of the names. */
  readonly from: string;
  readonly to: string;
  readonly stateOf: (key: string) => KeyState;
  /** Lists that were written before: equal ones are one, so that their patterns are read once. */
  readonly lists: Map<string, readonly string[]>;
}

/** The statement as it reads under the other beginning, its variables filled in. Undefined: there is no text for it. */
export function moved(statement: Statement, move: Move): Statement | undefined {
  const { resources } = statement;
  if (resources === undefined || move.from === move.to) return statement;
  const isExclusive = 'notIn' in resources;
  const written: string[] = [];
  for (const entry of entriesIn(isExclusive ? resources.notIn : resources.in)) {
    const found = movedEntry(entry, move, isExclusive);
    if (found === undefined) return undefined;
    written.push(...found);
  }
  // what covers every name under the beginning hangs on no name
  const list = written.includes(`${move.to}*`) ? ['*'] : [...new Set(written)];
  const name = JSON.stringify(list);
  const known = move.lists.get(name) ?? list;
  move.lists.set(name, known);
  return { ...statement, resources: isExclusive ? { notIn: known } : { in: known } };
}

/**
 * Where the patterns of a statement stand after a beginning of names: after beginnings where they stand alike it reads the same under
 * whatever they are moved to. Undefined: that hangs on variables.
 */
export function standingAfter({ resources }: Statement, from: string): string | undefined {
  if (resources === undefined) return '';
  const entries = entriesIn(entriesOf(resources));
  if (entries.some(({ tail }) => tail.includes('${'))) return undefined;
  return entries.map((entry) => consume(patternsOf(entry, plain(entry.tail)).pattern, from).join()).join(';');
}

function movedEntry(
  entry: Entry,
  { version, from, to, stateOf }: Move,
  isExclusive: boolean,
): readonly string[] | undefined {
  const { text, tail, short, dubious } = entry;
  if (text === '*') return [text];
  if (short || dubious) return undefined;
  const expansion = expand(tail, version, stateOf);
  if (expansion.kind === 'open') return undefined;
  const { filled } = expansion;
  if ('kind' in filled) return filled.kind === 'never' && !isExclusive ? [] : undefined;
  return underBeginning(patternsOf(entry, filled).pattern, from, to);
}

function underBeginning(pattern: Pattern, from: string, to: string): readonly string[] | undefined {
  const texts: string[] = [];
  for (const left of underPrefix(pattern, from, to)) {
    const text = printPattern(left);
    if (text === undefined || text.includes('${')) return undefined;
    const again = resourcePattern([{ text, literal: false }]).pattern;
    if (again.text !== left.text) return undefined;
    texts.push(text);
  }
  return texts;
}
