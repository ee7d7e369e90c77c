/** What is measured: `value` is undefined where it could not be, and `why` says so. */
export type Measured = { readonly value: number } | { readonly value: undefined; readonly why: string };

/** One figure that is told at every release under the same name. */
export interface Figure {
  /** Stable from release to release: `start of tadori --help`. */
  readonly name: string;
  readonly unit: 's' | 'ms' | 'MB' | 'lines/s' | 'questions/s' | 'certificates/s' | 'pairs/s' | 'decisions/s';
  /** The bound the value has to keep. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number };
  measure(): Promise<Measured>;
}

export const holds = (figure: Figure, value: number): boolean =>
  'atMost' in figure.goal ? value <= figure.goal.atMost : value >= figure.goal.atLeast;

export const goalText = (figure: Figure): string =>
  'atMost' in figure.goal ? `<= ${figure.goal.atMost}` : `>= ${figure.goal.atLeast}`;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
