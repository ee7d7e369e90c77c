import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { messages, rows, selectedRow, view } from '../state.ts';
import { dark } from '../theme.ts';
import { BackLayer } from './back-layer.tsx';
import { type Canvas, createCanvas, type Viewport } from './canvas.ts';
import { FollowedFront } from './followed-front.tsx';
import { Layer } from './layer.tsx';
import { selectEdge, selectNode } from './pick.ts';
import { CROWD } from './picture.ts';
import { sceneOf } from './scene.ts';
import { Zoom } from './zoom.tsx';

/** The same paths as a picture: bands beneath, Cytoscape's edges, icons and names above, one selection with the table. */
export function GraphView({ answer }: { readonly answer: WhoCanAnswer }) {
  const stage = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<Canvas | undefined>(undefined);
  const room = useSignal({ width: 0, height: 0 });
  const viewport = useSignal<Viewport>({ x: 0, y: 0, k: 1 });
  const t = messages.value;
  const list = rows.value;
  const { width, height } = room.value;
  const scene = useMemo(
    () => (width === 0 ? undefined : sceneOf(list, answer, { width, height }, t)),
    [list, answer, width, height, t],
  );
  const shown = useRef(scene);
  shown.current = scene;

  useEffect(() => {
    if (host.current === null) return undefined;
    canvas.current = createCanvas(host.current, {
      onViewport: (next) => {
        viewport.value = next;
      },
      onNode: (id) => selectNode(id, shown.current?.picture),
      onEdge: (id, twice) => selectEdge(id, twice, shown.current?.picture),
    });
    const made = canvas.current;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    if (stage.current === null) return undefined;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) room.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    watch.observe(stage.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (scene === undefined) return;
    canvas.current?.show(scene.layout, scene.picture.edges);
    canvas.current?.follow(selectedRow.value?.key, view.value.hop);
  }, [scene]);
  useSignalEffect(() => canvas.current?.follow(selectedRow.value?.key, view.value.hop));
  useSignalEffect(() => canvas.current?.recolour(dark.value));

  const people = scene?.picture.nodes.every((node) => node.column !== 'entry' || node.info.kind === 'person') ?? true;
  return (
    <div class="stage" ref={stage}>
      {scene !== undefined && (
        <Layer layout={scene.layout} viewport={viewport} side="back">
          <BackLayer scene={scene} people={people} t={t} />
        </Layer>
      )}
      <div class="cy" ref={host} />
      {scene !== undefined && (
        <Layer layout={scene.layout} viewport={viewport} side="front">
          <FollowedFront scene={scene} answer={answer} />
        </Layer>
      )}
      {scene !== undefined && scene.picture.all > CROWD && <p class="grouped qq">{t.grouped(scene.picture.all)}</p>}
      <Zoom canvas={canvas} viewport={viewport} />
    </div>
  );
}
