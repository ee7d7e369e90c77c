export type Told = string | number | boolean | undefined;

/** Something that the name of an action tells. */
export interface Ask<T extends Told = Told> {
  (action: string): T;
  /** The same of every action of a list, where it hangs on nothing but the action. */
  readonly each?: (actions: readonly string[]) => readonly T[];
}

/** Keeps what is told of each list of actions: for what many questions ask and hangs on the name of the action alone. */
export function kept<T extends Told>(ask: (action: string) => T): Ask<T> {
  const rows = new WeakMap<readonly string[], readonly T[]>();
  const each = (actions: readonly string[]): readonly T[] => {
    const known = rows.get(actions) ?? actions.map(ask);
    rows.set(actions, known);
    return known;
  };
  return Object.assign((action: string) => ask(action), { each });
}
