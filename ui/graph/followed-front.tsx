import { useMemo } from 'preact/hooks';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { nodesOf } from '../ask/rows.ts';
import { messages, rows, selectedRow, view } from '../state.ts';
import { FrontLayer } from './front-layer.tsx';
import { type PictureEdge, pictureId } from './picture.ts';
import { edgeWords, placeLabels, type Scene } from './scene.ts';

/** The front layer as the selection has it now. */
export function FollowedFront({ scene, answer }: { readonly scene: Scene; readonly answer: WhoCanAnswer }) {
  const t = messages.value;
  const row = selectedRow.value;
  const hop = view.value.hop;
  const on = useMemo(() => {
    const walked = row === undefined ? [] : scene.picture.edges.filter((edge) => edge.walkedBy.has(row.key));
    return new Set(walked.flatMap((edge) => [edge.from, edge.to]));
  }, [scene, row]);
  const labels = useMemo(() => {
    const words = (edge: PictureEdge): { text: string; on: boolean } | undefined => {
      const followed = row !== undefined && edge.walkedBy.has(row.key);
      const shown = followed ? row : rows.value.find((one) => edge.walkedBy.has(one.key));
      return shown === undefined ? undefined : { text: edgeWords(shown, answer, followed, t), on: followed };
    };
    return placeLabels(scene, words);
  }, [scene, row, answer, t]);
  const end = row === undefined || hop === undefined ? undefined : nodesOf(row.path.hops)[hop + 1];
  return (
    <FrontLayer scene={scene} labels={labels} on={on} here={end === undefined ? undefined : pictureId(end)} t={t} />
  );
}
