import type { PlacedColumn } from '../lanes/types.ts';
import type { Messages } from '../messages/en.ts';
import type { Scene } from './scene.ts';

/** Bands and the words over the columns: they lie under the edges. */
export function BackLayer({
  scene,
  people,
  t,
}: {
  readonly scene: Scene;
  readonly people: boolean;
  readonly t: Messages;
}) {
  const { layout } = scene;
  return (
    <>
      <g class="bands">
        {layout.bands.map((band) => (
          <rect key={band.id} x="0" y={band.y} width={layout.width} height={band.height} />
        ))}
      </g>
      <g class="heads">
        {headsOf(layout.columns, people, t).map((head) => (
          <text key={head.text} x={head.x} y="18">
            {head.text}
          </text>
        ))}
      </g>
    </>
  );
}

/** One head per kind; the columns of roles share theirs, in the middle over them. */
function headsOf(
  columns: readonly PlacedColumn[],
  people: boolean,
  t: Messages,
): readonly { readonly text: string; readonly x: number }[] {
  const roles = columns.filter((column) => column.kind === 'role');
  const [first, last] = [roles[0], roles.at(-1)];
  const others = columns
    .filter((column) => column.kind !== 'role')
    .map((column) => ({
      text: column.kind === 'entry' && !people ? t.columnHeadAny : t.columnHead(column.kind, 0, 0),
      x: column.x,
    }));
  if (first === undefined || last === undefined) return others;
  return [...others, { text: t.columnHead('role', first.depth, last.depth), x: (first.x + last.x) / 2 }];
}
