import { entriesOf, type PolicyLayer } from '../../domain/policy.ts';
import { globPattern, type Pattern, plain, resourcePattern } from '../patterns.ts';
import type { Reason } from '../predicates.ts';
import { doubtOf, type Entry, readEntry } from '../resource-entries.ts';
import type { Sided } from './sides.ts';

/** One entry of a Resource element, as far as its text alone tells. */
export interface Outline {
  readonly entry: Entry;
  /** Covers everything. */
  readonly all: boolean;
  /** Nothing outside of it is covered. */
  readonly outer: Pattern;
  /** Everything inside `outer` is covered; else variables decide. */
  readonly exact: boolean;
  /** Why a match is no more than possible. */
  readonly doubt?: Reason;
}

/** What all scenes of a comparison read in its policies. */
export interface PolicyTexts {
  /** How many single-character wildcards there are. */
  readonly wildcards: number;
  readonly outlineOf: (text: string, version: Sided['version']) => Outline;
  /** Of what Resource or NotResource lists; none: it lists nothing, or everything. */
  readonly outlinesOf: (one: Sided) => readonly Outline[];
}

export function policyTexts(statements: readonly Sided[], layer: PolicyLayer): PolicyTexts {
  const known = new Map<string, Outline>();
  const byStatement = new Map<Sided, readonly Outline[]>();
  const outlineOf = (text: string, version: Sided['version']): Outline => {
    const id = `${version} ${text}`;
    const outline = known.get(id) ?? readOutline(text, version, layer);
    known.set(id, outline);
    return outline;
  };
  return {
    wildcards: statements.reduce((sum, { matcher }) => sum + (matcher.match(/\?/g) ?? []).length, 0),
    outlineOf,
    outlinesOf: (one) => {
      const outlines = byStatement.get(one) ?? listedIn(one).map((text) => outlineOf(text, one.version));
      byStatement.set(one, outlines);
      return outlines;
    },
  };
}

function listedIn({ statement: { resources } }: Sided): readonly string[] {
  if (resources === undefined) return [];
  const texts = entriesOf(resources);
  return 'in' in resources && texts.includes('*') ? [] : texts;
}

function readOutline(text: string, version: Sided['version'], layer: PolicyLayer): Outline {
  const entry = readEntry(text);
  const exact = version !== '2012-10-17' || !entry.tail.includes('${');
  const doubt = text === '*' ? undefined : doubtOf(entry, layer);
  const outer = exact ? resourcePattern(plain(entry.head + entry.tail)).pattern : generousPattern(entry);
  return { entry, all: text === '*', outer, exact, ...(doubt === undefined ? {} : { doubt }) };
}

/** With any text in the place of the variables. */
const generousPattern = ({ head, tail }: Entry): Pattern =>
  globPattern(plain(head + tail.replace(/\$\{[^}]*\}/g, '*')));
