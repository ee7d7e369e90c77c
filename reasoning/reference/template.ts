import type { Assumption } from '../../domain/decision.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import { fits, type Glob, isWildcard, readGlob, type Wildcard } from './glob.ts';
import type { Given, Situation } from './situation.ts';

interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback?: string;
}
type Piece = string | Wildcard | Variable;

/** A value of a policy as written: literal text, wildcards, and policy variables that each request fills anew. */
export interface Template {
  readonly pieces: readonly Piece[];
  /** The same where no variable is in it. */
  readonly fixed?: Filled;
}

/** What one request makes of a template. */
export type Filled =
  | { readonly kind: 'glob'; readonly glob: Glob; readonly given: readonly Assumption[] }
  /** A variable has no value: the entry matches nothing (rules 55, 71). */
  | { readonly kind: 'valueless' }
  | { readonly kind: 'unclear'; readonly because: Assumption };

/** Where a value stands: the request, the layer, and whether the document's Version knows variables (rule 53). */
export interface Scope {
  readonly situation: Situation;
  readonly layer: PolicyLayer;
  readonly variables: boolean;
}

const VARIABLE = /(\$\{[^}]*\})/;
const WITH_DEFAULT = /^(.*?),\s*'([^']*)'\s*$/s;

/** `wildcards`: whether `*` and `?` mean anything here; `stops`: characters they may not take. */
export function readTemplate(text: string, variables: boolean, wildcards: boolean, stops = ''): Template {
  const plain = (part: string): readonly Piece[] => (wildcards ? readGlob(part, stops) : [part]);
  const pieces = variables
    ? text.split(VARIABLE).flatMap((part) => (part.startsWith('${') ? [variable(part)] : plain(part)))
    : plain(text);
  return templateOf(pieces);
}

export function templateOf(pieces: Template['pieces']): Template {
  const glob = pieces.filter((piece) => typeof piece === 'string' || isFixed(piece));
  return glob.length === pieces.length ? { pieces, fixed: { kind: 'glob', glob, given: [] } } : { pieces };
}

const isFixed = (piece: Wildcard | Variable): piece is Wildcard => 'many' in piece;

/** `${*}`, `${?}` and `${$}` are those characters; every other name is that of a key, which may have no value. */
function variable(part: string): Piece {
  const inside = part.slice(2, -1);
  if (inside === '*' || inside === '?' || inside === '$') return inside;
  const [, key, fallback] = WITH_DEFAULT.exec(inside) ?? [];
  if (key === undefined || fallback === undefined) return { key: inside.trim().toLowerCase() };
  return { key: key.trim().toLowerCase(), fallback };
}

/** Puts the values of this request into the template. */
export function fill(template: Template, scope: Scope): Filled {
  if (template.fixed !== undefined) return template.fixed;
  const glob: (string | Wildcard)[] = [];
  const beliefs: Assumption[] = [];
  if (scope.layer === 'rcp') beliefs.push({ rule: 53, text: 'policy variables work in resource control policies' });
  for (const piece of template.pieces) {
    if (typeof piece === 'string' || isFixed(piece)) {
      glob.push(piece);
      continue;
    }
    const found = scope.situation.context.get(piece.key);
    if (found !== undefined && (found.many || found.ambiguous)) return { kind: 'unclear', because: unclear(found) };
    const value = found?.values[0] ?? piece.fallback;
    if (value === undefined) return { kind: 'valueless' };
    if (/[*?]/.test(value))
      beliefs.push({ rule: 71, text: 'wildcard characters in the value of a variable are literal' });
    glob.push(value);
  }
  return { kind: 'glob', glob, given: beliefs };
}

const unclear = (found: Given): Assumption =>
  found.ambiguous
    ? { rule: 70, text: 'two keys of the request differ in case only' }
    : { rule: 71, text: 'a policy variable names a multivalued key' };

/** Could the text fit, whatever the variables hold? */
export function couldFit(template: Template, text: string): boolean {
  const generous = template.pieces.map((piece) =>
    typeof piece === 'string' || isFixed(piece) ? piece : { many: true, stops: '' },
  );
  return fits(generous, text);
}

export const hasWildcard = (glob: Glob): boolean => glob.some(isWildcard);
