import { useEffect } from 'preact/hooks';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { askedWhat } from '../ask/answer-words.ts';
import type { PathRow } from '../ask/rows.ts';
import { valueIn } from '../load.ts';
import { useFetched } from '../parts/fetched.ts';
import { Asking, Failure, Say } from '../parts/states.tsx';
import { backToPaths, currentHop, nodes } from '../selection.ts';
import { answer, askWhoCan, capability, language, messages, navigate, selectedRow, view } from '../state.ts';
import { fullAbilityOf } from './hop-question.ts';
import { TrailHead } from './trail-head.tsx';

/** One hop of one path, with everything that decides it; the pane is fetched when the first hop is opened. */
export function HopScreen() {
  const t = messages.value;
  const said = answer.state.value;
  const value = valueIn(said);
  const row = selectedRow.value;
  const { resource = '', actions } = view.value;
  if (value !== undefined && row !== undefined) return <OpenHop row={row} answer={value} />;
  if (said.kind === 'asking')
    return <Asking text={t.asking(askedWhat(actions, resource.slice(resource.lastIndexOf('/') + 1), t))} />;
  if (said.kind === 'failed') {
    return (
      <Failure
        problem={said.problem}
        typed={resource}
        onChoose={(node) => navigate({ ...view.value, screen: 'ask', resource: node.id })}
        onRetry={() => {
          answer.forget();
          navigate({ ...view.value }, 'replace');
        }}
      />
    );
  }
  return (
    <main class="screen">
      <Say title={t.pathGone}>
        <p>
          <button type="button" class="btn" onClick={backToPaths}>
            {t.backToPaths}
          </button>
        </p>
      </Say>
    </main>
  );
}

function OpenHop({ row, answer: value }: { readonly row: PathRow; readonly answer: WhoCanAnswer }) {
  const pane = useFetched(() => import('./access-pane.tsx'));
  const stands = currentHop(row);
  const hop = stands?.hop;
  const ability = row.abilities[view.value.part ?? 0] ?? row.abilities[0];
  const acts = hop?.kind === 'canAct';
  useEffect(() => {
    if (!acts) return;
    askWhoCan(capability, { resource: value.resource, actions: [], among: row.principal, lang: language.value });
  }, [acts, value.resource, row.principal, language.value]);
  const known = valueIn(capability.state.value);
  const mine = known?.resource === value.resource ? known : undefined;
  const settled = !acts || (mine !== undefined && has(mine, row.principal)) || capability.state.value.kind === 'failed';
  const full = ability === undefined ? undefined : fullAbilityOf(row, ability.scope.sample, mine);
  if (stands === undefined || hop === undefined) return null;
  const at = stands.index;
  return (
    <main class="screen">
      <TrailHead row={row} at={at} />
      {pane === 'failed' ? (
        <Say icon="cuts" tone="cut" title={messages.value.paneFailed} />
      ) : settled && pane !== undefined ? (
        <pane.AccessPane
          key={`${row.key} ${at}`}
          row={row}
          hop={hop}
          ability={ability}
          full={full}
          nodes={nodes()}
          answer={value}
        />
      ) : (
        <Asking text={messages.value.hopLoading} />
      )}
    </main>
  );
}

const has = (said: WhoCanAnswer, principal: string): boolean =>
  said.results.length === 0 || said.results.some((one) => one.principal === principal);
