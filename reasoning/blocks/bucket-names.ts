import type { KeyState } from '../key-state.ts';
import type { Piece } from '../patterns.ts';
import type { Target } from '../question.ts';
import { type Entry, entriesIn } from '../resource-entries.ts';
import type { StatementPlace } from '../statements.ts';
import { type Expansion, expand } from '../variables.ts';

/** What a pattern of names of objects asks of the name of their bucket first: that it begins so, or that this stands in it. */
export interface Telling {
  readonly text: string;
  readonly begins: boolean;
}

/**
 * By what statements tell objects of one bucket from those of another; undefined: that is not known, or they say nothing of objects of
 * buckets that they do not tell from others. A name of a bucket holds no slash, so where it does not meet the first thing that a
 * pattern asks for, what is left of the pattern behind the slash is the same for all such buckets.
 */
export function tellingsOf(
  places: readonly StatementPlace[],
  partition: string,
  stateOf: (key: string) => KeyState,
): readonly Telling[] | undefined {
  const found: (Telling | Tells)[] = [];
  for (const { statement, document } of places) {
    const { resources } = statement;
    if (resources === undefined) return undefined;
    const excludes = 'notIn' in resources;
    if (excludes) found.push('none');
    for (const entry of entriesIn(excludes ? resources.notIn : resources.in))
      found.push(tellingIn(entry, partition, expand(entry.tail, document.version, stateOf), excludes));
  }
  const tellings = found.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const isSilent = !found.includes('none') && tellings.every(({ begins }) => begins);
  return isSilent || found.includes('any') ? undefined : tellings;
}

/** `nothing`: it covers no object; `none`: it tells no two buckets apart; `any`: it may tell buckets apart of which nothing is written. */
type Tells = 'nothing' | 'none' | 'any';

function tellingIn(entry: Entry, partition: string, expansion: Expansion, excludes: boolean): Telling | Tells {
  const { text, head, short, dubious } = entry;
  if (text === '*') return 'none';
  if (short || dubious || /[*?]/.test(head)) return 'any';
  if (head !== beginningIn(partition)) return 'nothing';
  if (expansion.kind === 'open') return 'any';
  const { filled } = expansion;
  if ('kind' in filled) return filled.kind === 'never' && !excludes ? 'nothing' : 'any';
  return firstIn(filled);
}

const beginningIn = (partition: string): string => `arn:${partition}:s3:::`;

function firstIn(pieces: readonly Piece[]): Telling | Tells {
  const chars = pieces.flatMap(({ text, literal }) =>
    [...text].map((char) => ({ char, isWild: !literal && /[*?]/.test(char) })),
  );
  const first = chars.findIndex(({ char, isWild }) => !isWild || char === '?');
  if (first === -1) return 'none';
  const rest = chars.slice(first);
  const end = rest.findIndex(({ char, isWild }) => isWild || char === '/');
  const text = (end === -1 ? rest : rest.slice(0, end)).map(({ char }) => char).join('');
  if (text !== '') return { text, begins: first === 0 };
  return rest[0]?.char === '/' ? 'none' : 'any';
}

/** Names of buckets that are told from others. */
export class ToldBuckets {
  readonly number: number;
  readonly accounts = undefined;
  readonly #tellings: readonly Telling[];
  readonly #beginning: string;
  #last = -1;
  #isMissing = false;

  constructor(number: number, tellings: readonly Telling[], partition: string) {
    this.number = number;
    this.#tellings = tellings;
    this.#beginning = beginningIn(partition);
  }

  /** The bucket of the objects is told from no other of which this holds. `index`: its number; asked again of the same one, the answer is remembered. */
  isMissingIn(target: Target, index: number): boolean {
    if (this.#last !== index) this.#isMissing = this.#tellsNothing(target);
    this.#last = index;
    return this.#isMissing;
  }

  #tellsNothing({ part }: Target): boolean {
    const bucket = part?.prefix.slice(this.#beginning.length, -1);
    if (bucket === undefined || part?.prefix !== `${this.#beginning}${bucket}/` || bucket.includes('/')) return false;
    return this.#tellings.every(({ text, begins }) => (begins ? !bucket.startsWith(text) : !bucket.includes(text)));
  }
}
