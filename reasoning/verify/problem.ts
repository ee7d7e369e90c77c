/** What is wrong with something that is stored, and which check says so. */
export interface Problem {
  /** `interpreter`: a request was decided again. `reading`: it was held against its claim and the snapshot. */
  readonly by: 'interpreter' | 'reading';
  readonly problem: string;
}

export const read = (problem: string): Problem => ({ by: 'reading', problem });
export const replayed = (problem: string): Problem => ({ by: 'interpreter', problem });

/** The problem, if it is one. */
export const unless = (fine: boolean, problem: Problem): readonly Problem[] => (fine ? [] : [problem]);
