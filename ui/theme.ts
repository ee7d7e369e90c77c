import { computed, signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
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

export const theme = signal<Theme>(stored());
export const dark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'));

export function setTheme(next: Theme): void {
  applyTheme(next);
  theme.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Nothing to keep it in: it holds until the page is closed.
  }
}

/** `auto` leaves the choice to the system. */
export function applyTheme(next: Theme): void {
  if (next === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}
