import { globPattern, matches, type Pattern, plain } from './patterns.ts';
import type { Truth } from './predicates.ts';

interface ActionIndex {
  readonly everything: boolean;
  readonly literals: ReadonlySet<string>;
  /** Services that the patterns speak of. */
  readonly services: ReadonlySet<string>;
  /** Wildcard patterns by the service before the colon; of most the only wildcard stands at the end. */
  readonly byService: ReadonlyMap<string, Wild>;
  /** Service and name of patterns that IAM refuses today: a wildcard before the colon, or no colon. */
  readonly odd: readonly (readonly [service: Pattern, name: Pattern])[];
}

interface Wild {
  readonly beginnings: string[];
  readonly others: Pattern[];
}

const indexes = new WeakMap<readonly string[], ActionIndex>();

/** Stands for every name that nobody knows. */
export const UNKNOWN_NAME = '<unlisted>';
/** A short name and a long one in letters that no pattern writes: patterns that name both name everything. */
const UNWRITTEN = ['\u0001', '\u0001'.repeat(64)];

/** Does one of the patterns of an Action element name the action? Names ignore case; white space never matches (rule 50). */
export function matchActions(patterns: readonly string[], action: string): Truth {
  const index = indexOf(patterns);
  const whole = action.toLowerCase();
  if (!whole.endsWith(`:${UNKNOWN_NAME}`)) return named(index, whole);
  const [one = false, other = false] = UNWRITTEN.map((name) => named(index, whole.replace(UNKNOWN_NAME, name)));
  return one === false || other === false ? false : one === true && other === true ? true : 'unknown';
}

function named(index: ActionIndex, whole: string): Truth {
  if (index.everything || index.literals.has(whole)) return true;
  const [service = '', name = ''] = whole.split(':');
  const wild = index.byService.get(service);
  if (wild?.beginnings.some((text) => whole.startsWith(text)) === true) return true;
  if (wild?.others.some((pattern) => matches(pattern, whole)) === true) return true;
  const refused = index.odd.some(([first, second]) => matches(first, service) && matches(second, name));
  return refused ? 'unknown' : false;
}

/** May some action of the service be named? */
export function mayName(patterns: readonly string[], service: string): boolean {
  const { everything, services, odd } = indexOf(patterns);
  return everything || services.has(service) || odd.length > 0;
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
  const services = new Set<string>();
  const byService = new Map<string, Wild>();
  const odd: (readonly [Pattern, Pattern])[] = [];
  for (const text of patterns.filter((one) => one !== '*' && !/\s/.test(one))) {
    const whole = text.toLowerCase();
    const [service = '', name = '*'] = whole.split(/:(.*)/s);
    const isOdd = !whole.includes(':') || /[*?]/.test(service);
    if (!isOdd) services.add(service);
    if (isOdd) odd.push([globPattern(plain(service)), globPattern(plain(name))]);
    else if (!/[*?]/.test(name)) literals.add(whole);
    else {
      const wild = byService.get(service) ?? { beginnings: [], others: [] };
      byService.set(service, wild);
      if (/^[^*?]*\*$/.test(whole)) wild.beginnings.push(whole.slice(0, -1));
      else wild.others.push(globPattern(plain(whole)));
    }
  }
  return { everything: patterns.includes('*'), literals, services, byService, odd };
}
