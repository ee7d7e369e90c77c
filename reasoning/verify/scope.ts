import type { Scope } from '../../domain/access.ts';
import { fits, readGlob } from '../reference/glob.ts';

/** Does the ARN lie in the scope: under its pattern and all that is to match besides, and under nothing that is left out? */
export const isInside = (arn: string, { kind, pattern, within = [], except, sample }: Scope): boolean =>
  kind === 'whole'
    ? arn === sample
    : [pattern, ...within].every((one) => matches(one, arn)) && !except.some((one) => matches(one, arn));

const matches = (pattern: string, arn: string): boolean => fits(readGlob(pattern), arn);
