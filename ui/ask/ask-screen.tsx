import { useEffect } from 'preact/hooks';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { focusPaths } from '../focus.ts';
import { GraphPane } from '../graph/graph-pane.tsx';
import { valueIn } from '../load.ts';
import { Verdict } from '../parts/mark.tsx';
import { ShowAsBar } from '../parts/show-as.tsx';
import { answer, messages, navigate, question, rows, status, view } from '../state.ts';
import { standing } from '../words/standing.ts';
import { AnswerLines } from './answer-lines.tsx';
import { whoCanCommands } from './commands.ts';
import { ListFoot } from './list-foot.tsx';
import { PathTable } from './path-table.tsx';
import { countPaths } from './rows.ts';
import { Sentence } from './sentence.tsx';
import { Waiting } from './waiting.tsx';

/** The question as a sentence, its answer, and the evidence: the table of paths, and the same paths drawn. */
export function AskScreen() {
  const said = answer.state.value;
  const value = valueIn(said);
  useEffect(() => focusPaths(view.value.row), []);
  return (
    <main class="screen">
      <section class="ask">
        <div class="askline">
          <Sentence />
          <ShowAsToggle />
        </div>
        {view.value.showAs !== undefined && <ShownCommands value={value} />}
      </section>
      {/* It stays while answers come and go: what is put into it is read out, and the focus has a place to wait in. */}
      <section class="outcome" data-outcome tabIndex={-1} aria-label={messages.value.outcomeLabel}>
        <div aria-live="polite">{value === undefined ? <Waiting /> : <AnswerLines answer={value} />}</div>
        {value !== undefined && <Evidence answer={value} />}
      </section>
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
