import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { FindOptions, Option } from './options.ts';

/** Time after the last key before candidates are fetched. */
const PAUSE_MS = 120;

export interface ComboboxAsk {
  readonly text: string;
  readonly find: FindOptions;
  readonly onChoose: (option: Option) => void;
  /** Enter: ask, after the highlighted candidate has been chosen. */
  readonly onAsk: () => void;
}

export interface Combobox {
  readonly typed: Signal<string | undefined>;
  readonly options: Signal<readonly Option[]>;
  readonly active: Signal<number>;
  readonly open: Signal<boolean>;
  readonly onInput: (text: string) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly choose: (option: Option) => void;
}

/** State and keys of one combobox (ARIA pattern "editable combobox with list autocomplete"). Undefined `typed`: nothing typed yet. */
export function useCombobox({ text, find, onChoose, onAsk }: ComboboxAsk): Combobox {
  const typed = useSignal<string | undefined>(undefined);
  const options = useSignal<readonly Option[]>([]);
  const active = useSignal(0);
  const open = useSignal(false);
  const search = useRef<{ timer?: ReturnType<typeof setTimeout>; controller?: AbortController }>({});

  const fetchOptions = (wanted: string, pause: number): void => {
    clearTimeout(search.current.timer);
    search.current.controller?.abort();
    const controller = new AbortController();
    search.current.controller = controller;
    search.current.timer = setTimeout(() => {
      void find(wanted, controller.signal).then((found) => {
        if (controller.signal.aborted) return;
        options.value = found;
        const current = found.findIndex((option) => option.name === text);
        active.value = wanted === '' && current !== -1 ? current : 0;
      });
    }, pause);
  };
  const close = (): void => {
    clearTimeout(search.current.timer);
    search.current.controller?.abort();
    open.value = false;
    typed.value = undefined;
    options.value = [];
  };
  const show = (): void => {
    if (open.value) return;
    open.value = true;
    fetchOptions('', 0);
  };
  const choose = (option: Option): void => {
    onChoose(option);
    close();
  };
  const move = (by: number): void => {
    show();
    const count = options.value.length;
    if (count > 0) active.value = (active.value + by + count) % count;
  };
  const highlighted = (): Option | undefined => (open.value ? options.value[active.value] : undefined);

  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowDown: (event) => {
      event.preventDefault();
      move(1);
    },
    ArrowUp: (event) => {
      event.preventDefault();
      move(-1);
    },
    Enter: (event) => {
      event.preventDefault();
      const option = highlighted();
      if (option !== undefined) choose(option);
      onAsk();
    },
    Tab: () => {
      const option = typed.value === undefined ? undefined : highlighted();
      if (option !== undefined) choose(option);
    },
    Escape: (event) => {
      if (!open.value) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    },
  };
  return {
    typed,
    options,
    active,
    open,
    choose,
    onInput: (next) => {
      typed.value = next;
      open.value = true;
      fetchOptions(next, PAUSE_MS);
    },
    onFocus: show,
    onBlur: close,
    // The Enter that ends an input method's composition chooses a reading, not a candidate (keyCode 229 in older browsers).
    onKeyDown: (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      keys[event.key]?.(event);
    },
  };
}
