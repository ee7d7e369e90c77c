import { KEYS, type KeyName } from '../keys.ts';

export function Kbd({ of }: { readonly of: KeyName }) {
  return (
    <>
      {KEYS[of].map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </>
  );
}
