import { useLayoutEffect, useRef } from 'preact/hooks';
import { KEYS, type KeyName } from '../keys.ts';
import { keysShown } from '../selection.ts';
import { messages } from '../state.ts';
import { Kbd } from './kbd.tsx';

const NAMES = Object.keys(KEYS) as readonly KeyName[];

/** All keys, from the same table that handles them. */
export function KeySheet() {
  const t = messages.value;
  const sheet = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    sheet.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside class="keysheet" aria-label={t.keysTitle} tabIndex={-1} ref={sheet}>
      <h2>{t.keysTitle}</h2>
      <dl>
        {NAMES.map((name) => (
          <div key={name}>
            <dt>
              <Kbd of={name} />
            </dt>
            <dd>{t.keyHelp[name]}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        class="btn"
        onClick={() => {
          keysShown.value = false;
        }}
      >
        {t.close} <Kbd of="back" />
      </button>
    </aside>
  );
}
