import type { EffectiveAccess } from '../domain/access.ts';
import { ok } from '../domain/result.ts';
import type { Resource } from '../domain/snapshot.ts';
import { isAccessAsked } from '../graph/schema.ts';
import type { GraphReader, Stored } from '../graph/store.ts';
import { AccessAsked } from '../reasoning/access-asked.ts';
import { callersOf } from '../reasoning/callers.ts';
import type { World } from '../reasoning/world.ts';
import type { AccessReader } from './access-reader.ts';
import { askingEngine } from './asking-engine.ts';
import type { OpenSnapshot } from './open-snapshot.ts';

/** Resources of which a graph says that access to them is not in it. */
export async function accessAskedIn(graph: GraphReader): Stored<ReadonlySet<string>> {
  const asked = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await graph.nodesByLabel('AWSResource', cursor === undefined ? PAGE : { ...PAGE, cursor });
    if (!page.ok) return page;
    for (const node of page.value.items) if (isAccessAsked(node)) asked.add(node.id);
    cursor = page.value.next;
  } while (cursor !== undefined);
  return ok(asked);
}

const PAGE = { limit: 10_000 };

/** What stores hold, and access to the resources that were not proved: the engine is asked when somebody wants to know it (ADR 29). */
export function askedReader(
  stored: AccessReader,
  { world, onDefect }: Pick<OpenSnapshot, 'world' | 'onDefect'>,
  asked: ReadonlySet<string>,
): AccessReader {
  if (asked.size === 0) return stored;
  const resources = resourcesIn(world, asked);
  const access = new AccessAsked(world, askingEngine({ world, ...(onDefect === undefined ? {} : { onDefect }) }));
  const to = lastOf((arn: string): readonly EffectiveAccess[] => {
    const resource = asked.has(arn) ? world.resource(arn) : undefined;
    return resource === undefined ? [] : access.to(resource);
  });
  const callers = new Map(callersOf(world).map((caller) => [caller.id, caller]));
  const of = lastOf((id: string): readonly EffectiveAccess[] => {
    const caller = callers.get(id);
    return caller === undefined ? [] : access.of(caller, resources);
  });
  const between = (id: string, arn: string): readonly EffectiveAccess[] => {
    const [caller, resource] = [callers.get(id), asked.has(arn) ? world.resource(arn) : undefined];
    return caller === undefined || resource === undefined ? [] : access.between(caller, resource);
  };
  return {
    ...stored,
    accessTo: async (resource) => [...(await stored.accessTo(resource)), ...to(resource)],
    accessOf: async (principal, resource) => [
      ...(await stored.accessOf(principal, resource)),
      ...(resource === undefined ? of(principal) : between(principal, resource)),
    ],
  };
}

const resourcesIn = ({ snapshot }: World, asked: ReadonlySet<string>): readonly Resource[] =>
  snapshot.resources.filter(({ arn }) => asked.has(arn));

/** People ask several questions about one thing in a row. */
function lastOf<T>(ask: (name: string) => T): (name: string) => T {
  let last: { readonly name: string; readonly answer: T } | undefined;
  return (name) => {
    if (last?.name !== name) last = { name, answer: ask(name) };
    return last.answer;
  };
}
