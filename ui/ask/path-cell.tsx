import { useState } from 'preact/hooks';
import type { NodeInfo } from '../../domain/answer.ts';
import { usedByLine } from '../../domain/words/used-by.ts';
import { isPlainClick } from '../keys.ts';
import { Chip, Connector } from '../parts/chip.tsx';
import { Icon } from '../parts/icons.tsx';
import { currentHop, hopView, nodeAt, openHop, select } from '../selection.ts';
import { language, messages, rows, view } from '../state.ts';
import { printView } from '../view-state.ts';
import { iconOf } from '../words/icon-of.ts';
import { shortName } from '../words/names.ts';
import { nodesOf, type PathRow } from './rows.ts';

/** People shown by name in a row before the rest is counted. */
const FEW = 6;
const WHO: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'person',
  'directoryUser',
  'directoryGroup',
  'permissionSet',
  'entitlement',
  'workload',
]);

/** Two lines of chips: who, then behind an elbow how. */
export function PathCell({ row, selected }: { readonly row: PathRow; readonly selected: boolean }) {
  const ids = nodesOf(row.path.hops);
  const found = ids.findIndex((id) => !WHO.has(nodeAt(id).kind));
  const cut = Math.max(1, found === -1 ? ids.length : found);
  const pick = (index: number) => () => select(row.key, Math.max(0, index - 1));
  const here = selected ? view.value.hop : undefined;
  const chip = (index: number) => (
    <Chip node={nodeAt(ids[index] ?? '')} here={here !== undefined && here + 1 === index} onPick={pick(index)} />
  );
  const line = (from: number, to: number) =>
    ids.slice(from, to).map((id, at) => {
      const hop = row.path.hops[from + at - 1];
      return (
        <span class="step" key={id}>
          {hop !== undefined && <Connector hop={hop} elbow={from === cut && at === 0} />}
          {chip(from + at)}
        </span>
      );
    });
  return (
    <>
      <div class="trail">
        <People subjects={row.subjects} />
        {line(1, cut)}
      </div>
      {cut < ids.length && <div class="trail how">{line(cut, ids.length)}</div>}
      <RowNotes row={row} />
      {selected && <ExplainLink row={row} />}
    </>
  );
}

function People({ subjects }: { readonly subjects: readonly NodeInfo[] }) {
  const [open, setOpen] = useState(false);
  const t = messages.value;
  const shown = open ? subjects : subjects.slice(0, FEW);
  const [first] = subjects;
  return (
    <span class="people" title={subjects.map((subject) => subject.id).join('\n')}>
      {first !== undefined && <Icon name={iconOf(first)} />}
      <span>{shown.map((subject) => shortName(subject.name)).join(t.comma)}</span>
      {shown.length < subjects.length && (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {t.morePeople(subjects.length - shown.length)}
        </button>
      )}
    </span>
  );
}

/** What else a reader must know of the people or the proof, in words. */
function RowNotes({ row }: { readonly row: PathRow }) {
  const t = messages.value;
  const [subject] = row.subjects;
  const [first, second] = row.path.hops;
  const direct = first?.kind === 'assigned' && second !== undefined;
  const notes = [
    ...(subject?.active === false ? [t.left] : []),
    ...(subject?.employment !== undefined && subject.employment !== 'employee'
      ? [t.employment(subject.employment)]
      : []),
    ...(direct ? [t.inNoGroup] : []),
    ...(subject?.usedBy === undefined ? [] : [usedByLine(subject.usedBy, language.value)]),
    ...proofNotes(row),
  ];
  if (notes.length === 0) return null;
  return <div class={subject?.active === false ? 'qq gone' : 'qq'}>{notes.join(t.comma)}</div>;
}

/** How far the proof got, where that differs from row to row; where it does not, the counts over the table say it. */
function proofNotes(row: PathRow): readonly string[] {
  const t = messages.value;
  if (rows.value.every((one) => one.path.proof === row.path.proof)) return [];
  if (row.path.proof === 'replayed') return [t.notCertified];
  return row.path.proof === 'pending' ? [t.proofPending] : [];
}

function ExplainLink({ row }: { readonly row: PathRow }) {
  const stands = currentHop(row);
  if (stands === undefined) return null;
  const { hop, index } = stands;
  const name = (id: string): string => shortName(nodeAt(id).name);
  return (
    <a
      class="explain"
      href={printView(hopView(row, index))}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        openHop(row, index);
      }}
    >
      {messages.value.explainHop(name(hop.from), name(hop.to))}
    </a>
  );
}
