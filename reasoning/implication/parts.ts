import type { Witness } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import { matchActions } from '../action-patterns.ts';
import { catalogueAction, serviceOfAction, unlistedAction } from '../actions.ts';
import type { NewPart, NewResources } from './new-access.ts';
import type { EntryTerm, ResourceTerm } from './resource-terms.ts';
import type { Prepared } from './scene.ts';
import type { Sided } from './sides.ts';
import type { TextClass } from './text-classes.ts';

/** New access of one scene: `actions` by name. */
export interface RawPart {
  readonly actions: readonly string[];
  readonly resources: readonly NewResources[];
  readonly when: Formula;
  readonly witness: Witness;
}

interface Resources {
  readonly term: ResourceTerm | undefined;
  /** Classes on which access is new, and all classes. */
  readonly here: readonly TextClass[];
  readonly all: readonly TextClass[];
}

/** The entries of a statement under which new access lies, without the existing entries under which none does. */
export function newResources(prepared: Prepared, { term, here, all }: Resources): readonly NewResources[] {
  if (term === undefined) return [{ pattern: '*', except: [] }];
  if (term.excludes) return [{ pattern: '*', except: term.entries.map((entry) => entry.text).sort() }];
  const place = new Map(prepared.patterns.map((pattern, i) => [pattern.text, i]));
  const covers = (entry: EntryTerm, one: TextClass): boolean =>
    entry.all || entry.coverings.some(({ pattern }) => one.in[place.get(pattern.text) ?? -1] === true);
  const known = prepared.statements
    .filter(({ one: { side, statement } }) => side === 'existing' && statement.effect === 'Allow')
    .flatMap(({ resource }) => (resource === undefined || resource.excludes ? [] : resource.entries));
  return term.entries
    .filter((entry) => here.some((one) => covers(entry, one)))
    .map((entry) => {
      const except = known.filter(
        (old) => all.some((one) => covers(entry, one) && covers(old, one)) && !here.some((one) => covers(old, one)),
      );
      return { pattern: entry.text, except: [...new Set(except.map((old) => old.text))].sort() };
    });
}

/** Parts that differ in their actions alone become one; actions by the statement's own patterns where these are new as a whole. */
export function mergeParts(
  { statement }: Sided,
  raw: readonly RawPart[],
  named: readonly string[],
): readonly NewPart[] {
  const merged = new Map<string, RawPart & { readonly names: Set<string> }>();
  for (const part of raw) {
    const id = JSON.stringify([part.resources, part.when]);
    const known = merged.get(id);
    if (known === undefined) merged.set(id, { ...part, names: new Set(part.actions) });
    else for (const action of part.actions) known.names.add(action);
  }
  const patterns = 'in' in statement.actions ? statement.actions.in : [];
  return [...merged.values()].map(({ names, resources, when, witness }) => ({
    actions: inPatterns(names, patterns, named),
    resources,
    when,
    witness,
  }));
}

/** Names as few texts as can be: the statement's patterns, whole services, single actions, and the unlisted ones of a service. */
function inPatterns(
  names: ReadonlySet<string>,
  patterns: readonly string[],
  named: readonly string[],
): readonly string[] {
  const rest = new Set(names);
  const takeWhole = (own: readonly string[]): boolean => {
    if (own.length === 0 || !own.every((action) => names.has(action))) return false;
    for (const action of own) rest.delete(action);
    return true;
  };
  const whole = patterns.filter((pattern) => takeWhole(named.filter((one) => matchActions([pattern], one) !== false)));
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
