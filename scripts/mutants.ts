import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadCases } from '../test/dsl.ts';
import { meets } from '../test/expectation.ts';
import { interpreterFrom, interpreterSources } from '../test/rules/altered-interpreter.ts';

/** What we use of @stryker-mutator/instrumenter: all mutants in one text, each behind its id. */
interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  /** Lines and columns from 0. */
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
interface SourceText {
  readonly name: string;
  readonly mutate: boolean;
  readonly content: string;
}
interface Instrumented {
  readonly files: readonly SourceText[];
  readonly mutants: readonly Mutant[];
}
interface InstrumenterModule {
  readonly Instrumenter: new (
    log: object,
  ) => { instrument(files: readonly SourceText[], options: object): Promise<Instrumented> };
}

/** The switch that instrumented texts look at. */
interface Switch {
  activeMutant?: string | undefined;
  hitCount: number;
  hitLimit: number;
}
const STRYKER: Switch = { hitCount: 0, hitLimit: 3_000_000 };
Object.assign(globalThis, { __stryker__: STRYKER });

const isMutated = (file: string): boolean =>
  file === 'reasoning/decide.ts' || /^reasoning\/(reference|prepared)\//.test(file);

async function instrument(folder: string): Promise<Instrumented> {
  const entry = 'node_modules/@stryker-mutator/instrumenter/dist/src/index.js';
  const module: InstrumenterModule = await import(pathToFileURL(realpathSync(join(folder, entry))).href);
  const nothing = (): void => undefined;
  const log = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    trace: nothing,
    isDebugEnabled: () => false,
  };
  const files = [...interpreterSources()].filter(([file]) => isMutated(file));
  const texts = files.map(([name, content]) => ({ name, mutate: true, content }));
  return new module.Instrumenter(log).instrument(texts, { plugins: null, ignorers: [], excludedMutations: [] });
}

/** Some case is answered otherwise, or the interpreter breaks. */
function isKilled(mutant: Mutant, sources: ReadonlyMap<string, string>): boolean {
  Object.assign(STRYKER, { activeMutant: mutant.id, hitCount: 0 });
  try {
    const decide = interpreterFrom(sources);
    return CASES.some(({ request, expect }) => !meets(decide(request), expect));
  } catch {
    return true;
  }
}
const CASES = loadCases();

function told({ fileName, mutatorName, replacement, location: { start, end } }: Mutant): string {
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const line = lines[start.line] ?? '';
  const text = line.slice(start.column, start.line === end.line ? end.column : undefined);
  return `${fileName}:${start.line + 1} ${mutatorName}: ${text}  =>  ${replacement.split('\n')[0] ?? ''}`;
}

/** `npm run mutants -- <folder>`: the share of mutants of the reference interpreter that the policy cases alone notice. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run mutants -- <folder in which @stryker-mutator/instrumenter is installed>\n');
  process.exitCode = 2;
} else {
  const { files, mutants } = await instrument(folder);
  const sources = new Map([...interpreterSources(), ...files.map(({ name, content }) => [name, content] as const)]);
  const survivors = mutants.filter((mutant) => !isKilled(mutant, sources));
  for (const one of survivors) process.stdout.write(`${told(one)}\n`);
  const score = (100 * (1 - survivors.length / mutants.length)).toFixed(1);
  process.stdout.write(`${mutants.length} mutants, ${survivors.length} survived, score ${score} %\n`);
}
