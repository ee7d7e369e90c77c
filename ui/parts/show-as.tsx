import { useLayoutEffect, useState } from 'preact/hooks';
import type { Commands } from '../ask/commands.ts';
import { messages, navigate, view } from '../state.ts';
import type { ShowAs } from '../view-state.ts';
import { Kbd } from './kbd.tsx';

/** The command that `C` copies: the one that is shown. */
let shown: (() => void) | undefined;
export const copyShown = (): void => shown?.();

/** CLI, API and Cypher in one switch, one line, and a button that copies it. */
export function ShowAsBar({ commands }: { readonly commands: Commands }) {
  const t = messages.value;
  const [said, setSaid] = useState<'copied' | 'copyFailed'>();
  const forms = (['cli', 'api', 'cypher'] as const).filter((form) => commands[form] !== undefined);
  const form = forms.find((one) => one === view.value.showAs) ?? 'cli';
  const text = commands[form] ?? commands.cli;
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('copyFailed'),
    );
  };
  // Before the text is painted: what is copied is what is seen.
  useLayoutEffect(() => {
    shown = copy;
    setSaid(undefined);
    return () => {
      shown = undefined;
    };
  }, [text]);
  return (
    <div class="show">
      <Switch forms={forms} form={form} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long command scrolls, and must do so from the keyboard too */}
      <code class="cmd" tabIndex={0}>
        {text}
      </code>
      <button type="button" class="btn" onClick={copy}>
        {said === undefined ? t.copy : t[said]} <Kbd of="copy" />
      </button>
    </div>
  );
}

function Switch({ forms, form }: { readonly forms: readonly ShowAs[]; readonly form: ShowAs }) {
  const t = messages.value;
  return (
    <fieldset class="seg" aria-label={t.showAsLabel}>
      {forms.map((one) => (
        <button
          type="button"
          key={one}
          class={one === form ? 'on' : ''}
          aria-pressed={one === form}
          onClick={() => navigate({ ...view.value, showAs: one }, 'replace')}
        >
          {t.showAsForms[one]}
        </button>
      ))}
    </fieldset>
  );
}
