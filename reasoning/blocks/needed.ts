import type { PolicyDocument, Statement } from '../../domain/policy.ts';
import type { KeyState } from '../key-state.ts';
import type { Piece } from '../patterns.ts';
import type { Target } from '../question.ts';
import { entriesIn, liesApart } from '../resource-entries.ts';
import type { StatementPlace } from '../statements.ts';
import { expand, variablesIn } from '../variables.ts';

/** What is written in a pattern, wildcards and open variables apart, stands in every name that it covers. */
export interface Written {
  readonly beginning: string;
  /** The longest part behind a wildcard. */
  readonly within: string;
  /** A number of an account between colons. */
  readonly account: string | undefined;
}

/** What names have to hold for a document to say anything of them. */
export class Needed {
  readonly number: number;
  readonly #written: readonly Written[];
  #last = -1;
  #isMissing = false;

  constructor(number: number, written: readonly Written[]) {
    this.number = number;
    this.#written = written;
  }

  /** Accounts that stand in all names it can cover; undefined: in some there need not be one. */
  get accounts(): readonly string[] | undefined {
    const found = this.#written.flatMap(({ account }) => account ?? []);
    return found.length === this.#written.length ? found : undefined;
  }

  /** Certainly nothing is said of the target. `index`: its number; asked again of the same one, the answer is remembered. */
  isMissingIn(target: Target, index: number): boolean {
    if (this.#last !== index) this.#isMissing = this.#written.every((one) => isMissing(one, target));
    this.#last = index;
    return this.#isMissing;
  }
}

/** `stateOf`: what variables hold. Undefined: some statement covers what it does not write, or nobody can know what it writes. */
export function neededBy(
  places: readonly StatementPlace[],
  stateOf: (key: string) => KeyState,
): readonly Written[] | undefined {
  const found: Written[] = [];
  for (const { statement, document } of places) {
    const parts = partsIn(statement, document.version, stateOf);
    if (parts === undefined) return undefined;
    for (const [beginning = '', ...rest] of parts) {
      if (beginning === '') return undefined;
      const within = rest.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
      const [account] = [beginning, ...rest].flatMap(accountsIn);
      found.push({ beginning, within, account });
    }
  }
  return found;
}

/** The texts of each pattern between its wildcards. */
function partsIn(
  { resources }: Statement,
  version: PolicyDocument['version'],
  stateOf: (key: string) => KeyState,
): readonly (readonly string[])[] | undefined {
  if (resources === undefined || 'notIn' in resources) return undefined;
  const parts: (readonly string[])[] = [];
  for (const { text, head, tail } of entriesIn(resources.in)) {
    const expansion = expand(tail, version, stateOf);
    if (expansion.kind === 'open') {
      if (variablesIn(tail, version).some((key) => stateOf(key).kind === 'unsettled')) return undefined;
      parts.push(text.split(WILD));
    } else if (!('kind' in expansion.filled))
      parts.push(between([{ text: head, literal: false }, ...expansion.filled]));
    else if (expansion.filled.kind !== 'never') return undefined;
  }
  return parts;
}

const WILD = /[*?]|\$\{[^}]*\}/;

function between(pieces: readonly Piece[]): readonly string[] {
  const parts = [''];
  for (const { text, literal } of pieces) {
    const [first = '', ...rest] = literal ? [text] : text.split(/[*?]/);
    parts.push(`${parts.pop() ?? ''}${first}`, ...rest);
  }
  return parts;
}

/** Numbers of accounts that stand between colons. */
export const accountsIn = (text: string): readonly string[] =>
  [...text.matchAll(/:(\d{12})(?=:)/g)].flatMap(([, account]) => account ?? []);

function isMissing({ beginning, within }: Written, { arn, part }: Target): boolean {
  // some actions without a resource are held against names all the same
  if (arn === '*') return false;
  if (part === undefined) return !arn.startsWith(beginning) || !arn.includes(within);
  return liesApart(beginning, part.prefix);
}
