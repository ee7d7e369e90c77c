import type { AskError, OperationOptions, Operations } from '../answers/questions.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { fail, failureText } from './failure.ts';
import { progressLine } from './progress.ts';

/** What a long operation came to: its value, or the exit code after its failure has been told. */
export type Done<T> = Result<T, ExitCode>;

/**
 * Runs an operation that changes files or stores: progress on a terminal, Ctrl-C asks it to stop, a second Ctrl-C ends the
 * process. Operations leave what is active alone until they are complete, so stopping is always safe.
 */
export async function operate<T>(
  context: Context,
  run: (operations: Operations, options: OperationOptions) => Promise<Result<T, AskError>>,
): Promise<Done<T>> {
  const { ports, options } = context;
  const progress = progressLine(context);
  const stopping = stopOnInterrupt(context);
  try {
    const operations = await ports.operations({ data: options.data, store: options.store });
    const result = operations.ok
      ? await run(operations.value, { onProgress: progress.show, signal: stopping.signal })
      : operations;
    await progress.clear();
    if (result.ok) return result;
    return stopping.signal.aborted ? interrupted(context) : { ok: false, error: await fail(context, result.error) };
  } catch (error) {
    await progress.clear();
    // Node's own calls reject when their signal aborts; anything else is not ours to explain.
    if (stopping.signal.aborted) return interrupted(context);
    throw error;
  } finally {
    stopping.done();
  }
}

function stopOnInterrupt({ around, words }: Context): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const done = around.onInterrupt(() => {
    if (controller.signal.aborted) return around.exitNow(EXIT.interrupted);
    controller.abort();
    void around.stderr.write(`\n${words.interrupting}\n`);
  });
  return { signal: controller.signal, done };
}

async function interrupted({ around, words, options }: Context): Promise<Done<never>> {
  await around.stderr.write(`${failureText('E_INTERRUPTED', words.interrupted(options.data), options.language)}\n`);
  return { ok: false, error: EXIT.interrupted };
}
