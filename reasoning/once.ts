/** Each is asked about once. */
export function once<K, T>(ask: (one: K) => T): (one: K) => T {
  const known = new Map<K, { readonly found: T }>();
  return (one) => {
    const answered = known.get(one);
    if (answered !== undefined) return answered.found;
    const found = ask(one);
    known.set(one, { found });
    return found;
  };
}

/** The same of records, which never change: those that stand in several snapshots are one object, and what is made of them, too. */
export function onceEach<K extends object, T>(make: (one: K) => T): (one: K) => T {
  const made = new WeakMap<K, { readonly found: T }>();
  return (one) => {
    const known = made.get(one);
    if (known !== undefined) return known.found;
    const found = make(one);
    made.set(one, { found });
    return found;
  };
}
