import type { Item, Items, Link } from './items.ts';
import type { LaneEdge } from './types.ts';

/** Items that some line connects, and the links among them. */
export interface Part {
  readonly items: readonly Item[];
  readonly links: readonly Link[];
}

/** What no line connects, apart from each other, in reading order: so that none of it can move the rest about. */
export function partsOf({ all, links }: Items, edges: readonly LaneEdge[]): readonly Part[] {
  const headOf = joined([...links, ...edges]);
  const items = new Map<string, Item[]>();
  for (const item of [...all].sort(inReadingOrder)) append(items, headOf(item.id), item);
  const inside = new Map<string, Link[]>();
  for (const link of links) append(inside, headOf(link.from), link);
  return [...items].map(([head, list]) => ({ items: list, links: inside.get(head) ?? [] }));
}

export const inReadingOrder = (a: Item, b: Item): number => a.order - b.order || (a.id < b.id ? -1 : 1);

function append<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

/** One id for all that the links connect. */
function joined(links: readonly Link[]): (id: string) => string {
  const above = new Map<string, string>();
  const headOf = (id: string): string => {
    let head = id;
    for (let next = above.get(head); next !== undefined; next = above.get(head)) head = next;
    for (let at = id; at !== head; ) {
      const next = above.get(at) ?? head;
      above.set(at, head);
      at = next;
    }
    return head;
  };
  for (const { from, to } of links) {
    const [a, b] = [headOf(from), headOf(to)];
    if (a !== b) above.set(a, b);
  }
  return headOf;
}
