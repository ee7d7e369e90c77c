import type { Result } from '../../domain/result.ts';
import type { GraphReader, StoreError } from '../../graph/store.ts';
import { brief, type FIXTURES } from './graph-store.fixtures.ts';

export interface Operation {
  readonly name: string;
  readonly fixture: keyof typeof FIXTURES;
  readonly ask: (reader: GraphReader) => Promise<unknown>;
  readonly expected: unknown;
}

export const value = <T>(result: Result<T, StoreError>): T => {
  if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
  return result.value;
};

export const ids = (items: readonly { readonly id: string }[]): readonly string[] => items.map((item) => item.id);

export const reached = async (answer: ReturnType<GraphReader['reachFrom']>): Promise<readonly string[]> =>
  value(await answer).map(({ node, path }) => `${node.id}: ${brief(path)}`);

export const paths = async (answer: ReturnType<GraphReader['simplePathsTo']>): Promise<readonly string[]> =>
  value(await answer).items.map(brief);

/** All pages, one path each, to see that a cursor neither skips nor repeats. */
export async function pathByPath(
  reader: GraphReader,
  target: string,
  ask: Parameters<GraphReader['simplePathsTo']>[1],
): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = value(
      await reader.simplePathsTo(target, { ...ask, limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
    );
    found.push(...page.items.map(brief));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
