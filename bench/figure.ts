/** What is measured: `value` is undefined where it could not be, and `why` says so. */
export type Measured = { readonly value: number } | { readonly value: undefined; readonly why: string };

/** One figure that is told at every release under the same name. */
export interface Figure {
  /** Stable from release to release: `start of tadori --help`. */
  readonly name: string;
  readonly unit: 's' | 'ms' | 'MB' | 'lines/s' | 'questions/s' | 'certificates/s' | 'pairs/s' | 'decisions/s';
  /** The bound the value has to keep; left out of what others are told beside. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** Name of the figure of a naive way to do the same, measured before it. */
  readonly beside?: string;
  measure(): Promise<Measured>;
}

/** Undefined: there is nothing to keep. */
export function holds({ goal }: Figure, value: number): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

export function goalText({ goal }: Figure): string {
  if (goal === undefined) return '-';
  return 'atMost' in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
}

/** As much as so large a share of them comes to at most; of an even number the upper one counts. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(Math.floor(values.length * share), values.length - 1)] ?? Number.NaN;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Seconds of CPU that all threads of the process have taken since; `start`: what `process.cpuUsage()` said then. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Seconds on the clock; `started`: what `performance.now()` said then. */
export const secondsSince = (started: number): number => (performance.now() - started) / 1000;
