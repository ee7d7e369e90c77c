interface Answer<T> {
  readonly found: T;
}

interface Answers<K, T> {
  get(one: K): Answer<T> | undefined;
  set(one: K, answer: Answer<T>): unknown;
}

/** Each is asked about once. */
export const once = <K, T>(ask: (one: K) => T): ((one: K) => T) => keptIn(new Map<K, Answer<T>>(), ask);

/** The same of records, which never change: those that stand in several snapshots are one object, and what is made of them, too. */
export const onceEach = <K extends object, T>(make: (one: K) => T): ((one: K) => T) =>
  keptIn(new WeakMap<K, Answer<T>>(), make);

function keptIn<K, T>(answers: Answers<K, T>, ask: (one: K) => T): (one: K) => T {
  return (one) => {
    const known = answers.get(one);
    if (known !== undefined) return known.found;
    const found = ask(one);
    answers.set(one, { found });
    return found;
  };
}
