import type { WhoCanAnswer } from '../../domain/answer.ts';
import { GraphPane } from '../graph/graph-pane.tsx';
import { valueIn } from '../load.ts';
import { Verdict } from '../parts/mark.tsx';
import { ShowAsBar } from '../parts/show-as.tsx';
import { Asking, Failure, Say } from '../parts/states.tsx';
import { answer, messages, navigate, question, rows, status, view } from '../state.ts';
import { standing } from '../words/standing.ts';
import { AnswerLines } from './answer-lines.tsx';
import { askedWhat } from './answer-words.ts';
import { whoCanCommands } from './commands.ts';
import { FirstQuestion } from './first-question.tsx';
import { ListFoot } from './list-foot.tsx';
import { PathTable } from './path-table.tsx';
import { countPaths } from './rows.ts';
import { Sentence } from './sentence.tsx';

/** The question as a sentence, its answer, and the evidence: the table of paths, and the same paths drawn. */
export function AskScreen() {
  const said = answer.state.value;
  const value = valueIn(said);
  return (
    <main class="screen">
      <section class="ask">
        <div class="askline">
          <Sentence />
          <ShowAsToggle />
        </div>
        {view.value.showAs !== undefined && <ShownCommands value={value} />}
        {value !== undefined && <AnswerLines answer={value} />}
      </section>
      {value === undefined ? <Waiting /> : <Evidence answer={value} />}
    </main>
  );
}

function ShowAsToggle() {
  const t = messages.value;
  const { showAs, ...rest } = view.value;
  if (question.value === undefined) return null;
  return (
    <button
      type="button"
      class="btn"
      aria-expanded={showAs !== undefined}
      onClick={() => navigate(showAs === undefined ? { ...rest, showAs: 'cli' } : rest, 'replace')}
    >
      {showAs === undefined ? t.showAs : t.hideShowAs}
    </button>
  );
}

function ShownCommands({ value }: { readonly value: WhoCanAnswer | undefined }) {
  const ask = question.value;
  if (ask === undefined) return null;
  const cypher = valueIn(status.state.value)?.cypher === true;
  return <ShowAsBar commands={whoCanCommands(ask, value, cypher)} />;
}

/** No answer yet: what is being asked, or why there is none. */
function Waiting() {
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
          onChoose={(node) => navigate({ ...view.value, resource: node.id })}
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
}

function Evidence({ answer: value }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const list = rows.value;
  return (
    <div class={list.length === 0 ? 'split alone' : 'split'}>
      <section class="list" aria-label={t.paths}>
        {list.length > 0 && (
          <>
            <div class="bar">
              <h2>{t.paths}</h2>
              <span class="q" title={t.pathCount(countPaths(list), list.length)}>
                {t.pathCount(countPaths(list), list.length)}
              </span>
              <Counts />
            </div>
            <PathTable answer={value} />
          </>
        )}
        <ListFoot answer={value} />
      </section>
      {list.length > 0 && <GraphPane answer={value} />}
    </div>
  );
}

/** How many paths of each verdict; zero is said too. */
function Counts() {
  const t = messages.value;
  const kinds = ['proven', 'allowed', 'conditional', 'unknown'] as const;
  const count = (kind: (typeof kinds)[number]): number =>
    countPaths(rows.value.filter((row) => standing(row.path.verdict, row.path.proof) === kind));
  return (
    <span class="counts">
      {kinds
        .map((kind) => ({ kind, n: count(kind) }))
        .filter(({ kind, n }) => kind !== 'allowed' || n > 0)
        .map(({ kind, n }) => (
          <span key={kind} class={n === 0 ? 'zero' : ''}>
            <Verdict is={kind} word={t.countOf(n, t.standingCount[kind])} />
          </span>
        ))}
    </span>
  );
}
