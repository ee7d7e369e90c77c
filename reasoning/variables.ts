import type { PolicyDocument } from '../domain/policy.ts';
import type { Sample } from './domains.ts';
import type { KeyState } from './key-state.ts';
import type { Filled } from './operators.ts';
import type { Piece } from './patterns.ts';
import type { Reason } from './predicates.ts';

/** One policy value after its variables were looked up. */
export type Expansion =
  /** What it comes to; 'never' for a variable without value and default: the value counts as null (rules 55, 71). */
  | { readonly kind: 'closed'; readonly filled: Filled }
  /** Depends on free keys: `fill` says what it comes to once their values are known. */
  | {
      readonly kind: 'open';
      readonly keys: readonly string[];
      readonly fill: (lookUp: (key: string) => Sample) => Filled;
    };

/** Names of the keys whose values the text takes in. */
export function variablesIn(text: string, version: PolicyDocument['version']): readonly string[] {
  if (version !== '2012-10-17' || !text.includes('${')) return [];
  return split(text).flatMap((part) => ('key' in part ? [part.key] : []));
}

interface Hole {
  readonly key: string;
  readonly fallback?: string;
}
type Part = Piece | Hole;

const VARIABLE = /\$\{([^}]*)\}/g;
const ESCAPES = new Set(['*', '?', '$']);

export const closed = (filled: Filled): Expansion => ({ kind: 'closed', filled });

/** Without the current version the text stands as it is (rule 53). */
export function expand(
  text: string,
  version: PolicyDocument['version'],
  stateOf: (key: string) => KeyState,
): Expansion {
  if (version !== '2012-10-17' || !text.includes('${')) return closed([{ text, literal: false }]);
  const parts = split(text);
  const states = new Map(parts.flatMap((part) => ('key' in part ? [[part.key, stateOf(part.key)] as const] : [])));
  const keys = [...states].flatMap(([key, state]) => (state.kind === 'free' ? [key] : []));
  const fill = (lookUp: (key: string) => Sample): Filled => fillParts(parts, states, lookUp);
  return keys.length > 0 ? { kind: 'open', keys, fill } : closed(fill(() => undefined));
}

/** The first variable without a text decides. */
function fillParts(
  parts: readonly Part[],
  states: ReadonlyMap<string, KeyState>,
  lookUp: (key: string) => Sample,
): Filled {
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (!('key' in part)) {
      pieces.push(part);
      continue;
    }
    const state = states.get(part.key) ?? { kind: 'absent' };
    if (state.kind === 'unsettled') return state;
    const value = valueIn(state, () => lookUp(part.key));
    if (value !== undefined && typeof value !== 'string') return { kind: 'unsettled', reason: LIST };
    const text = value ?? part.fallback;
    if (text === undefined) return { kind: 'never' };
    pieces.push({ text, literal: true });
  }
  return pieces;
}

function valueIn(state: KeyState, lookUp: () => Sample): Sample {
  if (state.kind === 'free') return lookUp();
  return state.kind === 'fixed' ? state.value : undefined;
}

/** Only single-valued keys may be variables (rule 71). */
const LIST: Reason = { rule: 71, text: 'a policy variable names a multivalued key' };

function split(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), literal: false });
    parts.push(readVariable(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), literal: false });
  return parts;
}

/** `aws:username`, `aws:PrincipalTag/x, 'default'`, or one of the escapes `*`, `?`, `$`. */
function readVariable(inner: string): Part {
  if (ESCAPES.has(inner)) return { text: inner, literal: true };
  const [, key, fallback] = /^(.*?),\s*'([^']*)'\s*$/s.exec(inner) ?? [];
  return key === undefined || fallback === undefined ? { key: inner.trim() } : { key: key.trim(), fallback };
}
