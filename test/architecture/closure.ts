import { importsOf, parseSource, readText, resolveRelative } from '../../scripts/lib/source.ts';

/** Files and packages that run when these files are loaded; what only lends a type does not run. */
export function loadedWith(...paths: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const queue = [...paths];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (loaded.has(at)) continue;
    loaded.add(at);
    if (!at.endsWith('.ts')) continue;
    for (const { specifier = '', typeOnly } of importsOf(parseSource(at, readText(at)))) {
      if (!typeOnly) queue.push(resolveRelative(at, specifier) ?? specifier);
    }
  }
  return loaded;
}
