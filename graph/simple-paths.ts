import type { GraphEdge, GraphNode, GraphPath } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import { distancesFrom } from './reach.ts';
import type { GraphSource } from './source.ts';
import { failure, type Page, type PathAsk, type Stored } from './store.ts';

/** Edges a walk may try in one call; a page that ends by this has a cursor. */
const STEPS_PER_PAGE = 200_000;

/** The edges that can lie on a path, by the node they enter, each list sorted by id. */
type EdgesInto = ReadonlyMap<string, readonly GraphEdge[]>;

/** Where the enumeration stands: paths of `length` edges, after the one with these edges, last edge first. */
interface Position {
  readonly length: number;
  readonly edges: readonly string[];
}

/**
 * The engine gives the edges that can lie on a path (backwards from the target, one question for each depth); the walk over
 * them is ours, because engines differ in what may repeat on a path. Iterative deepening: shortest first, nothing to store.
 */
export async function simplePathsTo(source: GraphSource, target: string, ask: PathAsk): Stored<Page<GraphPath>> {
  const start = positionOf(ask.cursor, ask.minDepth ?? 1);
  if (start === undefined) return failure('invalid', 'the cursor is not one of this operation');
  const goal = await source.nodes([target]);
  if (!goal.ok) return goal;
  if (goal.value.length === 0) return ok({ items: [] });
  const into = await edgesInto(source, target, ask);
  if (!into.ok) return into;
  const walk = walkFrom(target, into.value, ask, start);
  return described(source, target, walk);
}

async function edgesInto(source: GraphSource, target: string, ask: PathAsk): Stored<EdgesInto> {
  const into = new Map<string, GraphEdge[]>();
  let layer: readonly string[] = [target];
  for (let depth = 0; depth < ask.maxDepth && layer.length > 0; depth++) {
    const kinds = depth === 0 ? (ask.lastKinds ?? ask.kinds) : ask.kinds;
    const edges = await source.edges({ kinds, to: layer });
    if (!edges.ok) return edges;
    for (const id of layer) into.set(id, []);
    for (const edge of edges.value) into.get(edge.to)?.push(edge);
    layer = [...new Set(edges.value.map((edge) => edge.from))].filter((id) => !into.has(id));
  }
  return ok(into);
}

interface Walk {
  /** Each path's edges, last edge first. */
  readonly found: readonly (readonly GraphEdge[])[];
  readonly next?: Position;
}

function walkFrom(target: string, into: EdgesInto, ask: PathAsk, start: Position): Walk {
  const limit = ask.limit ?? 1000;
  const found: (readonly GraphEdge[])[] = [];
  let steps = 0;
  for (const { isPath, edges, length } of tries(target, into, ask, start)) {
    if (isPath && found.length === limit) return { found, next: positionOfLast(found) ?? start };
    if (isPath) found.push(edges);
    steps += 1;
    if (steps > STEPS_PER_PAGE) return { found, next: { length, edges: edges.map((edge) => edge.id) } };
  }
  return { found };
}

interface Try {
  readonly isPath: boolean;
  /** Last edge of the path first. */
  readonly edges: readonly GraphEdge[];
  readonly length: number;
}

/** Everything the walk tries, length by length. */
function* tries(target: string, into: EdgesInto, ask: PathAsk, start: Position): Generator<Try> {
  const away = ask.from === undefined ? undefined : distancesFrom(ask.from, [...into.values()].flat());
  for (let length = start.length; length <= ask.maxDepth; length++) {
    const walker = new Walker(target, into, away, length, length === start.length ? start.edges : []);
    for (let tried = walker.next(); tried !== 'nothing'; tried = walker.next()) {
      yield { isPath: tried === 'path', edges: walker.tried(), length };
    }
  }
}

function positionOfLast(found: readonly (readonly GraphEdge[])[]): Position | undefined {
  const last = found.at(-1);
  if (last === undefined) return undefined;
  return { length: Math.max(last.length, 1), edges: last.map((edge) => edge.id) };
}

/**
 * Depth-first walk backwards from the target over paths of one length. It stands "just after having tried" an edge list at
 * all times, so that it can be taken up again there. `away`: edges from the nearest start; undefined where any node is one.
 */
