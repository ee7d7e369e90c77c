import type { WhoCanAnswer } from '../../domain/answer.ts';
import { Icon } from '../parts/icons.tsx';
import { messages } from '../state.ts';
import { nodeOf, shortName } from '../words/names.ts';
import { absentWords, answerSentence } from './answer-words.ts';

/** The answer in one sentence; beneath it what is proven absent and what the answer does not cover. */
export function AnswerLines({ answer }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const said = answerSentence(answer, t);
  const absent = said.kind === 'none' ? undefined : absentWords(answer, t);
  return (
    <div class="answer" aria-live="polite">
      <h1 class={said.kind === 'undecided' ? 'unk' : ''}>
        {said.kind === 'none' && <Icon name={answer.complete ? 'noAccess' : 'unknown'} large />}
        {said.kind === 'undecided' && <Icon name="unknown" large />}
        <b>{said.strong}</b> {said.rest}
      </h1>
      <p class="q foot">
        {absent !== undefined && (
          <span class="v">
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
        <span>
          {t.scope(answer.scope)}
          {t.answerStop}
        </span>
        <Needs answer={answer} />
      </p>
    </div>
  );
}

/** Second authorisations that the verdicts already count in. */
function Needs({ answer }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const needs = new Map(
    answer.results.flatMap((result) => result.alsoNeeds ?? []).map((one) => [`${one.action} ${one.resource}`, one]),
  );
  if (needs.size === 0) return null;
  return (
    <span>
      {[...needs.values()]
        .map((one) => t.needs(one.action, shortName(nodeOf(one.resource, answer.nodes).name)))
        .join(t.comma)}
      {t.answerStop}
    </span>
  );
}
