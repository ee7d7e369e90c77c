import { computed, effect, signal } from '@preact/signals';
import { navigate, view } from './state.ts';
import { THEMES, type Theme } from './view-state.ts';

const KEY = 'tadori.theme';

/** A browser may forbid storage; the theme then lasts as long as the page. */
function stored(): Theme {
  try {
    return THEMES.find((one) => one === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(system.matches);
system.addEventListener('change', (event) => {
  systemDark.value = event.matches;
});

/** What was chosen in this browser; an address that names another one shows that, and is not remembered. */
const chosen = signal<Theme>(stored());
export const theme = computed<Theme>(() => view.value.theme ?? chosen.value);
export const dark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'));

export function setTheme(next: Theme): void {
  chosen.value = next;
  navigate({ ...view.value, theme: next }, 'replace');
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Nothing to keep it in: it holds until the page is closed.
  }
}

/** Follows the choice; `auto` leaves it to the system. */
export function startTheme(): void {
  effect(() => {
    if (theme.value === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
  });
}
