import { useEffect, useState } from 'preact/hooks';
import type { Change, ExplainAnswer, Flip } from '../../domain/answer.ts';
import { client, type ExplainQuestion } from '../client.ts';
import type { Messages } from '../messages/en.ts';
import { messages } from '../state.ts';
import { shortAction } from '../words/levels.ts';
import { layerKey } from '../words/names.ts';
import { onRole, statementWords } from './hop-words.ts';

interface RecheckProps {
  readonly answer: ExplainAnswer;
  readonly ask: ExplainQuestion;
  readonly onOther: () => void;
}

/** Has the server work the answer out anew and compares; certificates are the stored ones. And the smallest change that would turn a refusal round. */
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

/** So many ways are shown; the command line tells them all. */
const MOST_FLIPS = 3;

function SmallestChange({ answer, action }: { readonly answer: ExplainAnswer; readonly action: string }) {
  const t = messages.value;
  const column = answer.columns.find((one) => one.action === action);
  if (column === undefined) return null;
  return (
    <div class="change">
      <p>{t.flipTitle(shortAction(action))}</p>
      {column.toAllow.items.slice(0, MOST_FLIPS).map((flip, n) => (
        <OneFlip key={JSON.stringify(flip.changes)} flip={flip} answer={answer} first={n === 0} />
      ))}
    </div>
  );
}

interface FlipProps {
  readonly flip: Flip;
  readonly answer: ExplainAnswer;
  readonly first: boolean;
}

function OneFlip({ flip, answer, first }: FlipProps) {
  const t = messages.value;
  const role = onRole(answer);
  return (
    <>
      {!first && <p class="q">{t.flipOr}</p>}
      <ul>
        {flip.changes.map((change) => (
          <li key={JSON.stringify(change)}>{changeWords(change, role, t)}</li>
        ))}
      </ul>
      {flip.when !== undefined && <p class="q">{t.flipWhen(flip.when.text)}</p>}
      {flip.except !== undefined && (
        <p class="q">
          {t.flipExcept} <code>{JSON.stringify(flip.except)}</code>
        </p>
      )}
    </>
  );
}

function changeWords(change: Change, role: boolean, t: Messages): string {
  switch (change.kind) {
    case 'removeDeny':
      return t.removeDeny(statementWords(change.statement, role, t));
    case 'removeAllow':
      return t.removeAllow(statementWords(change.statement, role, t));
    case 'dropConditions':
      return t.dropConditions(statementWords(change.statement, role, t), change.when.text);
    case 'meetCondition':
      return t.meetCondition(change.key);
    case 'addAllow':
      return t.addAllow(t.layerInText[layerKey(change.layer, role)], change.besides?.action ?? change.level ?? '');
  }
}
