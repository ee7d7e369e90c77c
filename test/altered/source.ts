import { compileFunction } from 'node:vm';
import ts from 'typescript';

/** A change of one source file: `from` stands in it exactly once. */
export interface Edit {
  /** The caller says below which folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What a module offers. */
export type Module = Record<string, unknown>;
/** Runs a module that was compiled: fills its exports, asks for what it imports. */
type Body = (exports: Module, require: (specifier: string) => Module, meta: { readonly url: string }) => void;

/** The text of the file as it would be with the edit; an edit that is nowhere, or in several places, is a fault of its author. */
export function edited(text: string | undefined, { from, to }: Edit, path: string): string {
  const parts = text?.split(from) ?? [];
  if (parts.length !== 2) throw new Error(`${path} has \`${from}\` ${Math.max(0, parts.length - 1)} times, not once`);
  return parts.join(to);
}

const compiled = new Map<string, Body>();

/** TypeScript made ready to run; equal texts are compiled once. */
export function bodyOf(text: string, path: string): Body {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const script = outputText.replaceAll('import.meta', 'meta');
  const body = compileFunction(script, ['exports', 'require', 'meta'], { filename: path }) as Body;
  compiled.set(text, body);
  return body;
}
