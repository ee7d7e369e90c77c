import type { Witness } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import { catalogueAction, serviceOfAction, unlistedAction } from '../actions.ts';
import { actionsUnder } from './action-naming.ts';
import type { NewPlace, Reading } from './findings.ts';
import type { NewPart, NewResources } from './new-access.ts';
import { meets } from './pattern-relations.ts';
import type { EntryTerm } from './resource-terms.ts';
import type { Sided } from './sides.ts';

/** New access: `actions` by name. */
export interface RawPart {
  readonly actions: Set<string>;
  readonly resources: readonly NewResources[];
  readonly when: Formula;
  readonly witness: Witness;
}

/** The entries of a statement under which new access lies, without the existing entries under which none does. */
export function newResources({ prepared, term }: Reading, places: readonly NewPlace[]): readonly NewResources[] {
  if (term === undefined) return [{ pattern: '*', except: [] }];
  if (term.excludes) return [{ pattern: '*', except: term.entries.map((entry) => entry.text).sort() }];
  const known = prepared.statements
    .filter(({ one: { side, statement } }) => side === 'existing' && statement.effect === 'Allow')
    .flatMap(({ resource }) => (resource === undefined || resource.excludes ? [] : resource.entries));
  return term.entries.flatMap((entry) => {
    const here = places.filter((place) => place.entry === entry);
    if (here.length === 0) return [];
    const except = known.filter(
      (old) => here.some((place) => reaches(old, place)) && !here.some((place) => covers(old, place)),
    );
    return { pattern: entry.text, except: [...new Set(except.map((old) => old.text))].sort() };
  });
}

const reaches = (old: EntryTerm, { within }: NewPlace): boolean =>
  old.coverings.some(({ pattern }) => within.every((one) => meets(one, pattern)));

const covers = (old: EntryTerm, { region }: NewPlace): boolean =>
  old.all || old.coverings.some(({ pattern }) => region.inside.get(pattern.text) === true);

/** Actions are told by the statement's own patterns where these are new as a whole. */
export function partsOf({ statement }: Sided, raw: Iterable<RawPart>, named: readonly string[]): readonly NewPart[] {
  const patterns = 'in' in statement.actions ? statement.actions.in : [];
  const byName = new Map(named.map((action) => [action.toLowerCase(), action]));
  const wholes = patterns.map((pattern) => ({ pattern, own: actionsUnder(pattern, byName) }));
  return [...raw].map(({ actions, resources, when, witness }) => ({
    actions: inPatterns(actions, wholes, named),
    resources,
    when,
    witness,
  }));
}

interface Whole {
  readonly pattern: string;
  /** All it names. */
  readonly own: readonly string[];
}

/** Names as few texts as can be: the statement's patterns, whole services, single actions, and the unlisted ones of a service. */
function inPatterns(names: ReadonlySet<string>, wholes: readonly Whole[], named: readonly string[]): readonly string[] {
  const rest = new Set(names);
  const takeWhole = (own: readonly string[]): boolean => {
    if (own.length === 0 || !own.every((action) => names.has(action))) return false;
    for (const action of own) rest.delete(action);
    return true;
  };
  const whole = wholes.filter(({ own }) => takeWhole(own)).map(({ pattern }) => pattern);
  const services = [...byService(named, (one) => rest.has(one))].flatMap(([service, { all, own }]) =>
    all.length > 1 && all.length === own.length && takeWhole(own) ? [`${service}:*`] : [],
  );
  return [...new Set([...whole, ...services, ...[...rest].map(shown)])].sort();
}

function byService(named: readonly string[], isOwn: (action: string) => boolean) {
  const services = new Map<string, { readonly all: string[]; readonly own: string[] }>();
  for (const action of named) {
    const service = serviceOfAction(action);
    const entry = services.get(service) ?? { all: [], own: [] };
    services.set(service, entry);
    if (action === unlistedAction(service)) entry.all.unshift(action);
    else entry.all.push(action);
    if (isOwn(action)) entry.own.push(action);
  }
  // only a statement that names a service without end may be said to name all of it
  return [...services].filter(([service, { all }]) => all[0] === unlistedAction(service));
}

/** Names that AWS does not list were made up, unless the statement spells them. */
const shown = (action: string): string =>
  catalogueAction(action) === undefined ? unlistedAction(serviceOfAction(action)) : action;
