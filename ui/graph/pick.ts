import { openHop, select } from '../selection.ts';
import { rows, view } from '../state.ts';
import type { Picture, PictureEdge } from './picture.ts';

/** The row that a click means: the one that is followed already, if it passes here, else the first that does. */
function rowAt(edge: PictureEdge): readonly [string, number] | undefined {
  const followed = view.value.row;
  const hop = followed === undefined ? undefined : edge.walkedBy.get(followed);
  if (followed !== undefined && hop !== undefined) return [followed, hop];
  const first = rows.value.find((row) => edge.walkedBy.has(row.key));
  return first === undefined ? undefined : [first.key, edge.walkedBy.get(first.key) ?? 0];
}

/** A node is chosen by the hop that leads to it; one that nothing leads to, by the hop that leaves it. */
export function selectNode(id: string, picture: Picture | undefined): void {
  const edges = picture?.edges ?? [];
  const touching = [...edges.filter((edge) => edge.to === id), ...edges.filter((edge) => edge.from === id)];
  const followed = touching.find((edge) => view.value.row !== undefined && edge.walkedBy.has(view.value.row));
  const edge = followed ?? touching[0];
  const found = edge === undefined ? undefined : rowAt(edge);
  if (found !== undefined) select(...found);
}

export function selectEdge(id: string, twice: boolean, picture: Picture | undefined): void {
  const edge = picture?.edges.find((one) => one.id === id);
  const found = edge === undefined ? undefined : rowAt(edge);
  if (found === undefined) return;
  const row = rows.value.find((one) => one.key === found[0]);
  if (twice && row !== undefined) openHop(row, found[1]);
  else select(...found);
}
