import { useState } from 'preact/hooks';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { valueIn } from '../load.ts';
import { Mark } from '../parts/mark.tsx';
import { openHop, select } from '../selection.ts';
import { askFollowing, beyond, beyondRows, following, messages, rows, selectedRow, view } from '../state.ts';
import { standing } from '../words/standing.ts';
import { CanCell } from './can-cell.tsx';
import { PathCell } from './path-cell.tsx';
import type { PathRow } from './rows.ts';
import { WhenCell } from './when-cell.tsx';

/** Rows drawn at once. */
const PAGE = 200;

/** The paths as a table: the accessible form of the picture, with the same facts in the same order. */
export function PathTable({ answer }: { readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const full = valueIn(beyond.state.value)?.resource === answer.resource ? beyondRows.value : [];
  const conditions = rows.value.some(
    (row) => row.path.when !== undefined || row.abilities.some((one) => one.conditional.length > 0),
  );
  const people = rows.value.every((row) => row.subjects.every((subject) => subject.kind === 'person'));
  const [limit, setLimit] = useState(PAGE);
  const at = rows.value.findIndex((row) => row.key === view.value.row);
  const shown = Math.max(limit, at + 1);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are walked and selected is ARIA's grid */}
      <table role="grid" aria-label={t.paths} class={conditions ? 'conditions' : ''}>
        <colgroup>
          <col class="c-mark" />
          <col class="c-path" />
          <col class="c-can" />
          <col class="c-when" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span class="vh">{t.columnVerdict}</span>
            </th>
            <th scope="col">{people ? t.columnPath : t.columnPathAll}</th>
            <th scope="col">{t.columnCan}</th>
            <th scope="col">{t.columnWhen}</th>
          </tr>
        </thead>
        <tbody>
          {rows.value.slice(0, shown).map((row, index) => (
            <Row key={row.key} row={row} first={index === 0} answer={answer} full={full} />
          ))}
        </tbody>
      </table>
      {shown < rows.value.length && (
        <p class="more">
          <button type="button" class="btn" onClick={() => setLimit(shown + PAGE)}>
            {t.moreRows(Math.min(PAGE, rows.value.length - shown), rows.value.length)}
          </button>
        </p>
      )}
      {shown >= rows.value.length && answer.next !== undefined && <Following />}
    </>
  );
}

/** What the answer has beyond its first page, or why it is not there. */
function Following() {
  const t = messages.value;
  const said = following.state.value;
  return (
    <p class="more">
      <button type="button" class="btn" aria-disabled={said.kind === 'asking'} onClick={showFollowing}>
        {said.kind === 'asking' ? t.askingMore : t.moreResults}
      </button>
      {said.kind === 'failed' && (
        <span class="unk" role="alert">
          {' '}
          {said.problem.detail === '' ? said.problem.code : said.problem.detail}
        </span>
      )}
    </p>
  );
}

function showFollowing(): void {
  if (following.state.value.kind !== 'asking') askFollowing();
}

interface RowProps {
  readonly row: PathRow;
  readonly first: boolean;
  readonly answer: WhoCanAnswer;
  readonly full: readonly PathRow[];
}

function Row({ row, first, answer, full }: RowProps) {
  const selected = selectedRow.value?.key === row.key;
  const reachable = selected || (first && selectedRow.value === undefined);
  return (
    <tr
      class={selected ? 'sel' : ''}
      data-row={row.key}
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      onClick={() => {
        if (view.value.row !== row.key) select(row.key);
      }}
      onFocus={() => {
        if (view.value.row !== row.key) select(row.key);
      }}
      onDblClick={() => openHop(row, view.value.hop ?? row.path.hops.length - 1)}
    >
      <td class="c">
        <Mark is={standing(row.path.verdict, row.path.proof)} />
      </td>
      <td>
        <PathCell row={row} selected={selected} />
      </td>
      <td>
        <CanCell row={row} answer={answer} full={full} />
      </td>
      <td>
        <WhenCell row={row} />
      </td>
    </tr>
  );
}
