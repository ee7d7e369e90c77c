import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import type { OperationOptions, ProvedSnapshot, Questions } from '../../answers/questions.ts';
import { readSnapshotFolder, writeSnapshot } from '../../collector/snapshot-files.ts';
import type { WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import type { Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { madeOnce } from '../made-once.ts';

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

/** The sample's people and roles with one table and the keys beside it: proved in a tenth of the time. */
export async function sampleOfLedger(): Promise<Snapshot> {
  const sample = await shippedSample();
  const resources = sample.resources.filter(({ arn }) => /finance-ledger$|:646836788589:key\//.test(arn));
  if (resources.length < 2) throw new Error('the sample has no finance-ledger, or no key beside it');
  return { ...sample, resources };
}

/**
 * A snapshot stored, proved and loaded in a data folder of its own: a copy where another test file of the run has proved the same.
 * Without Cypher nothing is loaded into its engine, which takes a process of its own.
 */
export async function provedData(
  snapshot: Snapshot,
  options: { readonly certify?: boolean; readonly cypher?: boolean } = {},
): Promise<ProvedData> {
  const data = await mkdtemp(join(tmpdir(), 'tadori-e2e-'));
  const id = got(await writeSnapshot(data, snapshot));
  const { certify = false, cypher = true } = options;
  const { folder, told, fresh } = await madeOnce(`${id}-${certify}-${cypher}`, async (folder) => {
    const prove = cypher
      ? operationsAt({ data, store: 'embedded' }).prove({ snapshot: id, certify }, QUIET)
      : proveSnapshot({ data, snapshot: id, certify }, createFileStore(data), QUIET);
    const proved = got(await prove);
    await cp(data, folder, { recursive: true });
    return proved;
  });
  if (!fresh) await cp(folder, data, { recursive: true });
  const questions = got(await openQuestions({ data, store: 'embedded' }));
  return {
    data,
    snapshot,
    proved: told,
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
