import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { OperationOptions, ProvedSnapshot, Questions } from '../../answers/questions.ts';
import { readSnapshotFolder, writeSnapshot } from '../../collector/snapshot-files.ts';
import type { WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

export const QUIET: OperationOptions = { onProgress: () => undefined, signal: new AbortController().signal };
const SAMPLE = new URL('../../sample-org/snapshot', import.meta.url).pathname;

export interface ProvedData {
  readonly data: string;
  readonly snapshot: Snapshot;
  readonly proved: ProvedSnapshot;
  readonly questions: Questions;
  close(): Promise<void>;
}

export function got<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export const shippedSample = async (): Promise<Snapshot> => got(await readSnapshotFolder(SAMPLE));

/** A snapshot stored, proved and loaded in a data folder of its own. */
export async function provedData(
  snapshot: Snapshot,
  options: { readonly certify?: boolean } = {},
): Promise<ProvedData> {
  const data = await mkdtemp(join(tmpdir(), 'tadori-e2e-'));
  const id = got(await writeSnapshot(data, snapshot));
  const operations = operationsAt({ data, store: 'embedded' });
  const proved = got(await operations.prove({ snapshot: id, certify: options.certify ?? false }, QUIET));
  const questions = got(await openQuestions({ data, store: 'embedded' }));
  return {
    data,
    snapshot,
    proved,
    questions,
    close: async () => {
      await questions.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export const whoCan = async (questions: Questions, resource: string, among?: string): Promise<WhoCanAnswer> =>
  got(await questions.whoCan({ resource, language: 'en', ...(among === undefined ? {} : { among }) }));

/** Results by who acts in the end: `CFO`, `AWSReservedSSO_FinanceAccess` (the generated suffix is left out). */
export function resultsOf(answer: WhoCanAnswer, actor: string): readonly WhoCanResult[] {
  return answer.results.filter((result) => actorName(result.principal) === actor);
}

export const actorName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1).replace(/_[0-9a-f]{16}$/, '');

/** Names of actions without their service, sorted. */
export const short = (actions: readonly string[]): readonly string[] =>
  [...new Set(actions.map((action) => action.slice(action.indexOf(':') + 1)))].sort();
