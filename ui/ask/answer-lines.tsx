import type { WhoCanAnswer } from '../../domain/answer.ts';
import { Icon } from '../parts/icons.tsx';
import { messages, navigate, view } from '../state.ts';
import { absentWords, answerSentence } from './answer-words.ts';
import { needsOf, needWords } from './needs.ts';

/** The answer in one sentence; beneath it what is proven absent and what the answer does not cover. */
export function AnswerLines({ answer }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const said = answerSentence(answer, t);
  const absent = said.kind === 'none' ? undefined : absentWords(answer, t);
  const open = (answer.cutRoutes ?? []).filter((one) => one.open).length;
  return (
    <div class="answer">
      <h1 class={said.kind === 'undecided' ? 'unk' : ''}>
        {said.kind === 'none' && <Icon name={answer.complete ? 'noAccess' : 'unknown'} large />}
        {said.kind === 'undecided' && <Icon name="unknown" large />}
        <b>{said.strong}</b>
        {said.rest}
      </h1>
      <p class="q foot">
        {absent !== undefined && (
          <span class={answer.complete ? 'v' : 'v unk'}>
            <Icon name={answer.complete ? 'noAccess' : 'unknown'} />
            {absent}
          </span>
        )}
        {answer.gaps.length > 0 && (
          <a class="unk v" href="#gaps">
            <Icon name="unknown" />
            {t.gapsShort(answer.gaps.length)}
          </a>
        )}
        {open > 0 && (
          <span class="unk v">
            <Icon name="unknown" />
            {t.cutRoutes(open)}
          </span>
        )}
        <Joined answer={answer} />
        <span>
          {t.scope(answer.scope)}
          {t.answerStop}
        </span>
        <Needs answer={answer} />
      </p>
    </div>
  );
}

/** Who is who is merely probable of some: told, and switched. */
function Joined({ answer: { probableJoins } }: { readonly answer: WhoCanAnswer }) {
  const { apart, row: _row, hop: _hop, columns: _columns, part: _part, ...joined } = view.value;
  const isApart = apart === true;
  if (probableJoins === undefined && !isApart) return null;
  const t = messages.value;
  const people = new Set(probableJoins?.joins.map(({ person }) => person)).size;
  return (
    <span class="v">
      {isApart ? t.keptApart(people) : t.joinedProbably(people)}{' '}
      <button type="button" class="link" onClick={() => navigate(isApart ? joined : { ...joined, apart: true })}>
        {isApart ? t.joinAgain : t.keepApart}
      </button>
    </span>
  );
}

/** Second authorisations that are in doubt or refuse; those that allow stand under the table. */
function Needs({ answer }: { readonly answer: WhoCanAnswer }) {
  const doubtful = needsOf(answer).filter((need) => need.verdict !== 'allowed');
  if (doubtful.length === 0) return null;
  return <span class="unk">{doubtful.map(needWords).join(messages.value.comma)}</span>;
}
