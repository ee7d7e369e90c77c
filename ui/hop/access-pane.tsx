import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerHop, ExplainAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import type { Ability, PathRow } from '../ask/rows.ts';
import type { ExplainQuestion } from '../client.ts';
import { focusIfLost } from '../focus.ts';
import { valueIn } from '../load.ts';
import { Icon } from '../parts/icons.tsx';
import { Rich } from '../parts/rich.tsx';
import { Asking } from '../parts/states.tsx';
import { askExplain, explained, language, messages, view } from '../state.ts';
import type { Nodes } from '../words/names.ts';
import { ColumnChoice } from './column-choice.tsx';
import { hopQuestion } from './hop-question.ts';
import { explainSummary, factSummary, type Summary } from './hop-words.ts';
import { HopFacts } from './identity-facts.tsx';
import { LayerMatrix } from './layer-matrix.tsx';
import { LevelCounts } from './level-counts.tsx';
import { NotCovered } from './not-covered.tsx';
import { Proof } from './proof.tsx';
import { ScopeSwitch } from './scope-switch.tsx';
import { ToldPane } from './told-pane.tsx';

interface PaneProps {
  readonly row: PathRow;
  readonly hop: AnswerHop;
  readonly ability: Ability | undefined;
  readonly full: Ability | undefined;
  readonly nodes: Nodes;
  readonly answer: WhoCanAnswer;
}

/** Left what each layer says, right the words of the deciding statements and the proof. */
export function AccessPane({ row, hop, ability, full, nodes, answer }: PaneProps) {
  const t = messages.value;
  const asked = hopQuestion(hop, {
    lang: language.value,
    columns: hop.kind === 'canAct' ? view.value.columns : undefined,
    full,
    ability,
    resource: answer.resource,
  });
  const key = JSON.stringify(asked);
  const [sent, setSent] = useState('');
  const kept = useRef<Kept | undefined>(undefined);
  useEffect(() => {
    if (asked.kind === 'explain') askExplain(asked.ask);
    else explained.clear();
    setSent(key);
  }, [key]);
  const said = explained.state.value;
  const failed = asked.kind === 'explain' && said.kind === 'failed' && sent === key;
  if (asked.kind === 'fact' || failed) {
    const problem = failed ? said.problem.detail || said.problem.code : '';
    return <Facts hop={hop} answer={answer} summary={factSummary(hop, nodes, t)} problem={problem} />;
  }
  // Until this question has been sent, what the loader holds is the answer to the one before.
  const arrived = sent === key ? valueIn(said) : undefined;
  if (arrived !== undefined) kept.current = { value: arrived, ask: asked.ask };
  if (kept.current === undefined || !differsInActions(kept.current.ask, asked.ask))
    return <Asking text={t.hopLoading} />;
  const { value, ask } = kept.current;
  return (
    <div class="cols" aria-busy={arrived === undefined}>
      <section class="left">
        <Say summary={explainSummary(value, nodes, t)} />
        {row.abilities.length > 1 && hop.kind === 'canAct' && <ScopeSwitch row={row} resource={answer.resource} />}
        <LayerMatrix answer={value} />
        {full !== undefined && hop.kind === 'canAct' && (
          <LevelCounts full={full} levelOf={answer.levelOf} levels={value.levels} />
        )}
        <ColumnChoice answer={value} choices={asked.choices} />
        <NotCovered answer={value} />
        <ToldPane hop={hop} answer={answer} />
      </section>
      <Proof answer={value} ask={ask} nodes={nodes} />
    </div>
  );
}

/** The last answer of this pane with its own question: it stands, with its own columns, while others are fetched. */
interface Kept {
  readonly value: ExplainAnswer;
  readonly ask: ExplainQuestion;
}

/** At most in the actions. */
const differsInActions = (a: ExplainQuestion, b: ExplainQuestion): boolean =>
  a.principal === b.principal && a.resource === b.resource && a.lang === b.lang;

function Say({ summary }: { readonly summary: Summary }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => focusIfLost(heading.current), []);
  return (
    <h1 class="say" tabIndex={-1} ref={heading}>
      <b>
        <Rich text={summary.strong} />
      </b>{' '}
      <Rich text={summary.rest} />
    </h1>
  );
}

function Facts({
  hop,
  answer,
  summary,
  problem,
}: {
  readonly hop: AnswerHop;
  readonly answer: WhoCanAnswer;
  readonly summary: Summary;
  readonly problem: string;
}) {
  return (
    <div class="cols alone">
      <section class="left">
        <Say summary={summary} />
        <HopFacts hop={hop} />
        {problem !== '' && (
          <p class="note q">
            <Icon name="silent" />
            <span>
              {messages.value.noMoreKnown} <Rich text={problem} />
            </span>
          </p>
        )}
        <ToldPane hop={hop} answer={answer} />
      </section>
    </div>
  );
}
