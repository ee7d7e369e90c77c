import { type SpawnSyncReturns, spawnSync } from 'node:child_process';

const OWN_FILE = import.meta.url;

/** Of a TypeScript file of ours: as it was compiled, where this one was, or through the loader. */
const commandOf = (file: string): readonly string[] =>
  OWN_FILE.endsWith('.ts') ? ['--import', import.meta.resolve('tsx'), file] : [file.replace(/\.ts$/, '.js')];

/** What a TypeScript file of ours tells as JSON on standard output, in a process of its own: its memory, and how warm it is, are its own. */
export function toldBy<T>(file: string, ...args: readonly string[]): T {
  const ended = spawnSync(process.execPath, [...commandOf(file), ...args], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(whyEnded(ended));
  return JSON.parse(ended.stdout) as T;
}

/** Why it told nothing: what it threw, or what ended it. */
const whyEnded = ({ status, signal, stderr, error }: SpawnSyncReturns<string>): string =>
  error?.message ?? /^(\w*Error\b.*|FATAL.*)$/m.exec(stderr)?.[1] ?? `it ended with ${signal ?? status}`;
