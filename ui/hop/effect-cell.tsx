import type { LayerEffect, LayerRow } from '../../domain/answer.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { messages } from '../state.ts';

const ICON: Readonly<Partial<Record<LayerEffect, IconName>>> = {
  allows: 'allows',
  cuts: 'cuts',
  silent: 'silent',
  unknown: 'unknown',
};
const TONE: Readonly<Record<LayerEffect, string>> = {
  allows: '',
  cuts: 'cut',
  silent: 'none',
  noLimit: 'none',
  unknown: 'unk',
};

/** What one layer says of one action: mark and word, and the number of its condition where it has one. */
export function EffectCell({
  cell,
  notes,
}: {
  readonly cell: LayerRow['effects'][number];
  readonly notes: readonly string[];
}) {
  const t = messages.value;
  const icon = ICON[cell.effect];
  const note = cell.when === undefined ? 0 : notes.indexOf(cell.when.text) + 1;
  const word = t.effect[cell.effect];
  return (
    <td class={`d ${TONE[cell.effect]}`} title={cell.when?.text}>
      {icon !== undefined && <Icon name={icon} />} {cell.effect === 'cuts' ? <b>{word}</b> : word}
      {note > 0 && <sup>{note}</sup>}
    </td>
  );
}
