import type { GraphEdge, GraphNode } from '../../domain/graph.ts';
import { buildGraph } from '../../graph/build.ts';
import type { Defect } from '../questions.ts';
import { firstDifference } from './difference.ts';
import { accessNotProved, type Stored } from './stored.ts';

/** Nodes and edges must be what the snapshot and the stored records make of them, no more and no less. */
export function edgeDefects({ id, snapshot, graph, proofs }: Stored): readonly Defect[] {
  const once = [...new Map(proofs.map((record) => [record.id, record])).values()];
  const accesses = once.flatMap((record) => (record.kind === 'access' ? [record.access] : []));
  const hops = once.flatMap((record) => (record.kind === 'hop' ? [record.hop] : []));
  const due = buildGraph(snapshot, accesses, hops, id, accessNotProved(graph)).graph;
  const proofIds = new Set(once.map((record) => record.id));
  return [
    ...compared(graph.nodes, due.nodes, (node) => `node ${node.id}`),
    ...compared(graph.edges, due.edges, (edge) => edgeName(edge, proofIds)),
  ];
}

function edgeName({ kind, from, to, properties }: GraphEdge, proofIds: ReadonlySet<string>): string {
  const proof = properties['proof_id'];
  const dangling = typeof proof === 'string' && !proofIds.has(proof) ? ` (there is no proof ${proof})` : '';
  return `edge ${kind} from ${from} to ${to}${dangling}`;
}

function compared<T extends GraphNode | GraphEdge>(
  stored: readonly T[],
  due: readonly T[],
  nameOf: (one: T) => string,
): readonly Defect[] {
  const known = new Map(stored.map((one) => [one.id, one]));
  const wanted = new Map(due.map((one) => [one.id, one]));
  const defect = (one: T, problem: string): Defect => ({ by: 'reading', record: nameOf(one), problem });
  return [
    ...stored.filter((one) => !wanted.has(one.id)).map((one) => defect(one, 'it follows from no stored record')),
    ...due.flatMap((one) => {
      const found = known.get(one.id);
      if (found === undefined) return [defect(one, 'it is missing')];
      const difference = firstDifference(found, one);
      return difference === undefined ? [] : [defect(found, `it differs from its record: ${difference}`)];
    }),
  ];
}
