import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { GraphEdge } from '../domain/graph.ts';
import { ok } from '../domain/result.ts';
import type { ProofRecord } from '../graph/graph-files.ts';
import { ACCESS_EDGES, IDENTITY_EDGES } from '../graph/schema.ts';
import type { EdgeAsk, GraphReader, Page, PageAsk, Stored, StoreError } from '../graph/store.ts';
import type { AccessReader } from './access-reader.ts';
import { indexedOnce } from './hop-index.ts';

/** A store stopped answering in the middle of a question; caught once where the question was asked. */
export class StoreFailure extends Error {
  readonly failure: StoreError;

  constructor(failure: StoreError) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Hops and accesses are edges of the store; what proves them lies in the content store, by proof id. An edge that is gone is gone. */
export function storeReader(graph: GraphReader, proofs: ReadonlyMap<string, ProofRecord>): AccessReader {
  const accesses = async (ask: EdgeAsk): Promise<readonly EffectiveAccess[]> =>
    (await allEdges(graph, { ...ask, kinds: ACCESS_EDGES })).flatMap((edge) => proofOf(proofs, edge)?.access ?? []);
  const hops = async (ask: EdgeAsk): Promise<readonly Hop[]> =>
    (await allEdges(graph, { ...ask, kinds: IDENTITY_EDGES })).flatMap((edge) => proofOf(proofs, edge)?.hop ?? []);
  return {
    accessTo: (resource) => accesses({ to: [resource] }),
    principalsTo: async (resource) => [
      ...new Set((await allEdges(graph, { to: [resource], kinds: ACCESS_EDGES })).map(({ from }) => from)),
    ],
    accessOf: (principal, resource) =>
      accesses({ from: [principal], ...(resource === undefined ? {} : { to: [resource] }) }),
    resourcesOf: async (principal) => [
      ...new Set((await allEdges(graph, { from: [principal], kinds: ACCESS_EDGES })).map(({ to }) => to)),
    ],
    hopsTo: (nodes) => hops({ to: nodes }),
    hopsFrom: (nodes) => hops({ from: nodes }),
    hops: indexedOnce(() => hops({})),
  };
}

/** Each page of a store walks again to where it begins. */
const MOST_IN_PAGE = 10_000;

async function allEdges(graph: GraphReader, ask: EdgeAsk): Promise<readonly GraphEdge[]> {
  const edges = await allPages({ limit: MOST_IN_PAGE, ...ask }, (page) => graph.edges(page));
  if (!edges.ok) throw new StoreFailure(edges.error);
  return edges.value;
}

/** A list that a store gives in pages. */
export async function allPages<T, Ask extends PageAsk>(
  ask: Ask,
  read: (page: Ask) => Stored<Page<T>>,
): Stored<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? ask : { ...ask, cursor });
    if (!page.ok) return page;
    items.push(...page.value.items);
    cursor = page.value.next;
  } while (cursor !== undefined);
  return ok(items);
}

function proofOf(
  proofs: ReadonlyMap<string, ProofRecord>,
  edge: GraphEdge,
): { readonly access?: EffectiveAccess; readonly hop?: Hop } | undefined {
  const id = edge.properties['proof_id'];
  const record = typeof id === 'string' ? proofs.get(id) : undefined;
  if (record === undefined) {
    throw new StoreFailure({
      kind: 'damaged',
      message: `the proof of edge \`${edge.id}\` is missing; prove the snapshot again`,
    });
  }
  return record.kind === 'access' ? { access: record.access } : { hop: record.hop };
}
