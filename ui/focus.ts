/** Where the keyboard goes when what it stood on is gone: to what came of it, never to the top of the page. */
const OUTCOME = '[data-outcome]';

/** A page that has just been opened keeps the browser's own beginning. */
let acted = false;
for (const what of ['keydown', 'pointerdown', 'popstate'] as const) {
  addEventListener(what, () => (acted = true), { capture: true, once: true });
}

const focusOn = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

/** The place of the answer; it is there before the answer, and reads it out when it comes. */
export const focusOutcome = (): void => focusOn(OUTCOME);

const lost = (): boolean => acted && (document.activeElement === null || document.activeElement === document.body);

/** After a pane has opened: what it says. */
export function focusIfLost(heading: HTMLElement | null): void {
  if (lost()) heading?.focus();
}

/** Back at the paths: the row one came from, else the answer. */
export function focusPaths(row: string | undefined): void {
  if (!lost()) return;
  if (row === undefined) focusOutcome();
  else focusOn(`[data-row="${CSS.escape(row)}"]`);
}
