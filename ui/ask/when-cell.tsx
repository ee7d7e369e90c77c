import { Rich } from '../parts/rich.tsx';
import { messages } from '../state.ts';
import { shortActions } from './can-do.ts';
import type { PathRow } from './rows.ts';

/** The condition of the whole path in words, what single actions need besides, and the limits of the session. */
export function WhenCell({ row }: { readonly row: PathRow }) {
  const t = messages.value;
  const { when, chained, samePlace, now } = row.path;
  const certain = row.abilities.some((ability) => ability.actions.length > 0);
  const groups = row.abilities
    .flatMap((ability) => ability.conditional)
    .filter((group) => group.when.text !== '' && group.when.text !== when?.text);
  const [subject] = row.subjects;
  return (
    <>
      {when !== undefined && (
        <span class="cond">
          <Rich text={when.text} />
        </span>
      )}
      {when === undefined && certain && t.always}
      {groups.map((group) => (
        <div class="cond small" key={group.when.text}>
          <Rich
            text={
              certain || groups.length > 1
                ? t.actionsWhen(whichActions(group.actions), group.when.text)
                : group.when.text
            }
          />
        </div>
      ))}
      {chained && <div class="qq">{t.oneHour}</div>}
      {samePlace === false && <div class="qq">{t.notOnePlace}</div>}
      {!now && subject?.active !== false && <div class="qq gone">{t.cannotNow}</div>}
    </>
  );
}

/** Actions named before they are only counted. */
const FEW = 2;

function whichActions(actions: readonly string[]): string {
  const t = messages.value;
  return actions.length > FEW ? t.unlisted(actions.length) : shortActions(actions).join(t.comma);
}
