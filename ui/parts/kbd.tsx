import { KEYS, type KeyName } from '../keys.ts';

/** The keys of one shortcut; `last`: only the last of them, where it is clear that its opposite exists. */
export function Kbd({ of, last = false }: { readonly of: KeyName; readonly last?: boolean }) {
  return (
    <>
      {KEYS[of].slice(last ? -1 : 0).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </>
  );
}
