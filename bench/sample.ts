import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQuestions } from '../answers/open.ts';
import { operationsAt } from '../answers/operations.ts';
import type { OperationOptions, Questions } from '../answers/questions.ts';
import { readSnapshotFolder, writeSnapshot } from '../collector/snapshot-files.ts';
import type { Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';

export const QUIET: OperationOptions = { onProgress: () => undefined, signal: new AbortController().signal };

export function got<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A folder that goes with the process. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tadori-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const sampleSnapshot = async (): Promise<Snapshot> =>
  got(await readSnapshotFolder(new URL('../sample-org/snapshot', import.meta.url).pathname));

/** The questions of the proved sample, answered as the command line and the API answer them. */
export async function sampleQuestions(): Promise<Questions> {
  const data = ownFolder();
  const snapshot = got(await writeSnapshot(data, await sampleSnapshot()));
  got(await operationsAt({ data, store: 'embedded' }).prove({ snapshot, certify: false }, QUIET));
  return got(await openQuestions({ data, store: 'embedded' }));
}
