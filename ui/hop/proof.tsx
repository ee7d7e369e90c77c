import type { ExplainAnswer } from '../../domain/answer.ts';
import { explainCommands } from '../ask/commands.ts';
import type { ExplainQuestion } from '../client.ts';
import { valueIn } from '../load.ts';
import { ShowAsBar } from '../parts/show-as.tsx';
import { askExplain, explained, messages, status } from '../state.ts';
import type { Nodes } from '../words/names.ts';
import { Evidence } from './evidence.tsx';
import { onRole } from './hop-words.ts';
import { Recheck } from './recheck.tsx';
import { StatementCard } from './statement-card.tsx';

/** The words of the deciding statements, the request that was replayed, and the certificate. */
export function Proof({
  answer,
  ask,
  nodes,
}: {
  readonly answer: ExplainAnswer;
  readonly ask: ExplainQuestion;
  readonly nodes: Nodes;
}) {
  const t = messages.value;
  const refused = answer.columns.find((column) => column.verdict === 'denied') ?? answer.columns[0];
  const cypher = valueIn(status.state.value)?.cypher === true;
  const commands = explainCommands(ask, refused?.action ?? '', { ...nodes, ...answer.nodes }, cypher);
  return (
    <section class="right2">
      {answer.policies.map((policy) => (
        <StatementCard key={`${policy.role} ${policy.policy}`} policy={policy} role={onRole(answer)} />
      ))}
      {answer.policies.length === 0 && <p class="q">{t.noStatements}</p>}
      <Evidence answer={answer} />
      <Recheck
        answer={answer}
        ask={ask}
        onOther={() => {
          explained.forget();
          askExplain(ask);
        }}
      />
      <ShowAsBar commands={commands} />
    </section>
  );
}
