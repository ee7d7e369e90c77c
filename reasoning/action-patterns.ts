import type { Truth } from './operators.ts';
import { globPattern, matches, type Pattern, plain } from './patterns.ts';

interface ActionIndex {
  readonly everything: boolean;
  readonly literals: ReadonlySet<string>;
  /** Wildcard patterns by the service before the colon. */
  readonly byService: ReadonlyMap<string, readonly Pattern[]>;
  /** Patterns with a wildcard before the colon: IAM refuses them today. */
  readonly odd: readonly Pattern[];
}

const indexes = new WeakMap<readonly string[], ActionIndex>();

/** Does one of the patterns of an Action element name the action? Names ignore case. */
export function matchActions(patterns: readonly string[], action: string): Truth {
  const index = indexOf(patterns);
  const name = action.toLowerCase();
  if (index.everything || index.literals.has(name)) return true;
  const service = name.slice(0, name.indexOf(':'));
  if (index.byService.get(service)?.some((pattern) => matches(pattern, name)) === true) return true;
  return index.odd.some((pattern) => matches(pattern, name)) ? 'unknown' : false;
}

function indexOf(patterns: readonly string[]): ActionIndex {
  const known = indexes.get(patterns);
  if (known !== undefined) return known;
  const index = buildIndex(patterns);
  indexes.set(patterns, index);
  return index;
}

function buildIndex(patterns: readonly string[]): ActionIndex {
  const literals = new Set<string>();
  const byService = new Map<string, Pattern[]>();
  const odd: Pattern[] = [];
  for (const text of patterns) {
    const name = text.toLowerCase();
    const colon = name.indexOf(':');
    const service = colon < 0 ? name : name.slice(0, colon);
    if (!/[*?]/.test(name)) literals.add(name);
    else if (/[*?]/.test(service)) odd.push(globPattern(plain(name)));
    else byService.set(service, [...(byService.get(service) ?? []), globPattern(plain(name))]);
  }
  return { everything: patterns.includes('*'), literals, byService, odd };
}
