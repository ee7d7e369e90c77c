import type { Answered, Questions } from '../answers/questions.ts';
import type { Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { fail } from './failure.ts';

/** Opens the questions, asks, hands the answer on, and closes; a failure is told and becomes the exit code. */
export async function asking<T>(
  context: Context,
  ask: (questions: Questions) => Answered<T>,
  answered: (answer: T) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { data, store, snapshot } = context.options;
  const opened = await context.ports.openQuestions({ data, store, ...(snapshot === undefined ? {} : { snapshot }) });
  if (!opened.ok) return fail(context, opened.error);
  try {
    const answer = await ask(opened.value);
    return answer.ok ? await answered(answer.value) : await fail(context, answer.error);
  } finally {
    await opened.value.close();
  }
}
