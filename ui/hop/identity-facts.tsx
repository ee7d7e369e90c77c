import type { AnswerHop } from '../../domain/answer.ts';
import { Verdict } from '../parts/mark.tsx';
import { Rich } from '../parts/rich.tsx';
import { nodeAt } from '../selection.ts';
import { messages } from '../state.ts';
import { assumptionLines } from '../words/assumptions.ts';
import { shortName } from '../words/names.ts';
import { standing } from '../words/standing.ts';
import { statementWords } from './hop-words.ts';

/** What is known of a hop without asking further: who, how, under which condition, by which statements. */
export function HopFacts({ hop }: { readonly hop: AnswerHop }) {
  const t = messages.value;
  const directory = hop.kind === 'memberOf' || hop.kind === 'assigned';
  const entries: readonly (readonly [string, string])[] = [
    [t.from, nameAndKind(hop.from)],
    [t.to, nameAndKind(hop.to)],
    ...(hop.technique === undefined ? [] : [[t.technique, t.techniqueName(hop.technique)] as const]),
    ...(hop.joined === undefined ? [] : [[t.joined, t.joinedBy(hop.joined.by)] as const]),
    [t.condition, hop.when?.text ?? t.always],
  ];
  return (
    <>
      <dl class="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t.effective}</dt>
          <dd>
            <Verdict is={standing(hop.verdict, hop.proof)} />
          </dd>
        </div>
      </dl>
      {directory && <p class="q">{t.factOnly}</p>}
      {hop.by.length > 0 && (
        <>
          <h2>{t.decidedBy}</h2>
          <ul class="by">
            {hop.by.map((ref) => (
              <li key={`${ref.policy} ${ref.index}`} title={ref.policy}>
                {statementWords(ref, true, t)}
              </li>
            ))}
          </ul>
        </>
      )}
      {assumptionLines(hop.assumptions ?? [], t).map((text) => (
        <p key={text} class="q">
          <Rich text={`${t.assumes}${t.colon}${text}`} />
        </p>
      ))}
    </>
  );
}

function nameAndKind(id: string): string {
  const t = messages.value;
  const node = nodeAt(id);
  return t.nameAndKind(shortName(node.name), t.kinds[node.kind]);
}
