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
  const services = endlessServices(named);
  return [...raw].map(({ actions, resources, when, witness }) => ({
    actions: inPatterns(actions, wholes, services),
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
function inPatterns(
  names: ReadonlySet<string>,
  wholes: readonly Whole[],
  services: readonly Whole[],
): readonly string[] {
  const rest = new Set(names);
  const takeWhole = ({ own }: Whole, from: ReadonlySet<string>): boolean => {
    if (own.length === 0 || !own.every((action) => from.has(action))) return false;
    for (const action of own) rest.delete(action);
    return true;
  };
  const taken = [
    ...wholes.filter((whole) => takeWhole(whole, names)),
    ...services.filter((whole) => takeWhole(whole, rest)),
  ];
  return [...new Set([...taken.map(({ pattern }) => pattern), ...[...rest].map(shown)])].sort();
}

/** Services of which the statement names actions without end: only of these may it be said to name all. */
function endlessServices(named: readonly string[]): readonly Whole[] {
  const services = new Map<string, string[]>();
  for (const action of named) {
    const service = serviceOfAction(action);
    const own = services.get(service);
    if (own === undefined) services.set(service, [action]);
    // told apart soonest
    else if (action === unlistedAction(service)) own.unshift(action);
    else own.push(action);
  }
  return [...services].flatMap(([service, own]) =>
    own.length > 1 && own[0] === unlistedAction(service) ? [{ pattern: `${service}:*`, own }] : [],
  );
}

/** Names that AWS does not list were made up, unless the statement spells them. */
const shown = (action: string): string =>
  catalogueAction(action) === undefined ? unlistedAction(serviceOfAction(action)) : action;
