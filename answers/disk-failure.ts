import { err, type Result } from '../domain/result.ts';
import type { AskError } from './questions.ts';

const MEANING: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become larger than the system allows',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};

/** What the system refuses while files are written is an answer, not a mistake of ours; anything else is thrown on. */
export async function toldByDisk<T>(work: () => Promise<Result<T, AskError>>): Promise<Result<T, AskError>> {
  try {
    return await work();
  } catch (error) {
    const message = meaningOf(error);
    if (message === undefined) throw error;
    return err({ kind: 'store', message: `${message}; what was active before still answers` });
  }
}

function meaningOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const meaning = MEANING[error.code];
  if (meaning === undefined) return undefined;
  return 'path' in error && typeof error.path === 'string' ? `\`${error.path}\`: ${meaning}` : meaning;
}
