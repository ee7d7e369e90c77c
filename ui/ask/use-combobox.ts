import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { FindOptions, Option } from './options.ts';

export interface ComboboxAsk {
  readonly text: string;
  readonly find: FindOptions;
  /** Time after the last key before candidates are fetched. */
  readonly pauseMs: number;
  readonly onChoose: (option: Option) => void;
  /** Enter: ask, after the highlighted candidate has been chosen. */
  readonly onAsk: () => void;
}

export interface Combobox {
  readonly typed: Signal<string | undefined>;
  readonly options: Signal<readonly Option[]>;
  /** Index of the highlighted candidate; -1: none. */
  readonly active: Signal<number>;
  readonly fetched: Signal<string | undefined>;
  readonly open: Signal<boolean>;
  readonly onInput: (text: string) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly choose: (option: Option) => void;
}

/** Fetches candidates a moment after the last key; an answer that comes too late is dropped. */
function useSearch(find: FindOptions, found: (wanted: string, options: readonly Option[]) => void) {
  const last = useRef<{ timer?: ReturnType<typeof setTimeout>; controller?: AbortController }>({});
  const stop = (): void => {
    clearTimeout(last.current.timer);
    last.current.controller?.abort();
  };
  const start = (wanted: string, pause: number): void => {
    stop();
    const controller = new AbortController();
    const ask = async (): Promise<void> => {
      const options = await find(wanted, controller.signal);
      if (!controller.signal.aborted) found(wanted, options);
    };
    const known = pause === 0 ? find(wanted, controller.signal) : undefined;
    if (Array.isArray(known)) found(wanted, known);
    else last.current = { timer: setTimeout(() => void ask(), pause), controller };
  };
  return { start, stop };
}

/** State and keys of one combobox (ARIA pattern "editable combobox with list autocomplete"). Undefined `typed`: nothing typed yet. */
export function useCombobox({ text, find, pauseMs, onChoose, onAsk }: ComboboxAsk): Combobox {
  const typed = useSignal<string | undefined>(undefined);
  const options = useSignal<readonly Option[]>([]);
  const active = useSignal(-1);
  /** What was typed when the candidates were fetched. */
  const fetched = useSignal<string | undefined>(undefined);
  const open = useSignal(false);
  const search = useSearch(find, (wanted, found) => {
    options.value = found;
    fetched.value = wanted;
    active.value = wanted === '' ? found.findIndex((option) => option.name === text) : 0;
  });
  const close = (): void => {
    search.stop();
    open.value = false;
    typed.value = undefined;
    options.value = [];
    active.value = -1;
  };
  const show = (): void => {
    if (open.value) return;
    open.value = true;
    search.start('', 0);
  };
  const choose = (option: Option): void => {
    onChoose(option);
    close();
  };
  const onInput = (next: string): void => {
    typed.value = next;
    open.value = true;
    search.start(next, pauseMs);
  };
  const box = { typed, options, active, fetched, open, choose, onInput, onFocus: show, onBlur: close };
  return { ...box, onKeyDown: (event) => handleKey(event, box, onAsk) };
}

type Box = Omit<Combobox, 'onKeyDown'>;

function handleKey(event: KeyboardEvent, box: Box, onAsk: () => void): void {
  // The Enter that ends an input method's composition chooses a reading, not a candidate (keyCode 229 in older browsers).
  if (event.isComposing || event.keyCode === 229) return;
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      event.preventDefault();
      moveActive(box, event.key === 'ArrowDown' ? 1 : -1);
      break;
    case 'Enter':
      event.preventDefault();
      chooseWritten(box);
      onAsk();
      break;
    case 'Tab':
      if (box.typed.value !== undefined) chooseWritten(box);
      break;
    case 'Escape':
      if (!box.open.value) return;
      event.preventDefault();
      event.stopPropagation();
      box.onBlur();
      break;
    default:
  }
}

/** The highlighted candidate, if the list is the one for what is typed; else the typed words themselves: the server knows names. */
function chooseWritten(box: Box): void {
  if (!box.open.value) return;
  const typed = box.typed.value?.trim() ?? '';
  const current = box.fetched.value === (box.typed.value ?? '');
  const highlighted = current ? box.options.value[box.active.value] : undefined;
  if (highlighted !== undefined) box.choose(highlighted);
  else if (typed !== '') box.choose({ value: typed, name: typed, note: '' });
}

function moveActive(box: Box, by: 1 | -1): void {
  box.onFocus();
  const count = box.options.value.length;
  const from = box.active.value === -1 && by === -1 ? 0 : box.active.value;
  if (count > 0) box.active.value = (from + by + count) % count;
}
