import { entriesOf } from '../../domain/policy.ts';
import { matchActions } from '../action-patterns.ts';
import { globPattern, matches, plain } from '../patterns.ts';
import type { Sided } from './sides.ts';

/** What the Action or NotAction element of a statement says, sorted out. */
export interface Naming {
  readonly one: Sided;
  readonly rank: number;
  readonly texts: readonly string[];
  readonly excludes: boolean;
  /** Speaks of every action, but for what `byService` and `odd` say. */
  readonly everything: boolean;
  /** Entries in lower case, by their service. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
  /** Has entries without a plain service, which IAM refuses today. */
  readonly odd: boolean;
}

export function namingOf(one: Sided, rank: number): Naming {
  const { actions } = one.statement;
  const texts = entriesOf(actions);
  const byService = new Map<string, string[]>();
  let odd = false;
  for (const text of texts) {
    const service = serviceOf(text);
    if (service === undefined) {
      odd ||= text !== '*';
      continue;
    }
    const known = byService.get(service);
    if (known === undefined) byService.set(service, [text.toLowerCase()]);
    else known.push(text.toLowerCase());
  }
  return { one, rank, texts, excludes: 'notIn' in actions, everything: texts.includes('*'), byService, odd };
}

/** Of the actions, by their names in lower case, those that one entry may name. White space never matches (rule 50). */
export function actionsUnder(entry: string, byName: ReadonlyMap<string, string>): readonly string[] {
  if (/\s/.test(entry)) return [];
  if (serviceOf(entry) === undefined && entry !== '*') {
    const one = [entry];
    return [...byName.values()].filter((action) => matchActions(one, action) !== false);
  }
  const text = entry.toLowerCase();
  if (!/[*?]/.test(text)) {
    const one = byName.get(text);
    return one === undefined ? [] : [one];
  }
  const head = text.slice(0, -1);
  const simple = text.endsWith('*') && !/[*?]/.test(head);
  const pattern = globPattern(plain(text));
  const found: string[] = [];
  for (const [name, action] of byName) if (simple ? name.startsWith(head) : matches(pattern, name)) found.push(action);
  return found;
}

/** A service and a name, where only the name may hold wildcards. */
export const serviceOf = (text: string): string | undefined => /^[^:*?\s]+(?=:)/.exec(text)?.[0].toLowerCase();
