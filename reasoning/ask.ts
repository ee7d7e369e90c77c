export type Told = string | number | boolean | undefined;

/** Something that the name of an action tells. */
export interface Ask<T extends Told = Told> {
  (action: string): T;
  /** The same of every action of a list, where it hangs on nothing but the action. */
  readonly each?: (actions: readonly string[]) => readonly T[];
  /** Whether it tells some of them from others. */
  readonly tells?: (actions: readonly string[]) => boolean;
}

interface Row<T> {
  readonly answers: readonly T[];
  readonly tells: boolean;
}

/** Keeps what is told of each list of actions: for what many questions ask and hangs on the name of the action alone. */
export function kept<T extends Told>(ask: (action: string) => T): Ask<T> {
  const rows = new WeakMap<readonly string[], Row<T>>();
  const rowOf = (actions: readonly string[]): Row<T> => {
    const known = rows.get(actions) ?? madeRow(actions.map(ask));
    rows.set(actions, known);
    return known;
  };
  return Object.assign((action: string) => ask(action), {
    each: (actions: readonly string[]) => rowOf(actions).answers,
    tells: (actions: readonly string[]) => rowOf(actions).tells,
  });
}

const madeRow = <T>(answers: readonly T[]): Row<T> => ({ answers, tells: answers.some((one) => one !== answers[0]) });

/** An ask that is answered alike wherever `told` is: for a list of actions it is asked once of all that are told the same. */
export function alikeWhere<T extends Told>(told: Ask<string> | undefined, ask: (action: string) => T): Ask<T> {
  const rowOf = told?.each;
  if (rowOf === undefined) return ask;
  const each = (actions: readonly string[]): readonly T[] => {
    const known = new Map<string, T>();
    return rowOf(actions).map((one, place) => {
      const answer = known.get(one) ?? ask(actions[place] ?? '');
      known.set(one, answer);
      return answer;
    });
  };
  return Object.assign((action: string) => ask(action), { each });
}
