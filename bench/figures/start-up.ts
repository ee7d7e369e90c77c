import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Figure, type Measured, median } from '../figure.ts';

const RUNS = 7;
const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Median wall time of several starts of `tadori --help`; the program and its packages are in the file cache by then. */
function secondsToHelp(...command: readonly string[]): Measured {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [...command, '--help'], { encoding: 'utf8' });
    if (status !== 0)
      return { value: undefined, why: `it ended with status ${status}: ${stderr.trim().split('\n')[0]}` };
    if (run > 0) times.push((performance.now() - started) / 1000);
  }
  return { value: median(times) };
}

const inClone = async (): Promise<Measured> => secondsToHelp(path('scripts/tadori.mjs'));
const withoutWrapper = (): Measured => secondsToHelp(path('cli/main.js'));

const packaged = async (): Promise<Measured> =>
  existsSync(path('dist/cli/main.js'))
    ? secondsToHelp(path('dist/cli/main.js'))
    : { value: undefined, why: 'dist/ is not built (npm run build)' };

async function wrapperAlone(): Promise<Measured> {
  const whole = await inClone();
  const bare = withoutWrapper();
  if (whole.value === undefined) return whole;
  return bare.value === undefined ? bare : { value: Math.max(0, whole.value - bare.value) };
}

export const figures: readonly Figure[] = [
  { name: 'start of tadori --help in a clone', unit: 's', goal: { atMost: 1 }, measure: inClone },
  { name: 'start of tadori --help, what the wrapper adds', unit: 's', goal: { atMost: 0.15 }, measure: wrapperAlone },
  { name: 'start of tadori --help, installed', unit: 's', goal: { atMost: 0.5 }, measure: packaged },
];
