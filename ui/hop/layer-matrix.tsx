import { useState } from 'preact/hooks';
import type { ExplainAnswer, LayerRow } from '../../domain/answer.ts';
import { Rich } from '../parts/rich.tsx';
import { messages } from '../state.ts';
import { briefPolicyName, layerKey } from '../words/names.ts';
import { EffectCell } from './effect-cell.tsx';
import { onRole } from './hop-words.ts';
import { MatrixFoot } from './matrix-foot.tsx';
import { MatrixHead } from './matrix-head.tsx';
import { foldable, footnotes, type MatrixRow, matrixRows } from './matrix-rows.ts';

/** Columns beside which a column of policies has room. */
const FEW = 3;

/** One row per layer in evaluation order, one column per action, and what comes of it at the end. */
export function LayerMatrix({ answer }: { readonly answer: ExplainAnswer }) {
  const [open, setOpen] = useState(false);
  const t = messages.value;
  const notes = footnotes(answer);
  return (
    <>
      <table
        class={answer.columns.length > FEW ? 'layers many' : 'layers'}
        style={{ '--columns': answer.columns.length }}
      >
        <MatrixHead answer={answer} />
        <tbody>
          {matrixRows(answer, open).map((line) => (
            <Row
              key={`${line.row.layer} ${line.row.level ?? ''}`}
              line={line}
              role={onRole(answer)}
              notes={notes}
              columns={answer.columns.length}
            />
          ))}
        </tbody>
        <MatrixFoot answer={answer} />
      </table>
      {foldable(answer) && (
        <button type="button" class="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {`${t.layer.rcp} ${open ? t.closeLevels : t.openLevels}`}
        </button>
      )}
      {notes.length > 0 && (
        <ol class="notes qq">
          {notes.map((note) => (
            <li key={note}>
              <Rich text={note} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

interface RowProps {
  readonly line: MatrixRow;
  readonly role: boolean;
  readonly notes: readonly string[];
  readonly columns: number;
}

function Row({ line, role, notes, columns }: RowProps) {
  const t = messages.value;
  const { row } = line;
  const unlimited = row.effects.every((cell) => cell.effect === 'noLimit');
  const policies = namedPolicies(row).map(briefPolicyName).join(t.comma);
  return (
    <tr class={line.tone}>
      <th scope="row" class={line.first ? '' : 'sub'}>
        <LayerName line={line} role={role} />
      </th>
      <td class={policies === '' ? 'say2 q' : 'say2'} title={row.policies.join('\n')}>
        {policies === '' ? reasonWords(row.reason) : policies}
      </td>
      {unlimited ? (
        <td class="d none all" colSpan={columns}>
          {t.effect.noLimit}
        </td>
      ) : (
        row.effects.map((cell, index) => <EffectCell key={String(index)} cell={cell} notes={notes} />)
      )}
    </tr>
  );
}

/** Where a level cuts, only the policies that do; all of them stand in the title. */
function namedPolicies(row: LayerRow): readonly string[] {
  const cutting = row.effects
    .filter((cell) => cell.effect === 'cuts')
    .flatMap((cell) => cell.by.map((ref) => ref.policy));
  return cutting.length > 0 ? [...new Set(cutting)] : row.policies;
}

function LayerName({ line, role }: { readonly line: MatrixRow; readonly role: boolean }) {
  const t = messages.value;
  const { row, first, levels, tone } = line;
  const name = t.layer[layerKey(row.layer, role)];
  const level = row.level === 'root' ? t.rootLevel : row.level;
  if (!first) return <span class={tone === '' ? '' : 'strong'}>{level}</span>;
  return (
    <>
      {tone === '' ? name : <b>{name}</b>}
      {levels > 1 ? (
        <span class="q"> {t.allLevels(levels)}</span>
      ) : (
        level !== undefined && <span class="q"> {level}</span>
      )}
    </>
  );
}

function reasonWords(reason: string | undefined): string {
  if (reason === undefined) return '';
  return messages.value.noLimitBecause[reason] ?? reason;
}
