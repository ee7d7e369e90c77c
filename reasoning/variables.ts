import type { PolicyDocument } from '../domain/policy.ts';
import type { KeyState } from './key-state.ts';
import type { Piece } from './patterns.ts';

/** One policy value after its variables were looked up. */
export type Expansion =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  /** A variable without value and default: the value counts as null (rules 55, 71). */
  | { readonly kind: 'valueless' }
  /** Depends on free keys: `fill` gives the pieces once their values are known; undefined again means valueless. */
  | {
      readonly kind: 'open';
      readonly keys: readonly string[];
      readonly fill: (lookUp: (key: string) => string | undefined) => readonly Piece[] | undefined;
    }
  /** A list key as variable: not defined. */
  | { readonly kind: 'undefinedByAws' };

interface Hole {
  readonly key: string;
  readonly fallback?: string;
}
type Part = Piece | Hole;

const VARIABLE = /\$\{([^}]*)\}/g;
const ESCAPES = new Set(['*', '?', '$']);

/** Without the current version the text stands as it is (rule 53). */
export function expand(
  text: string,
  version: PolicyDocument['version'],
  stateOf: (key: string) => KeyState,
): Expansion {
  if (version !== '2012-10-17' || !text.includes('${')) return { kind: 'text', pieces: [{ text, literal: false }] };
  const parts = split(text);
  const states = new Map(parts.flatMap((part) => ('key' in part ? [[part.key, stateOf(part.key)] as const] : [])));
  if ([...states.values()].some(isList)) return { kind: 'undefinedByAws' };
  const openKeys = [...states].flatMap(([key, state]) => (state.kind === 'free' ? [key] : []));
  const fill = (lookUp: (key: string) => string | undefined): readonly Piece[] | undefined => {
    const pieces = parts.map((part) => fillPart(part, (key) => knownValue(states.get(key), () => lookUp(key))));
    return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
  };
  if (openKeys.length > 0) return { kind: 'open', keys: openKeys, fill };
  const pieces = fill(() => undefined);
  return pieces === undefined ? { kind: 'valueless' } : { kind: 'text', pieces };
}

/** Only single-valued keys may be variables (rule 71). */
function isList(state: KeyState): boolean {
  return state.kind === 'free' ? state.key.multi : state.kind === 'fixed' && typeof state.value !== 'string';
}

function knownValue(state: KeyState | undefined, lookUp: () => string | undefined): string | undefined {
  if (state === undefined || state.kind === 'free') return lookUp();
  return state.kind === 'fixed' && typeof state.value === 'string' ? state.value : undefined;
}

function fillPart(part: Part, lookUp: (key: string) => string | undefined): Piece | undefined {
  if (!('key' in part)) return part;
  const text = lookUp(part.key) ?? part.fallback;
  return text === undefined ? undefined : { text, literal: true };
}

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
  const withDefault = /^([^,]+),\s*'(.*)'\s*$/s.exec(inner);
  if (withDefault === null) return { key: inner.trim() };
  return { key: (withDefault[1] ?? '').trim(), fallback: withDefault[2] ?? '' };
}
