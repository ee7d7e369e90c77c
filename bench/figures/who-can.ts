import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { type Figure, type Measured, median } from '../figure.ts';
import { organisationOf } from '../organisation/organisation.ts';
import { toldBy } from '../own-process.ts';
import { got, ownFolder } from '../sample.ts';

const RUN = fileURLToPath(new URL('../who-can-run.ts', import.meta.url));
const BUCKETS = 9;

/**
 * 200 roles under policies of AWS, boundaries and guardrails, asked about every action on a bucket with a policy and in it, each with
 * a witness that the interpreter confirms. The policies are read from the files of a snapshot before; a process of its own remembers
 * nothing, and has not run the engine yet.
 */
async function rolesOnBucket(): Promise<Measured> {
  const folder = ownFolder();
  const id = got(await writeSnapshot(folder, organisationOf({ accounts: 4, roles: 200, resources: 500, seed: 6 })));
  const [first = Number.NaN, ...later] = toldBy<readonly number[]>(RUN, join(folder, 'snapshots', id), String(BUCKETS));
  process.stderr.write(`  ${median(later).toFixed(2)} s for a bucket that is asked about after others\n`);
  return { value: first };
}

export const figures: readonly Figure[] = [
  { name: 'who-can, 200 roles on a bucket', unit: 's', goal: { atMost: 0.2 }, measure: rolesOnBucket },
];
