import { partWords } from '../ask/can-do.ts';
import type { PathRow } from '../ask/rows.ts';
import { messages, navigate, view } from '../state.ts';

/** The whole resource and its parts, where the principal can act on several. */
export function ScopeSwitch({ row, resource }: { readonly row: PathRow; readonly resource: string }) {
  const t = messages.value;
  const at = view.value.part ?? 0;
  return (
    <fieldset class="seg small" aria-label={t.slotResource}>
      {row.abilities.map((ability, index) => (
        <button
          type="button"
          key={ability.scope.sample}
          class={index === at ? 'on' : ''}
          aria-pressed={index === at}
          onClick={() => {
            const { columns: _columns, ...rest } = view.value;
            navigate({ ...rest, part: index }, 'replace');
          }}
        >
          {ability.scope.kind === 'whole' ? t.wholeResource : partWords(ability.scope, resource, t)}
        </button>
      ))}
    </fieldset>
  );
}
