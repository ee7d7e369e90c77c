import { type ReadonlySignal, signal } from '@preact/signals';
import type { Answered, Problem } from './client.ts';

export type Load<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** Given up by the reader. */
  | { readonly kind: 'stopped' };

export interface Loader<T> {
  readonly state: ReadonlySignal<Load<T>>;
  /** Asks anew unless the same thing has been asked last; an earlier question that is still open is dropped. */
  readonly ask: (key: string, get: (signal: AbortSignal) => Promise<Answered<T>>) => void;
  readonly stop: () => void;
  readonly clear: () => void;
  /** More of what was asked for last. */
  readonly put: (value: T) => void;
  /** The next `ask` asks, whatever was asked before. */
  readonly forget: () => void;
}

export function loader<T>(): Loader<T> {
  const state = signal<Load<T>>({ kind: 'idle' });
  let asked: string | undefined;
  let open = new AbortController();
  const drop = (key: string | undefined, next: Load<T>): void => {
    open.abort();
    asked = key;
    state.value = next;
  };
  return {
    state,
    ask: (key, get) => {
      if (key === asked) return;
      drop(key, { kind: 'asking' });
      const mine = new AbortController();
      open = mine;
      void get(mine.signal).then((said) => {
        if (mine.signal.aborted) return;
        state.value = said.ok ? { kind: 'answered', value: said.value } : { kind: 'failed', problem: said.problem };
      });
    },
    stop: () => {
      if (state.value.kind === 'asking') drop(asked, { kind: 'stopped' });
    },
    clear: () => {
      if (state.value.kind !== 'idle') drop(undefined, { kind: 'idle' });
    },
    put: (value) => {
      state.value = { kind: 'answered', value };
    },
    forget: () => {
      asked = undefined;
    },
  };
}

/** The value, where there is one. */
export const valueIn = <T>(load: Load<T>): T | undefined => (load.kind === 'answered' ? load.value : undefined);
