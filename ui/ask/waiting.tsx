import { focusOutcome } from '../focus.ts';
import { Asking, Failure, Say } from '../parts/states.tsx';
import { answer, messages, navigate, view } from '../state.ts';
import { askedWhat } from './answer-words.ts';
import { FirstQuestion } from './first-question.tsx';

/** No answer yet: what is being asked, or why there is none. */
export function Waiting() {
  const t = messages.value;
  const said = answer.state.value;
  const { resource = '', actions } = view.value;
  switch (said.kind) {
    case 'idle':
      return <FirstQuestion />;
    case 'asking':
      return <Asking text={t.asking(askedWhat(actions, resource.slice(resource.lastIndexOf('/') + 1), t))} />;
    case 'stopped':
      return (
        <Say title={t.stopped}>
          <p>
            <button type="button" class="btn" onClick={askAgain}>
              {t.askAgain}
            </button>
          </p>
        </Say>
      );
    case 'failed':
      return (
        <Failure
          problem={said.problem}
          typed={resource}
          onChoose={(node) => {
            navigate({ ...view.value, resource: node.id });
            focusOutcome();
          }}
          onRetry={askAgain}
        />
      );
    default:
      return null;
  }
}

function askAgain(): void {
  answer.forget();
  navigate({ ...view.value }, 'replace');
  focusOutcome();
}