class Walker {
  readonly #target: string;
  readonly #into: EdgesInto;
  readonly #away: ReadonlyMap<string, number> | undefined;
  readonly #length: number;
  readonly #path: GraphEdge[] = [];
  readonly #nodes: Set<string>;
  /** For each node of the path, how many of its edges have been tried. */
  readonly #tried: number[] = [0];
  #last: readonly GraphEdge[] = [];

  constructor(
    target: string,
    into: EdgesInto,
    away: ReadonlyMap<string, number> | undefined,
    length: number,
    after: readonly string[],
  ) {
    this.#target = target;
    this.#into = into;
    this.#away = away;
    this.#length = length;
    this.#nodes = new Set([target]);
    for (const [i, id] of after.entries()) {
      const index = this.#choices().findIndex((edge) => edge.id === id);
      const edge = this.#choices()[index];
      if (edge === undefined) return;
      this.#tried[this.#tried.length - 1] = index + 1;
      if (i < after.length - 1) this.#push(edge);
    }
  }

  /** The edges tried last, last edge of the path first. */
  tried(): readonly GraphEdge[] {
    return this.#last;
  }

  next(): 'path' | 'deadEnd' | 'nothing' {
    if (this.#length === 0) return this.#targetAlone();
    let step = this.#step();
    while (step === 'deeper') step = this.#step();
    return step;
  }

  #step(): 'path' | 'deadEnd' | 'nothing' | 'deeper' {
    const tried = this.#tried.at(-1);
    if (tried === undefined) return 'nothing';
    const edge = this.#choices()[tried];
    if (edge === undefined) return this.#back();
    this.#tried[this.#tried.length - 1] = tried + 1;
    this.#last = [...this.#path, edge];
    const left = this.#length - this.#last.length;
    if (this.#nodes.has(edge.from) || !this.#startsWithin(edge.from, left)) return 'deadEnd';
    if (left === 0) return 'path';
    this.#push(edge);
    return 'deeper';
  }

  /** The path without edges: once, and only if the target is a start. */
  #targetAlone(): 'path' | 'nothing' {
    const first = this.#tried.pop() !== undefined;
    return first && this.#startsWithin(this.#target, 0) ? 'path' : 'nothing';
  }

  #choices(): readonly GraphEdge[] {
    return this.#into.get(this.#path.at(-1)?.from ?? this.#target) ?? [];
  }

  #push(edge: GraphEdge): void {
    this.#path.push(edge);
    this.#nodes.add(edge.from);
    this.#tried.push(0);
  }

  /** All edges of the last node are tried. */
  #back(): 'deadEnd' | 'nothing' {
    this.#last = [...this.#path];
    this.#tried.pop();
    const left = this.#path.pop();
    if (left !== undefined) this.#nodes.delete(left.from);
    return this.#tried.length === 0 ? 'nothing' : 'deadEnd';
  }

  #startsWithin(node: string, edges: number): boolean {
    if (this.#away === undefined) return true;
    const away = this.#away.get(node);
    return away !== undefined && away <= edges;
  }
}

async function described(source: GraphSource, target: string, walk: Walk): Stored<Page<GraphPath>> {
  const ids = new Set([target, ...walk.found.flatMap((edges) => edges.map((edge) => edge.from))]);
  const nodes = await source.nodes([...ids]);
  if (!nodes.ok) return nodes;
  const known = new Map(nodes.value.map((node) => [node.id, node]));
  const items = walk.found.map((edges) => pathOf(target, edges, known));
  return ok({ items, ...(walk.next === undefined ? {} : { next: cursorOf(walk.next) }) });
}

function pathOf(target: string, backwards: readonly GraphEdge[], known: ReadonlyMap<string, GraphNode>): GraphPath {
  const edges = [...backwards].reverse();
  const nodes = [...edges.map((edge) => edge.from), target].flatMap((id) => known.get(id) ?? []);
  return { nodes, edges };
}

const cursorOf = (position: Position): string =>
  Buffer.from(JSON.stringify([position.length, ...position.edges])).toString('base64url');

function positionOf(cursor: string | undefined, minDepth: number): Position | undefined {
  if (cursor === undefined) return { length: minDepth, edges: [] };
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed)) return undefined;
    const [length, ...edges]: readonly unknown[] = parsed;
    const valid = Number.isInteger(length) && edges.every((edge) => typeof edge === 'string');
    return valid ? { length: Number(length), edges: edges.map(String) } : undefined;
  } catch {
    return undefined;
  }
}
