import type { ExplainAnswer, LayerEffect, LayerRow } from '../../domain/answer.ts';
import type { PolicyLayer } from '../../domain/policy.ts';

/** One line of the matrix: a layer, a level of it, or all levels of a layer that agree. */
export interface MatrixRow {
  readonly row: LayerRow;
  /** First line of its layer; the levels beneath are set in. */
  readonly first: boolean;
  /** How many levels stand together; 1 for a line of its own. */
  readonly levels: number;
  readonly tone: 'grants' | 'cuts' | '';
}

/** Lines in evaluation order. Levels of an RCP that all allow stand together unless `open`. */
export function matrixRows(answer: ExplainAnswer, open: boolean): readonly MatrixRow[] {
  const granting = new Set(answer.columns.flatMap((column) => column.by.map((ref) => ref.layer)));
  const groups: LayerRow[][] = [];
  for (const row of answer.layers) {
    const last = groups.at(-1);
    if (last?.[0]?.layer === row.layer) last.push(row);
    else groups.push([row]);
  }
  return groups.flatMap((group): readonly MatrixRow[] => {
    const [head] = group;
    if (head === undefined) return [];
    if (!open && canFold(group)) {
      const policies = [...new Set(group.flatMap((row) => row.policies))];
      return [{ row: { ...head, policies }, first: true, levels: group.length, tone: '' }];
    }
    return group.map((row, index) => ({ row, first: index === 0, levels: 1, tone: toneOf(row, granting) }));
  });
}

/** Only what says the same everywhere may be said once. SCPs stay level by level: there the cut is looked for. */
const canFold = (group: readonly LayerRow[]): boolean =>
  group.length > 1 &&
  group[0]?.layer === 'rcp' &&
  group.every((row) => row.effects.every((cell) => cell.effect === 'allows' && cell.when === undefined));

export const foldable = (answer: ExplainAnswer): boolean => canFold(answer.layers.filter((row) => row.layer === 'rcp'));

function toneOf(row: LayerRow, granting: ReadonlySet<PolicyLayer>): MatrixRow['tone'] {
  const effects: readonly LayerEffect[] = row.effects.map((cell) => cell.effect);
  if (effects.includes('cuts')) return 'cuts';
  const grantsHere = row.layer === 'identity' || row.layer === 'resource';
  return grantsHere && granting.has(row.layer) && effects.includes('allows') ? 'grants' : '';
}

/** Conditions of cells, numbered in reading order; equal words share a number. */
export function footnotes(answer: ExplainAnswer): readonly string[] {
  return [
    ...new Set(
      answer.layers.flatMap((row) => row.effects.flatMap((cell) => (cell.when === undefined ? [] : [cell.when.text]))),
    ),
  ];
}
