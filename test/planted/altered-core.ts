import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importsOf, parseSource, ROOT, readText } from '../../scripts/lib/source.ts';
import { bodyOf, type Edit, edited, type Module } from '../altered/source.ts';

/** The modules that lines of defence ask, by path. */
interface Entries {
  readonly 'reasoning/decide.ts': typeof import('../../reasoning/decide.ts');
  readonly 'reasoning/one-request.ts': typeof import('../../reasoning/one-request.ts');
  readonly 'reasoning/replay.ts': typeof import('../../reasoning/replay.ts');
  readonly 'reasoning/prove.ts': typeof import('../../reasoning/prove.ts');
  readonly 'reasoning/callers.ts': typeof import('../../reasoning/callers.ts');
  readonly 'reasoning/hops.ts': typeof import('../../reasoning/hops.ts');
  readonly 'reasoning/effective.ts': typeof import('../../reasoning/effective.ts');
  readonly 'reasoning/world.ts': typeof import('../../reasoning/world.ts');
  readonly 'reasoning/claim.ts': typeof import('../../reasoning/claim.ts');
  readonly 'reasoning/smt/claim-text.ts': typeof import('../../reasoning/smt/claim-text.ts');
  readonly 'answers/claims.ts': typeof import('../../answers/claims.ts');
  readonly 'answers/access-paths.ts': typeof import('../../answers/access-paths.ts');
  readonly 'answers/node-info.ts': typeof import('../../answers/node-info.ts');
}
export type Entry = keyof Entries;
const ENTRIES: readonly Entry[] = [
  'reasoning/decide.ts',
  'reasoning/one-request.ts',
  'reasoning/replay.ts',
  'reasoning/prove.ts',
  'reasoning/callers.ts',
  'reasoning/hops.ts',
  'reasoning/effective.ts',
  'reasoning/world.ts',
  'reasoning/claim.ts',
  'reasoning/smt/claim-text.ts',
  'answers/claims.ts',
  'answers/access-paths.ts',
  'answers/node-info.ts',
];

/** The reasoning core, or a copy of it with one edit. */
export interface Core {
  take<E extends Entry>(entry: E): Entries[E];
  /** Something was edited in what one of the entries rests on; where nothing was, a line of defence cannot see it. */
  touches(...entries: readonly Entry[]): boolean;
}

/** Generated, huge, and without imports. */
const CATALOGUE = 'reasoning/data/catalogue.ts';

/** What each module runs of ours, and from packages: all modules that the entries need, by path from the root. */
function modulesBehind(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>([[CATALOGUE, []]]);
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const specifiers = importsOf(parseSource(path, readText(path))).flatMap(({ specifier, typeOnly }) =>
      typeOnly || specifier === undefined ? [] : [fromRoot(path, specifier)],
    );
    found.set(path, specifiers);
    specifiers.filter(isOurs).forEach(visit);
  };
  entries.forEach(visit);
  return found;
}

const fromRoot = (path: string, specifier: string): string =>
  specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier;
const isOurs = (name: string): boolean => name.endsWith('.ts');

const urlOf = (path: string): string => pathToFileURL(join(ROOT, path)).href;

/** The product's own core, and copies of it: what stands above an edited file is run anew, all else is the product itself. */
export interface Workshop {
  readonly original: Core;
  /** Throws where the text to be edited is not in the file exactly once. */
  altered(edit: Edit): Core;
}

export async function openWorkshop(): Promise<Workshop> {
  const graph = modulesBehind(ENTRIES);
  const names = new Set([...graph.keys(), ...[...graph.values()].flat()]);
  const own = new Map<string, Module>();
  for (const name of names) own.set(name, await import(isOurs(name) ? urlOf(name) : name));
  return {
    original: coreOf((path) => ownModule(own, path), new Set()),
    altered: (edit) => alteredCore(graph, own, edit),
  };
}

function ownModule(own: ReadonlyMap<string, Module>, path: string): Module {
  const module = own.get(path);
  if (module === undefined) throw new Error(`${path} is no part of the reasoning core`);
  return module;
}

const coreOf = (load: (path: string) => Module, changed: ReadonlySet<string>): Core => ({
  take: <E extends Entry>(entry: E) => load(entry) as Entries[E],
  touches: (...entries) => entries.some((entry) => changed.has(entry)),
});

function alteredCore(
  graph: ReadonlyMap<string, readonly string[]>,
  own: ReadonlyMap<string, Module>,
  edit: Edit,
): Core {
  const changed = above(graph, edit.file);
  const texts = new Map([[edit.file, edited(graph.has(edit.file) ? readText(edit.file) : undefined, edit, edit.file)]]);
  const loaded = new Map<string, Module>();
  const load = (path: string): Module => {
    const known = changed.has(path) ? loaded.get(path) : ownModule(own, path);
    if (known !== undefined) return known;
    const exports: Module = {};
    loaded.set(path, exports);
    const body = bodyOf(texts.get(path) ?? readText(path), path);
    body(exports, (specifier) => load(fromRoot(path, specifier)), { url: urlOf(path) });
    return exports;
  };
  return coreOf(load, changed);
}

/** The file, and every module that runs it, however far up. */
function above(graph: ReadonlyMap<string, readonly string[]>, file: string): ReadonlySet<string> {
  const found = new Set([file]);
  for (const one of found) {
    for (const [path, needs] of graph) if (needs.includes(one)) found.add(path);
  }
  return found;
}
