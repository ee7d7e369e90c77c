import { view } from './state.ts';

/** Every shortcut of the product, once: the handler and the list of keys read the same table. */
export const KEYS = {
  focus: ['/'],
  next: ['Tab'],
  ask: ['Enter'],
  rows: ['↑', '↓'],
  hops: ['←', '→'],
  explain: ['Enter'],
  copy: ['C'],
  back: ['Esc'],
  keys: ['?'],
} as const;
export type KeyName = keyof typeof KEYS;

export interface KeyActions {
  readonly focus: () => void;
  readonly moveRow: (by: 1 | -1) => void;
  readonly moveHop: (by: 1 | -1) => void;
  readonly explain: () => void;
  readonly copy: () => void;
  readonly back: () => void;
  readonly keys: () => void;
}

/** Plain keys outside of text fields; whatever carries a modifier belongs to the browser. */
export function onKey(event: KeyboardEvent, actions: KeyActions): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) && event.key !== 'Escape') return;
  const act = actionOf(event.key, actions, event.target);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(key: string, actions: KeyActions, target: EventTarget | null): (() => void) | undefined {
  switch (key) {
    case '/':
      return actions.focus;
    case '?':
      return actions.keys;
    case 'Escape':
      return actions.back;
    case 'c':
    case 'C':
      return actions.copy;
    case 'ArrowDown':
      return view.value.screen === 'ask' ? () => actions.moveRow(1) : undefined;
    case 'ArrowUp':
      return view.value.screen === 'ask' ? () => actions.moveRow(-1) : undefined;
    case 'ArrowRight':
      return () => actions.moveHop(1);
    case 'ArrowLeft':
      return () => actions.moveHop(-1);
    case 'Enter':
      return isPressable(target) ? undefined : actions.explain;
    default:
      return undefined;
  }
}

/** A click that stays on this page; with a modifier the browser opens the link as it is asked to. */
export const isPlainClick = (event: MouseEvent): boolean =>
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, summary') !== null;
