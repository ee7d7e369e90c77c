/** Exit codes; docs/cli.md says when each is used. */
export const EXIT = {
  answered: 0,
  expectationFails: 1,
  usage: 2,
  unknown: 3,
  failure: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
