import { ok } from '../domain/result.ts';
import type { Resource } from '../domain/snapshot.ts';
import { isAccessAsked } from '../graph/schema.ts';
import type { GraphReader, Stored } from '../graph/store.ts';
import { AccessAsked } from '../reasoning/access-asked.ts';
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
  opened: Pick<OpenSnapshot, 'world' | 'onDefect'>,
  asked: ReadonlySet<string>,
): AccessReader {
  if (asked.size === 0) return stored;
  const { world } = opened;
  const all = world.snapshot.resources;
  const some = all.filter(({ arn }) => asked.has(arn));
  // what is known of all resources is known once
  const resources = some.length === all.length ? all : some;
  const access = new AccessAsked(world, askingEngine(opened));
  const columns = new LastOf((resource: Resource) => access.column(resource));
  const open = new LastOf((caller: Caller) => access.openTo(caller, resources));
  const rows = new LastOf((caller: Caller) => access.of(caller, resources));
  const askedOne = (arn: string): Resource | undefined => (asked.has(arn) ? world.resource(arn) : undefined);
  return {
    ...stored,
    accessTo: async (arn) => {
      const resource = askedOne(arn);
      return resource === undefined ? stored.accessTo(arn) : columns.ask(resource).all();
    },
    principalsTo: async (arn) => {
      const resource = askedOne(arn);
      return resource === undefined ? stored.principalsTo(arn) : columns.ask(resource).callers;
    },
    accessOf: async (principal, arn) => {
      const caller = access.caller(principal);
      if (caller === undefined) return stored.accessOf(principal, arn);
      if (arn === undefined) return [...(await stored.accessOf(principal)), ...rows.ask(caller)];
      const resource = askedOne(arn);
      if (resource === undefined) return stored.accessOf(principal, arn);
      return columns.known(resource)?.of(principal) ?? access.between(caller, resource);
    },
    resourcesOf: async (principal) => {
      const caller = access.caller(principal);
      const proved = await stored.resourcesOf(principal);
      return caller === undefined ? proved : [...proved, ...open.ask(caller)];
    },
    readingAhead: () => access.readingAhead(resources),
  };
}

/** People ask several questions about one thing in a row. */
class LastOf<K, T> {
  readonly #ask: (one: K) => T;
  #last: { readonly one: K; readonly answer: T } | undefined;

  constructor(ask: (one: K) => T) {
    this.#ask = ask;
  }

  ask(one: K): T {
    const answer = this.known(one) ?? this.#ask(one);
    this.#last = { one, answer };
    return answer;
  }

  known(one: K): T | undefined {
    return this.#last?.one === one ? this.#last.answer : undefined;
  }
}
