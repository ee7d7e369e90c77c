import type { CompareAnswer } from '../domain/comparison.ts';
import { err, type Result } from '../domain/result.ts';
import type { Answered, AskError, CompareAsk } from './questions.ts';
import { startThread } from './thread.ts';

const LIMITS = { milliseconds: 60_000, megabytes: 1024 };

const TOO_LONG: AskError = { kind: 'timeout', message: 'comparing these policies takes longer than it may here' };
const TOO_MUCH: AskError = { kind: 'refused', message: 'comparing these policies takes more memory than it may here' };
const STOPPED: AskError = { kind: 'unavailable', message: 'the comparison was stopped' };

/**
 * `comparePolicies` in a thread of its own: whoever asks something else meanwhile is answered. Ends it when `signal` aborts, or at
 * its limits. Rejects where the comparison throws, which is a mistake of ours.
 */
export async function compareApart(ask: CompareAsk, signal: AbortSignal, limits = LIMITS): Answered<CompareAnswer> {
  if (signal.aborted) return err(STOPPED);
  const resourceLimits = { maxOldGenerationSizeMb: limits.megabytes };
  const worker = startThread('compare-worker', { workerData: ask, resourceLimits });
  let late: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    return await new Promise<Result<CompareAnswer, AskError>>((resolve, reject) => {
      late = setTimeout(() => resolve(err(TOO_LONG)), limits.milliseconds);
      stop = () => resolve(err(STOPPED));
      signal.addEventListener('abort', stop);
      worker.on('message', resolve);
      worker.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(err(TOO_MUCH)) : reject(error),
      );
      worker.on('exit', (code) => reject(new Error(`the thread of a comparison ended with ${code}`)));
    });
  } finally {
    clearTimeout(late);
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
