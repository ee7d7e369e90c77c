import type { Progress } from '../answers/questions.ts';
import { padded, widthOf, wrapped } from '../answers/report/width.ts';
import { visible } from '../answers/words/visible.ts';
import type { Context } from './context.ts';

export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away. */
  clear(): Promise<void>;
}

/** Milliseconds between two drawings. */
const PACE = 100;

/** One line on standard error that says how far a long step has got; nothing where nobody looks. */
export function progressLine({ around, words }: Context): ProgressLine {
  const { stderr } = around;
  if (!stderr.isTTY) return { show: () => undefined, clear: async () => undefined };
  const width = (stderr.columns ?? 80) - 1;
  let drawn = '';
  let last = Number.NEGATIVE_INFINITY;
  const draw = (text: string): Promise<void> => {
    const [line = ''] = wrapped(text, width);
    const over = padded(line, widthOf(drawn));
    drawn = line;
    return stderr.write(`\r${over}`);
  };
  return {
    show: (progress) => {
      const now = around.now();
      if (now - last < PACE && progress.done !== progress.total) return;
      last = now;
      void draw(text(progress, words.phases));
    },
    clear: async () => {
      if (drawn === '') return;
      await draw('');
      await stderr.write('\r');
    },
  };
}

function text({ phase, done, total, note }: Progress, phases: Readonly<Record<string, string>>): string {
  const count = total === undefined ? String(done) : `${done}/${total}`;
  return visible([phases[phase] ?? phase, count, ...(note === undefined ? [] : [note])].join(' '));
}
