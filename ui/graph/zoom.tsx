import type { ReadonlySignal } from '@preact/signals';
import { messages } from '../state.ts';
import type { Canvas, Viewport } from './canvas.ts';

const STEP = 1.25;
const SIGNS = { out: '−', fit: '◻', in: '+' } as const;

interface ZoomProps {
  readonly canvas: { readonly current: Canvas | undefined };
  readonly viewport: ReadonlySignal<Viewport>;
}

/** Ways to see more or less, offered where the whole picture does not stand there in its own size. */
export function Zoom({ canvas, viewport }: ZoomProps) {
  const t = messages.value;
  const { x, y, k } = viewport.value;
  if (x === 0 && y === 0 && k === 1) return null;
  const buttons = [
    { sign: SIGNS.out, label: t.zoomOut, act: () => canvas.current?.zoomBy(1 / STEP) },
    { sign: SIGNS.fit, label: t.zoomFit, act: () => canvas.current?.showAll() },
    { sign: SIGNS.in, label: t.zoomIn, act: () => canvas.current?.zoomBy(STEP) },
  ];
  return (
    <div class="zoom">
      {buttons.map((button) => (
        <button
          type="button"
          key={button.sign}
          class="btn"
          aria-label={button.label}
          title={button.label}
          onClick={button.act}
        >
          {button.sign}
        </button>
      ))}
    </div>
  );
}
