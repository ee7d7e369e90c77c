import type { ExplainAnswer } from '../../domain/answer.ts';
import { GapList } from '../parts/gaps.tsx';
import { Icon } from '../parts/icons.tsx';
import { Rich } from '../parts/rich.tsx';
import { messages } from '../state.ts';
import { assumptionLines } from '../words/assumptions.ts';

/** What this proof does not cover: always said, even if only that nothing was missed. */
export function NotCovered({ answer }: { readonly answer: ExplainAnswer }) {
  const t = messages.value;
  const assumptions = assumptionLines(
    answer.columns.flatMap((column) => column.assumptions),
    t,
  );
  return (
    <div class="gaps">
      <h2>{t.notCovered}</h2>
      {assumptions.map((text) => (
        <p key={text}>
          <span class="unk">
            <Icon name="unknown" />
          </span>
          <span>
            <Rich text={`${t.assumes}${t.colon}${text}`} />
          </span>
        </p>
      ))}
      <p>
        <Icon name="silent" />
        <span class="q">
          {`${t.assumes}${t.colon}${t.profile(t.moment(answer.profile.at))}`}
          {t.answerStop} {t.outside}
        </span>
      </p>
      {answer.gaps.length === 0 ? (
        <p>
          <Icon name="allows" />
          <span class="q">{t.nothingMissed(answer.policiesRead)}</span>
        </p>
      ) : (
        <GapList gaps={answer.gaps} />
      )}
    </div>
  );
}
