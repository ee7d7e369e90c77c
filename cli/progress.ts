import type { Progress } from '../answers/questions.ts';
import { padded, widthOf, wrapped } from '../answers/report/width.ts';
import { visible } from '../answers/words/visible.ts';
import type { Context } from './context.ts';
import type { CliMessages } from './messages.ts';

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
  let begun: Begun | undefined;
  const draw = (text: string): Promise<void> => {
    const [line = ''] = wrapped(text, width);
    const over = padded(line, widthOf(drawn));
    drawn = line;
    return stderr.write(`\r${over}`);
  };
  return {
    show: (progress) => {
      const now = around.now();
      if (begun?.phase !== progress.phase) begun = { phase: progress.phase, at: now, done: progress.done };
      if (now - last < PACE && progress.done !== progress.total) return;
      last = now;
      void draw(text(progress, words, begun, now - begun.at));
    },
    clear: async () => {
      if (drawn === '') return;
      await draw('');
      await stderr.write('\r');
    },
  };
}

/** When a phase began, and how far it was by then: one that goes on where it was stopped does not begin with nothing. */
interface Begun {
  readonly phase: Progress['phase'];
  /** Milliseconds. */
  readonly at: number;
  readonly done: number;
}

function text(progress: Progress, words: CliMessages, begun: Begun, elapsed: number): string {
  const { phase, done, total, note, reading } = progress;
  const phases: Readonly<Record<string, string>> = words.phases;
  const steps = done - begun.done;
  const left = total === undefined || steps === 0 ? undefined : (elapsed / steps) * (total - done);
  const count = total === undefined ? String(done) : `${done}/${total}`;
  const more = reading === undefined ? [] : [readingText(reading, words, elapsed)];
  const counted = reading === undefined && elapsed >= SETTLING ? count + leftText(left, words) : count;
  return visible([phases[phase] ?? phase, counted, ...more, ...(note === undefined ? [] : [note])].join(' '));
}

/** Milliseconds before which neither pace nor the time left can be told from the start. */
const SETTLING = 5000;

/** How far a collection is, how fast, and how long the accounts that are left would take at the pace of those that are read. */
function readingText(
  { accounts, ofAccounts, calls }: NonNullable<Progress['reading']>,
  words: CliMessages,
  elapsed: number,
): string {
  const far = words.reading(accounts, ofAccounts, calls);
  if (elapsed < SETTLING) return far;
  const pace = words.perSecond(Math.round((calls * 1000) / elapsed));
  return far + pace + leftText(accounts === 0 ? undefined : (elapsed / accounts) * (ofAccounts - accounts), words);
}

function leftText(left: number | undefined, words: CliMessages): string {
  if (left === undefined || left === 0) return '';
  return left < 60_000 ? words.secondsLeft : words.minutesLeft(Math.ceil(left / 60_000));
}
