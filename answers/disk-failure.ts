import { causeOf } from '../collector/disk.ts';
import { err, type Result } from '../domain/result.ts';
import type { AskError } from './questions.ts';

/** What the system refuses is an answer, not a mistake of ours; anything else is thrown on. */
export async function toldByDisk<T>(
  doing: 'reads' | 'writes',
  work: () => Promise<Result<T, AskError>>,
): Promise<Result<T, AskError>> {
  try {
    return await work();
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return err({
      kind: 'store',
      message: doing === 'writes' ? `${fault}; what was active before still answers` : `${fault}; see \`--data\``,
    });
  }
}

function faultOf(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (cause === undefined || !(error instanceof Error)) return undefined;
  return 'path' in error && typeof error.path === 'string' ? `\`${error.path}\`: ${cause}` : cause;
}

/** Why a file that was named cannot be read, as `error` has it from the system; undefined for any other error. */
export function unreadable(file: string, error: unknown): AskError | undefined {
  const cause = causeOf(error);
  return cause === undefined ? undefined : { kind: 'badInput', message: `cannot read \`${file}\`: ${cause}` };
}
