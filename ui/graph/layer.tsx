import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Swimlane } from '../lanes/types.ts';
import type { Viewport } from './canvas.ts';

interface LayerProps {
  readonly layout: Swimlane;
  readonly viewport: ReadonlySignal<Viewport>;
  readonly side: 'back' | 'front';
  readonly children: ComponentChildren;
}

/** An svg that moves with Cytoscape's viewport. */
export function Layer({ layout, viewport, side, children }: LayerProps) {
  const { x, y, k } = viewport.value;
  return (
    <svg class={`layer ${side}`} aria-hidden="true" width="100%" height="100%">
      <g transform={`translate(${x} ${y}) scale(${k})`} data-width={layout.width}>
        {children}
      </g>
    </svg>
  );
}
