import type { Point } from './types.ts';

/** From the middle of a node to where its edges begin. */
export const REACH = 14;
/** How soon a long vertical run leaves its corner. */
const CORNER = 72;
const TRACK = 5;

/** One turn of an edge between two columns. */
export interface Turn {
  readonly edge: string;
  readonly gap: number;
  readonly from: number;
  readonly to: number;
}

/** x of every turn: turns that overlap stand side by side, those that lead furthest turn first, so that they do not cross. */
export function trackOffsets(turns: readonly Turn[], spacing: number): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const gaps = new Map<number, Turn[]>();
  for (const turn of turns) {
    if (turn.from !== turn.to) gaps.set(turn.gap, [...(gaps.get(turn.gap) ?? []), turn]);
  }
  for (const [gap, list] of gaps) {
    const goals = [...new Set(list.map(goalOf))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const room = spacing * 0.36;
    const track = goals.length < 2 ? 0 : Math.min(TRACK, room / (goals.length - 1));
    for (const turn of list) {
      const at = goals.indexOf(goalOf(turn));
      offsets.set(`${turn.edge} ${gap}`, (at - (goals.length - 1) / 2) * track);
    }
  }
  return offsets;
}

/** Turns to the same height share a track; upward ones first, then downward ones, the furthest first. */
const goalOf = ({ from, to }: Turn): string =>
  to < from ? `0 ${String(to).padStart(6, '0')}` : `1 ${String(100_000 - to).padStart(6, '0')}`;

/** Control points of one turn at x, from one height to another. */
export function turnControls(x: number, from: number, to: number): readonly Point[] {
  if (from === to) return [];
  const corner = Math.min(CORNER, Math.abs(to - from) / 2) * Math.sign(to - from);
  const long = Math.abs(to - from) > 2 * CORNER;
  return [
    { x, y: from },
    ...(long
      ? [
          { x, y: from + corner },
          { x, y: to - corner },
        ]
      : []),
    { x, y: to },
  ];
}

/** An edge that leads back: an arc over the nodes, or beside them where both stand in one column. */
export function backEdge(from: Point, to: Point): { from: Point; to: Point; controls: readonly Point[] } {
  if (from.x === to.x) {
    const x = from.x - 3 * REACH;
    return {
      from: { x: from.x - REACH, y: from.y },
      to: { x: to.x - REACH, y: to.y },
      controls: [
        { x, y: from.y },
        { x, y: to.y },
      ],
    };
  }
  const y = Math.min(from.y, to.y) - 3 * REACH;
  return {
    from: { x: from.x, y: from.y - REACH },
    to: { x: to.x, y: to.y - REACH },
    controls: [
      { x: from.x, y },
      { x: to.x, y },
    ],
  };
}

/** A point of the chain of curves through the controls, `at` from 0 to 1 along its pieces. */
export function pointOn(from: Point, controls: readonly Point[], to: Point, at: number): Point {
  const [first] = controls;
  if (first === undefined) return between(from, to, at);
  const pieces = controls.map((control, index) => ({
    start: index === 0 ? from : between(controls[index - 1] ?? from, control, 0.5),
    control,
    end: index === controls.length - 1 ? to : between(control, controls[index + 1] ?? to, 0.5),
  }));
  const place = Math.min(pieces.length - 1e-9, Math.max(0, at * pieces.length));
  const piece = pieces[Math.floor(place)] ?? { start: from, control: first, end: to };
  const t = place - Math.floor(place);
  return between(between(piece.start, piece.control, t), between(piece.control, piece.end, t), t);
}

const between = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
