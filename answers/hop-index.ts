import type { Hop } from '../domain/access.ts';
import { groupedBy } from '../domain/grouped.ts';
import { passedOnce, type Ways } from './routes.ts';

/** All hops of a snapshot by the nodes at their ends. */
export interface HopIndex {
  into(node: string): readonly Hop[];
  outOf(node: string): readonly Hop[];
  /** Where the store has it. */
  placeOf(hop: Hop): number;
}

/** `hops`: in the order of the store. */
export function hopIndex(hops: readonly Hop[]): HopIndex {
  const into = groupedBy(hops, ({ to }) => to);
  const outOf = groupedBy(hops, ({ from }) => from);
  const places = new Map(hops.map((hop, index) => [hop, index]));
  return {
    into: (node) => into.get(node) ?? [],
    outOf: (node) => outOf.get(node) ?? [],
    placeOf: (hop) => places.get(hop) ?? places.size,
  };
}

/** The index of hops that are read when somebody asks for it first. */
export function indexedOnce(read: () => Promise<readonly Hop[]>): () => Promise<HopIndex> {
  let index: HopIndex | undefined;
  return async () => {
    index ??= hopIndex(await read());
    return index;
  };
}

/** The index without some hops. */
export const onlyHops = (index: HopIndex, keeps: (hop: Hop) => boolean): HopIndex => ({
  ...index,
  into: (node) => index.into(node).filter(keeps),
  outOf: (node) => index.outOf(node).filter(keeps),
});

/** Nodes from which one of the goals can be reached; the goals themselves, too. */
export function reaching({ into }: HopIndex, goals: Iterable<string>): ReadonlySet<string> {
  const met = new Set(goals);
  for (const node of met) for (const { from } of into(node)) met.add(from);
  return met;
}

/** What can be reached from a start over such nodes; the start itself, too. */
export function reachableFrom(index: HopIndex, start: string, isSuch: (node: string) => boolean): ReadonlySet<string> {
  const nodes = new Set([start]);
  for (const node of nodes) for (const { to } of index.outOf(node)) if (isSuch(to)) nodes.add(to);
  return nodes;
}

/** The hops between some nodes. */
export function waysAmong(index: HopIndex, nodes: ReadonlySet<string>): Ways {
  const outOf = new Map<string, readonly Hop[]>();
  for (const node of nodes) {
    const hops = index.outOf(node).filter(({ to }) => nodes.has(to));
    if (hops.length > 0) outOf.set(node, hops);
  }
  const into = intoOf(index, [...outOf.values()].flat());
  return { outOf, into, once: passedOnce(into, outOf) };
}

/** What is read forwards comes in the order of the store again. */
function intoOf({ placeOf }: HopIndex, hops: readonly Hop[]): Ways['into'] {
  const groups = groupedBy(hops, ({ to }) => to);
  const inOrder = (list: readonly Hop[]): readonly Hop[] =>
    list.length < 2 ? list : [...list].sort((a, b) => placeOf(a) - placeOf(b));
  return new Map([...groups].map(([node, list]) => [node, inOrder(list)]));
}
