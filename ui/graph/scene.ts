import type { NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import { possible, shortActions } from '../ask/can-do.ts';
import type { PathRow } from '../ask/rows.ts';
import { pointOn } from '../lanes/routes.ts';
import type { LaneBand, PlacedEdge, Point, Swimlane } from '../lanes/types.ts';
import type { Messages } from '../messages/en.ts';
import { swimlane } from '../swimlane.ts';
import { countByLevel } from '../words/levels.ts';
import { looksOpenWords } from '../words/looks-open.ts';
import { briefPolicyName, isAwsDefault, shortName } from '../words/names.ts';
import { cells, clip, wrap } from '../words/wrap.ts';
import { IDENTITY, OUTSIDE, type Picture, type PictureEdge, pictureId, pictureOf, placeOf } from './picture.ts';

export interface BandHead {
  readonly name: string;
  readonly number: string;
  readonly guardrails: readonly string[];
  readonly side: 'left' | 'right';
}

export interface Stub {
  readonly node: string;
  readonly lines: readonly string[];
}

export interface Scene {
  readonly picture: Picture;
  readonly layout: Swimlane;
  readonly heads: ReadonlyMap<string, BandHead>;
  readonly stubs: readonly Stub[];
}

const GUARDRAIL_CELLS = 34;
const MAX_GUARDRAIL_LINES = 3;
const NOTE_CELLS = 46;
/** Columns that a note's text takes up. */
const NOTE_COLUMNS = 3;
const SIDE_CELLS = 16;
const MAX_STUBS = 6;
const LINE = 16;
/** The least a picture shrinks to stand there whole; a larger one is moved about. */
const SMALLEST = 0.8;

/** Everything that the picture shows, placed. Width and height: the room there is, in px. */
export function sceneOf(
  rows: readonly PathRow[],
  answer: WhoCanAnswer,
  room: { readonly width: number; readonly height: number },
  t: Messages,
): Scene {
  const picture = pictureOf(rows, answer);
  const drawn = new Set(picture.nodes.map((node) => node.id));
  const stubs = answer.looksOpen
    .filter((one) => drawn.has(pictureId(one.principal)))
    .slice(0, MAX_STUBS)
    .map((one) => ({ node: pictureId(one.principal), lines: wrap(looksOpenWords(one, answer, t), NOTE_CELLS) }));
  const noted = new Set(stubs.map((stub) => stub.node));
  const heads = new Map(picture.bands.map((band) => [band, headOf(band, picture, answer, t)]));
  const place = (scale: number): Swimlane =>
    swimlane({
      nodes: picture.nodes.map((node) => ({ ...node, ...(noted.has(node.id) ? { reserve: NOTE_COLUMNS } : {}) })),
      edges: picture.edges,
      bands: picture.bands.map((band): LaneBand => bandFor(band, heads.get(band))),
      width: room.width / scale,
      minHeight: room.height / scale,
    });
  const first = place(1);
  const scale = Math.max(SMALLEST, Math.min(1, room.width / first.width, room.height / first.height));
  const layout = scale === 1 ? first : place(scale);
  return { picture, layout, heads, stubs };
}

const bandFor = (id: string, head: BandHead | undefined): LaneBand => ({
  id,
  headHeight: 20 + LINE * ((head?.number === '' ? 0 : 1) + (head?.guardrails.length ?? 0)),
  head: head?.side ?? 'left',
});

function headOf(band: string, picture: Picture, answer: WhoCanAnswer, t: Messages): BandHead {
  if (band === IDENTITY) return { name: t.bandIdentity, number: '', guardrails: [], side: 'right' };
  if (band === OUTSIDE) return { name: t.bandOutside, number: '', guardrails: [], side: 'right' };
  const place: NodeInfo | undefined = placeOf(band, picture.nodes, answer.nodes);
  const named = (place?.guardrails ?? []).filter((one) => !isAwsDefault(one)).map(guardrailWords);
  const lines = wrap(named.join(', '), GUARDRAIL_CELLS);
  const shown =
    lines.length <= MAX_GUARDRAIL_LINES
      ? lines
      : [...named.slice(0, MAX_GUARDRAIL_LINES - 1), t.bandMore(named.length - MAX_GUARDRAIL_LINES + 1)];
  return { name: place?.accountName ?? band, number: band, guardrails: shown, side: 'left' };
}

/** `SCP EuropeOnly (p-1)` -> `SCP EuropeOnly` */
function guardrailWords(text: string): string {
  const kind = /^(SCP|RCP) /.exec(text)?.[0] ?? '';
  return `${kind}${briefPolicyName(text)}`;
}

/**
 * What the last edge of a path says of the resource and all that is in it: the actions where the path is followed and they are few,
 * else how many of the first level there are, and how many that change something.
 */
export function edgeWords(row: PathRow, answer: WhoCanAnswer, followed: boolean, t: Messages): string {
  const actions = [...new Set(row.abilities.flatMap(possible))];
  if (actions.length === 0) return '';
  if (followed && actions.length <= 2) return shortActions(actions).join(t.comma);
  const levels = countByLevel(actions, answer.levelOf, answer.levels);
  const changing = levels.find(({ level }) => level === 'permissions') ?? levels.find(({ level }) => level === 'write');
  const told = [...new Set([levels[0], changing])].flatMap((one) => one ?? []);
  return told.length === 0
    ? t.edgeActions(actions.length)
    : told.map(({ level, have }) => t.edgeLevel(t.level[level], have.length)).join(t.comma);
}

export interface EdgeLabel {
  readonly edge: string;
  readonly text: string;
  readonly at: Point;
  readonly on: boolean;
  /** Interrupts its edge; else it stands beside the resource. */
  readonly onEdge: boolean;
}

/** Half the width of a label, roughly: monospace letters at 11 px. */
export const halfLabel = (text: string): number => cells(text) * 3.35 + 2;
const TRIES = Array.from({ length: 33 }, (_, at) => 0.1 + at * 0.025);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Labels of last edges, each on its edge where it meets no node and no other label, the followed ones first; one that finds no place is left out, the table has it. */
export function placeLabels(
  scene: Scene,
  words: (edge: PictureEdge) => { readonly text: string; readonly on: boolean } | undefined,
): readonly EdgeLabel[] {
  const curves = new Map(scene.layout.edges.map((edge) => [edge.id, edge]));
  const taken: Box[] = scene.picture.nodes.flatMap((node) => nodeBoxes(scene, node));
  const wanted = scene.picture.edges
    .filter((edge) => edge.last)
    .flatMap((edge) => {
      const said = words(edge);
      const curve = curves.get(edge.id);
      return said === undefined || said.text === '' || curve === undefined ? [] : [{ edge, said, curve }];
    })
    .sort((a, b) => Number(b.said.on) - Number(a.said.on));
  return wanted.flatMap(({ edge, said, curve }): readonly EdgeLabel[] => {
    const w = halfLabel(said.text);
    const free = (at: Point): boolean =>
      taken.every((box) => Math.abs(box.x - at.x) > box.w + w || Math.abs(box.y - at.y) > box.h + 8);
    const onEdge = spotsOn(curve, w, scene.layout.width).find(free);
    const at = onEdge ?? (said.on ? besideEnd(curve, w, scene.layout.width).find(free) : undefined);
    if (at === undefined) return [];
    taken.push({ ...at, w, h: 8 });
    return [{ edge: edge.id, text: said.text, at, on: said.on, onEdge: onEdge !== undefined }];
  });
}

/** The icon and the name beneath it. */
function nodeBoxes(scene: Scene, node: Picture['nodes'][number]): readonly Box[] {
  const at = scene.layout.nodes.get(node.id);
  if (at === undefined) return [];
  const half = cells(shortName(node.info.name)) * 3.2;
  return [
    { ...at, w: 14, h: 14 },
    { x: at.x, y: at.y + 22, w: half, h: 7 },
  ];
}

/** Places on the curve, the level ones first, from the middle outwards. */
function spotsOn(curve: PlacedEdge, half: number, width: number): readonly Point[] {
  const at = (t: number): Point => pointOn(curve.from, curve.controls, curve.to, t);
  const slope = (t: number): number => Math.abs(at(t + 0.02).y - at(t - 0.02).y);
  return TRIES.map((t) => ({ point: at(t), steep: slope(t) > 3, far: Math.abs(t - 0.5) }))
    .filter(({ point }) => point.x > half + 4 && point.x < width - half - 2)
    .sort((a, b) => Number(a.steep) - Number(b.steep) || a.far - b.far)
    .map(({ point }) => point);
}

/** Places above and beneath the end, at the border of the picture. */
const besideEnd = (curve: PlacedEdge, half: number, width: number): readonly Point[] => [
  { x: width - half - 2, y: curve.to.y - 26 },
  { x: width - half - 2, y: curve.to.y + 44 },
];

/** A node's name as it fits under its icon. */
export const nameUnder = (node: Picture['nodes'][number], spacing: number, t: Messages): string =>
  node.members.length > 1 ? t.stackOf(node.members.length) : clip(shortName(node.info.name), nameCells(node, spacing));

/** Half-width cells that a name has: between its neighbours, and at the sides up to the border. */
function nameCells(node: Picture['nodes'][number], spacing: number): number {
  const between = Math.max(14, Math.floor(spacing / 6));
  return node.column === 'entry' || node.column === 'resource' ? Math.min(between, SIDE_CELLS) : between;
}
