import type { ExplainAnswer } from '../../domain/answer.ts';
import { messages, navigate, view } from '../state.ts';
import { shortAction } from '../words/levels.ts';

const MOST = 5;

/** Which actions stand as columns: a few at first, any of the others on demand. */
export function ColumnChoice({
  answer,
  choices,
}: {
  readonly answer: ExplainAnswer;
  readonly choices: readonly string[];
}) {
  const t = messages.value;
  const shown = view.value.columns ?? answer.columns.map((column) => column.action);
  const all = [...new Set([...choices, ...shown])].sort();
  if (all.length <= shown.length) return null;
  const toggle = (action: string): void => {
    const next = shown.includes(action) ? shown.filter((one) => one !== action) : [...shown, action];
    if (next.length > 0) navigate({ ...view.value, columns: next.slice(-MOST) }, 'replace');
  };
  return (
    <details class="columns">
      <summary>{t.chooseColumns(shown.length, all.length)}</summary>
      <fieldset aria-label={t.chooseColumnsLabel}>
        {all.map((action) => (
          <label key={action}>
            <input type="checkbox" checked={shown.includes(action)} onChange={() => toggle(action)} />
            <code>{shortAction(action)}</code>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
