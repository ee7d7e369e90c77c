import { ok } from '../domain/result.ts';
import type { Resource } from '../domain/snapshot.ts';
import { isAccessAsked } from '../graph/schema.ts';
import type { GraphReader, Stored } from '../graph/store.ts';
import { AccessAsked } from '../reasoning/access-asked.ts';
import { callersOf } from '../reasoning/callers.ts';
import type { Caller } from '../reasoning/question.ts';
import type { AccessReader } from './access-reader.ts';
import { askingEngine } from './asking-engine.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { allPages } from './store-reader.ts';

/** Resources of which a graph says that access to them is not in it. */
export async function accessAskedIn(graph: GraphReader): Stored<ReadonlySet<string>> {
  const nodes = await allPages({ limit: 10_000 }, (page) => graph.nodesByLabel('AWSResource', page));
  return nodes.ok ? ok(new Set(nodes.value.filter(isAccessAsked).map(({ id }) => id))) : nodes;
}

/** What stores hold, and access to the resources that were not proved: the engine is asked when somebody wants to know it (ADR 29). */
export function askedReader(
  stored: AccessReader,
  open: Pick<OpenSnapshot, 'world' | 'onDefect'>,
  asked: ReadonlySet<string>,
): AccessReader {
  if (asked.size === 0) return stored;
  const { world } = open;
  const resources = world.snapshot.resources.filter(({ arn }) => asked.has(arn));
  const callers = new Map(callersOf(world).map((caller) => [caller.id, caller]));
  const access = new AccessAsked(world, askingEngine(open));
  const to = lastOf((resource: Resource) => access.to(resource));
  const of = lastOf((caller: Caller) => access.of(caller, resources));
  const askedOne = (arn: string): Resource | undefined => (asked.has(arn) ? world.resource(arn) : undefined);
  return {
    ...stored,
    accessTo: async (arn) => {
      const resource = askedOne(arn);
      return resource === undefined ? stored.accessTo(arn) : to(resource);
    },
    accessOf: async (principal, arn) => {
      const caller = callers.get(principal);
      if (caller === undefined) return stored.accessOf(principal, arn);
      if (arn === undefined) return [...(await stored.accessOf(principal)), ...of(caller)];
      const resource = askedOne(arn);
      return resource === undefined ? stored.accessOf(principal, arn) : access.between(caller, resource);
    },
  };
}

/** People ask several questions about one thing in a row. */
function lastOf<K, T>(ask: (one: K) => T): (one: K) => T {
  let last: { readonly one: K; readonly answer: T } | undefined;
  return (one) => {
    if (last?.one !== one) last = { one, answer: ask(one) };
    return last.answer;
  };
}
