import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Decision } from '../../domain/decision.ts';
import type { AccessRequest } from '../../domain/request.ts';

/** A change of the interpreter's source: `from` stands in `file` (below reasoning/) exactly once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export type Decide = (request: AccessRequest) => Decision;
/** What a module offers; only `decide` is taken out of it, and its type is known. */
type Module = Record<string, unknown>;
type Body = (exports: Module, require: (specifier: string) => Module) => void;

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = 'reasoning/decide.ts';

/** The sources of the reference interpreter by path: decide.ts, reference/, the data it reads, and the words of domain/. */
export function interpreterSources(): ReadonlyMap<string, string> {
  const folders = ['reasoning/reference', 'domain', 'reasoning/data'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = [ENTRY, ...files].filter((file) => file.endsWith('.ts') && !file.endsWith('/catalogue.ts'));
  return new Map(sources.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

const SOURCES = interpreterSources();
const compiled = new Map<string, Body>();

/** The interpreter as it would be with these edits. The product knows nothing of it: only its text is read. */
export function alteredInterpreter(edits: readonly Edit[]): Decide {
  return interpreterFrom(new Map([...SOURCES, ...edited(edits)]));
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
    bodyOf(text, file)(exports, (specifier) => load(normalize(join(dirname(file), specifier))));
    return exports;
  };
  return load(ENTRY)['decide'] as Decide;
}

function bodyOf(text: string, file: string): Body {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const body = compileFunction(outputText, ['exports', 'require'], { filename: relative(ROOT, file) }) as Body;
  compiled.set(text, body);
  return body;
}

function edited(edits: readonly Edit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const path = join('reasoning', file);
    const text = changed.get(path) ?? SOURCES.get(path);
    const parts = text?.split(from) ?? [];
    if (parts.length !== 2) throw new Error(`${path} has \`${from}\` ${Math.max(0, parts.length - 1)} times, not once`);
    changed.set(path, parts.join(to));
  }
  return changed;
}
