import type { AskError } from './questions.ts';

interface HowToProve {
  readonly certify: boolean;
  readonly jobs: string | undefined;
  readonly accessTo: readonly string[] | undefined;
  readonly threads: number | undefined;
}

/** Why no snapshot is proved so: to be known before one is taken. */
export function refusedProof({ certify, jobs, accessTo, threads }: HowToProve): AskError | undefined {
  if (jobs !== undefined && accessTo !== undefined) return PARTS_OF_ALL;
  if (jobs !== undefined && threads !== undefined) return WORKERS_OR_THREADS;
  return certify && threads !== undefined ? THREADS_CERTIFY_NOTHING : undefined;
}

const PARTS_OF_ALL: AskError = {
  kind: 'badInput',
  message: 'workers prove access to all resources: leave out `--jobs`, or `--access-to`',
};

const WORKERS_OR_THREADS: AskError = {
  kind: 'badInput',
  message: 'workers prove in processes of their own: leave out `--jobs`, or `--threads`',
};
const THREADS_CERTIFY_NOTHING: AskError = {
  kind: 'badInput',
  message: 'threads prove without certificates: give `--no-certify` as well, or leave out `--threads`',
};
