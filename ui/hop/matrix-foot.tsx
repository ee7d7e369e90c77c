import type { AlsoNeeds, MayNeed } from '../../domain/access.ts';
import type { ExplainAnswer } from '../../domain/answer.ts';
import type { Verdict as VerdictValue } from '../../domain/decision.ts';
import type { Messages } from '../messages/en.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { Verdict } from '../parts/mark.tsx';
import { nodeAt } from '../selection.ts';
import { messages } from '../state.ts';
import { assumptionTitle } from '../words/assumptions.ts';
import { shortName } from '../words/names.ts';
import { standing } from '../words/standing.ts';

const ICON: Readonly<Record<VerdictValue, IconName>> = {
  allowed: 'allows',
  conditional: 'conditional',
  denied: 'cuts',
  unknown: 'unknown',
};
const TONE: Readonly<Record<VerdictValue, string>> = {
  allowed: '',
  conditional: 'cond',
  denied: 'cut',
  unknown: 'unk',
};

/** Second authorisations first, then what comes of everything. */
export function MatrixFoot({ answer }: { readonly answer: ExplainAnswer }) {
  const t = messages.value;
  return (
    <tfoot>
      {legsOf(answer).map((leg) => (
        <tr key={`${leg.action} ${leg.resource}`} class="leg">
          <th scope="row">{t.alsoNeeds}</th>
          <td class="say2" title={leg.resource}>
            <code>{leg.action}</code> <span class="q">{shortName(nodeAt(leg.resource).name)}</span>
          </td>
          {answer.columns.map((column) => (
            <Leg key={column.action} verdict={verdictIn(column.alsoNeeds ?? [], leg)} />
          ))}
        </tr>
      ))}
      <MayNeedRow dependents={dependentsOf(answer)} />
      <tr class="end">
        <th scope="row">{t.effective}</th>
        <td class="say2" />
        {answer.columns.map((column) => (
          <td class="d" key={column.action} title={assumptionTitle(column.assumptions, t)}>
            <Verdict
              is={standing(column.verdict, column.proof)}
              word={t.effectiveWord[standing(column.verdict, column.proof)]}
            />
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function Leg({ verdict }: { readonly verdict: VerdictValue | undefined }) {
  if (verdict === undefined) {
    return (
      <td class="d none">
        <Icon name="silent" />
      </td>
    );
  }
  return (
    <td class={`d ${TONE[verdict]}`}>
      <Icon name={ICON[verdict]} /> {messages.value.verdict[verdict]}
    </td>
  );
}

/** One quiet line: dependent actions change no verdict, and what is known of one is so in every column. */
function MayNeedRow({ dependents }: { readonly dependents: readonly MayNeed[] }) {
  if (dependents.length === 0) return null;
  const t = messages.value;
  const words = dependents.map((one) => t.dependent(one.action, knownOf(one, t)));
  return (
    <tr class="quiet">
      <th scope="row">{t.mayNeed}</th>
      <td class="rest" title={words.join('\n')}>
        {t.someOf(words.slice(0, SHOWN), Math.max(0, words.length - SHOWN))}
      </td>
    </tr>
  );
}
const SHOWN = 5;

/** Rule 57: of which resource it is asked is not said. */
const knownOf = ({ verdict, because }: MayNeed, t: Messages): string =>
  because.some(({ rule }) => rule === 57) ? t.dependsOnCall : verdict === 'denied' ? t.deniedOfAll : t.verdict[verdict];

function dependentsOf(answer: ExplainAnswer): readonly MayNeed[] {
  const all = answer.columns.flatMap((column) => column.mayNeed ?? []);
  return [...new Map(all.map((one) => [one.action, one])).values()];
}

type Need = Pick<AlsoNeeds, 'action' | 'resource'>;

function legsOf(answer: ExplainAnswer): readonly Need[] {
  const all = answer.columns.flatMap((column) => column.alsoNeeds ?? []);
  return [...new Map(all.map((leg) => [`${leg.action} ${leg.resource}`, leg])).values()];
}

const verdictIn = (legs: readonly AlsoNeeds[], wanted: Need): VerdictValue | undefined =>
  legs.find((leg) => leg.action === wanted.action && leg.resource === wanted.resource)?.verdict;
