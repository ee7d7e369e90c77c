import { err, type Result } from '../domain/result.ts';
import type { Answered, AskError } from './questions.ts';
import { startThread } from './thread.ts';

/** What a thread may take before it is ended. */
export interface ThreadLimits {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** What is said of a thread that was ended. */
export interface EndedWords {
  readonly tooLong: AskError;
  readonly tooMuch: AskError;
  readonly stopped: AskError;
}

/**
 * The one message of a thread file beside this one, given `workerData`: whoever asks something else meanwhile is answered. Ends the
 * thread when `signal` aborts, or at its limits. Rejects where the thread throws, which is a mistake of ours.
 */
export async function askApart<T>(
  name: string,
  workerData: unknown,
  {
    signal,
    limits,
    words,
  }: { readonly signal: AbortSignal; readonly limits: ThreadLimits; readonly words: EndedWords },
): Answered<T> {
  if (signal.aborted) return err(words.stopped);
  const resourceLimits = { maxOldGenerationSizeMb: limits.megabytes };
  const worker = startThread(name, { workerData, resourceLimits });
  let late: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    return await new Promise<Result<T, AskError>>((resolve, reject) => {
      late = setTimeout(() => resolve(err(words.tooLong)), limits.milliseconds);
      stop = () => resolve(err(words.stopped));
      signal.addEventListener('abort', stop);
      worker.on('message', resolve);
      worker.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(err(words.tooMuch)) : reject(error),
      );
      worker.on('exit', (code) => reject(new Error(`the thread ${name} ended with ${code}`)));
    });
  } finally {
    clearTimeout(late);
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
