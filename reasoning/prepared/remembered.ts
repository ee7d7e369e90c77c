/** Entries of policies are more than AWS lists actions: 22,000. */
const MOST = 30_000;

/** Texts are read once: policies repeat them, and so do keys of requests. */
export function remembered<T>(read: (text: string, variables: boolean) => T): (text: string, variables: boolean) => T {
  const known = [new Map<string, T>(), new Map<string, T>()] as const;
  return (text, variables) => {
    const memory = known[variables ? 1 : 0];
    const old = memory.get(text);
    if (old !== undefined) return old;
    if (memory.size > MOST) memory.clear();
    const made = read(text, variables);
    memory.set(text, made);
    return made;
  };
}

const MOST_OF_ONE = 1000;

/** What is made of something and a text, for as long as it lives. */
export function memoryOf<O extends object, T>(): (of: O, text: string, make: () => T) => T {
  const known = new WeakMap<O, Map<string, T>>();
  return (of, text, make) => {
    const memory = known.get(of) ?? new Map<string, T>();
    const old = memory.get(text);
    if (old !== undefined) return old;
    const made = make();
    if (memory.size < MOST_OF_ONE) known.set(of, memory.set(text, made));
    return made;
  };
}
