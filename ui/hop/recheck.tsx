import { useEffect, useState } from 'preact/hooks';
import type { ExplainAnswer } from '../../domain/answer.ts';
import { client, type ExplainQuestion } from '../client.ts';
import { messages } from '../state.ts';
import { shortAction } from '../words/levels.ts';
import { layerKey } from '../words/names.ts';
import { onRole, statementWords } from './hop-words.ts';

interface RecheckProps {
  readonly answer: ExplainAnswer;
  readonly ask: ExplainQuestion;
  readonly onOther: () => void;
}

/** Asks the server again and compares; and the smallest change that would turn a refusal round. */
export function Recheck({ answer, ask, onOther }: RecheckProps) {
  const t = messages.value;
  const [said, say] = useState('');
  const [flip, setFlip] = useState('');
  useEffect(() => {
    setFlip('');
    say('');
  }, [ask.principal, ask.resource, ask.actions.join()]);
  const check = async (): Promise<void> => {
    say(t.rechecking);
    const again = await client.explain(ask, new AbortController().signal);
    if (!again.ok) {
      say(t.recheckFailed(again.problem.detail || again.problem.code));
      return;
    }
    const same = JSON.stringify(again.value.columns) === JSON.stringify(answer.columns);
    say((same ? t.recheckSame : t.recheckOther)(t.clock(new Date())));
    if (!same) onOther();
  };
  const flippable = answer.columns.filter((column) => column.smallestChange.length > 0);
  return (
    <>
      <p class="buttons">
        <button type="button" class="btn" onClick={() => void check()}>
          {t.recheck}
        </button>
        {flippable.map((column) => (
          <button
            type="button"
            class="btn"
            key={column.action}
            aria-expanded={flip === column.action}
            onClick={() => setFlip(flip === column.action ? '' : column.action)}
          >
            {t.flips(shortAction(column.action))}
          </button>
        ))}
      </p>
      <p class="qq" role="status">
        {said}
      </p>
      <SmallestChange answer={answer} action={flip} />
    </>
  );
}

function SmallestChange({ answer, action }: { readonly answer: ExplainAnswer; readonly action: string }) {
  const t = messages.value;
  const column = answer.columns.find((one) => one.action === action);
  if (column === undefined) return null;
  const role = onRole(answer);
  return (
    <div class="change">
      <p>{t.flipTitle(shortAction(action))}</p>
      <ul>
        {column.smallestChange.map((change) => (
          <li key={JSON.stringify(change)}>
            {change.kind === 'removeDeny' && change.statement !== undefined
              ? t.removeDeny(statementWords(change.statement, role, t))
              : t.addAllow(t.layerInText[layerKey(change.layer, role)], change.level ?? '')}
          </li>
        ))}
      </ul>
    </div>
  );
}
