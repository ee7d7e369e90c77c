import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeDetails } from '../authorization-details.ts';
import type { Figure, Measured } from '../figure.ts';
import { toldBy } from '../own-process.ts';
import { ownFolder } from '../sample.ts';

const SIZE = 200 * 1024 * 1024;
const CHILD = fileURLToPath(new URL('../import-run.ts', import.meta.url));

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}
let once: Run | undefined;

/** Reads and stores 200 MB in a process of its own, so that its memory is its own; once for both figures. */
function run(): Run {
  if (once !== undefined) return once;
  const folder = ownFolder();
  const path = join(folder, 'details.json');
  writeDetails(path, SIZE, 4);
  once = toldBy<Run>(CHILD, path, join(folder, 'data'));
  return once;
}

const seconds = async (): Promise<Measured> => ({ value: run().seconds });
const megabytes = async (): Promise<Measured> => ({ value: run().megabytes });

export const figures: readonly Figure[] = [
  { name: 'import 200 MB of authorization details', unit: 's', goal: { atMost: 60 }, measure: seconds },
  {
    name: 'import 200 MB of authorization details, memory',
    unit: 'MB',
    goal: { atMost: 1536 },
    measure: megabytes,
  },
];
