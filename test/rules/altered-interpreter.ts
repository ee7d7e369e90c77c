import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Decision } from '../../domain/decision.ts';
import type { AccessRequest } from '../../domain/request.ts';
import { bodyOf, type Edit, edited, type Module } from '../altered/source.ts';

export type Decide = (request: AccessRequest) => Decision;
const ROOT = join(import.meta.dirname, '../..');
const ENTRY = 'reasoning/decide.ts';

/** The sources of the reference interpreter by path: decide.ts, reference/, prepared/, the data it reads, and the words of domain/. */
export function interpreterSources(): ReadonlyMap<string, string> {
  const folders = ['reasoning/reference', 'reasoning/prepared', 'domain', 'reasoning/data'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = [ENTRY, ...files].filter((file) => file.endsWith('.ts') && !file.endsWith('/catalogue.ts'));
  return new Map(sources.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

const SOURCES = interpreterSources();

/** The interpreter as it would be with these edits of files below reasoning/. The product knows nothing of it: only its text is read. */
export function alteredInterpreter(edits: readonly Edit[]): Decide {
  return interpreterFrom(new Map([...SOURCES, ...changedBy(edits)]));
}

/** Links sources into an interpreter of its own: every module is run anew. */
export function interpreterFrom(sources: ReadonlyMap<string, string>): Decide {
  const loaded = new Map<string, Module>();
  const load = (file: string): Module => {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    const text = sources.get(file);
    if (text === undefined) throw new Error(`${file} is no part of the interpreter`);
    const exports: Module = {};
    loaded.set(file, exports);
    const require = (specifier: string): Module => load(normalize(join(dirname(file), specifier)));
    bodyOf(text, file)(exports, require, import.meta);
    return exports;
  };
  return load(ENTRY)['decide'] as Decide;
}

function changedBy(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const edit of edits) {
    const path = join('reasoning', edit.file);
    changed.set(path, edited(changed.get(path) ?? SOURCES.get(path), edit, path));
  }
  return changed;
}
