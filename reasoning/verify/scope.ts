import type { Scope } from '../../domain/access.ts';
import { fits, readGlob } from '../reference/glob.ts';

/** Does the ARN lie in the scope: under its pattern, and under none of the patterns that are left out? */
export const isInside = (arn: string, { kind, pattern, except, sample }: Scope): boolean =>
  kind === 'whole' ? arn === sample : matches(pattern, arn) && !except.some((one) => matches(one, arn));

const matches = (pattern: string, arn: string): boolean => fits(readGlob(pattern), arn);
