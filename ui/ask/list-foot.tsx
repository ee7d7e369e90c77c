import type { WhoCanAnswer } from '../../domain/answer.ts';
import { GapList } from '../parts/gaps.tsx';
import { Icon } from '../parts/icons.tsx';
import { Rich } from '../parts/rich.tsx';
import { messages } from '../state.ts';
import { assumptionLines } from '../words/assumptions.ts';
import { looksOpenWords } from '../words/looks-open.ts';
import { needsOf, needWords } from './needs.ts';

/** Under the table: what only looks open, what could not be decided and why, what the answer assumes, and what could not be read. */
export function ListFoot({ answer }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const reasons = assumptionLines(
    answer.results.flatMap((result) => result.unknownActions.flatMap((one) => one.reasons)),
    t,
  );
  const assumptions = assumptionLines(
    answer.results.flatMap((result) => result.assumptions),
    t,
  ).filter((text) => !reasons.includes(text));
  const needs = needsOf(answer);
  return (
    <div class="listfoot">
      {answer.looksOpen.length > 0 && (
        <section>
          <h2>{t.looksOpenTitle}</h2>
          {answer.looksOpen.map((one) => (
            <p key={`${one.principal} ${one.statement.index}`} class="note">
              <Icon name="noAccess" />
              <span>
                {looksOpenWords(one, answer, t)}
                {t.answerStop}
              </span>
            </p>
          ))}
        </section>
      )}
      {needs.length > 0 && (
        <section>
          <h2>{t.alsoChecked}</h2>
          {needs.map((need) => (
            <p key={`${need.action} ${need.resource} ${need.verdict}`} class="q">
              {needWords(need)}
            </p>
          ))}
        </section>
      )}
      {reasons.length > 0 && (
        <section>
          <h2>{t.undecidedBecause}</h2>
          <Doubts lines={reasons} />
        </section>
      )}
      <section>
        <h2>{t.assumes}</h2>
        <p class="q">{t.profile(t.moment(answer.profile.at))}</p>
        <Doubts lines={assumptions} />
      </section>
      {answer.gaps.length > 0 && <GapList gaps={answer.gaps} />}
    </div>
  );
}

function Doubts({ lines }: { readonly lines: readonly string[] }) {
  return (
    <>
      {lines.map((text) => (
        <p key={text} class="q note">
          <span class="unk">
            <Icon name="unknown" />
          </span>
          <span>
            <Rich text={text} />
          </span>
        </p>
      ))}
    </>
  );
}
