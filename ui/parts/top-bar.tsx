import { isPlainClick } from '../keys.ts';
import { valueIn } from '../load.ts';
import { keysShown } from '../selection.ts';
import { language, messages, navigate, status, view } from '../state.ts';
import { setTheme, theme } from '../theme.ts';
import { THEMES } from '../view-state.ts';
import { Icon } from './icons.tsx';
import { Kbd } from './kbd.tsx';

export function TopBar() {
  const t = messages.value;
  return (
    <header class="top">
      <div class="brand">
        <svg viewBox="0 0 22 14" aria-hidden="true">
          <circle cx="3" cy="11" r="2" />
          <path d="M5 11h3c3 0 3-8 6-8h3" />
          <circle cx="19" cy="3" r="2" fill="currentColor" />
        </svg>
        {t.product}
      </div>
      <nav class="nav" aria-label={t.navLabel}>
        <a
          href="/"
          aria-current="page"
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            navigate({ ...view.value, screen: 'ask' });
          }}
        >
          {t.navAsk}
        </a>
      </nav>
      <div class="right">
        <SnapshotLine />
        <Languages />
        <ThemeSwitch />
        <button
          type="button"
          class="plain"
          aria-expanded={keysShown.value}
          onClick={() => {
            keysShown.value = !keysShown.value;
          }}
        >
          <Kbd of="keys" /> {t.keys}
        </button>
      </div>
    </header>
  );
}

function SnapshotLine() {
  const t = messages.value;
  const said = valueIn(status.state.value);
  if (said === undefined) return null;
  return (
    <span title={said.snapshot} class="snap">
      {t.snapshot} <span class="m">{said.snapshot.slice(0, 8)}</span>
      {t.snapshotAt(t.moment(said.takenAt))}
    </span>
  );
}

function Languages() {
  const t = messages.value;
  const choices = [
    { lang: 'en', name: t.english },
    { lang: 'ja', name: t.japanese },
  ] as const;
  return (
    <fieldset class="lang" aria-label={t.languageLabel}>
      {choices.map(({ lang, name }) => (
        <button
          type="button"
          key={lang}
          lang={lang}
          class={lang === language.value ? 'plain on' : 'plain'}
          aria-pressed={lang === language.value}
          onClick={() => navigate({ ...view.value, lang }, 'replace')}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function ThemeSwitch() {
  const t = messages.value;
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  return (
    <button
      type="button"
      class="plain"
      title={t.theme[theme.value]}
      aria-label={t.theme[theme.value]}
      onClick={() => setTheme(next)}
    >
      <Icon name={theme.value} />
    </button>
  );
}
