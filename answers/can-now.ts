import type { WhoCanResult } from '../domain/answer.ts';

/** False: the subject, or everybody it acts as, is disabled or has left; it could, but cannot now. */
export const canNow = ({ subject, paths }: Pick<WhoCanResult, 'subject' | 'paths'>): boolean =>
  subject.active !== false && (paths.length === 0 || paths.some((path) => path.now));
