import type { PlacedEdge, Point } from '../lanes/types.ts';

/** Control points as Cytoscape takes them: weights along the straight line between the ends, distances across it. */
export function curveStyle(edge: PlacedEdge, source: Point, target: Point): Record<string, string> {
  const ends = {
    'source-endpoint': `${edge.from.x - source.x}px ${edge.from.y - source.y}px`,
    'target-endpoint': `${edge.to.x - target.x}px ${edge.to.y - target.y}px`,
  };
  const [dx, dy] = [edge.to.x - edge.from.x, edge.to.y - edge.from.y];
  const square = dx * dx + dy * dy;
  if (edge.controls.length === 0 || square === 0) return { ...ends, 'curve-style': 'straight' };
  const length = Math.sqrt(square);
  const along = edge.controls.map(({ x, y }) => ((x - edge.from.x) * dx + (y - edge.from.y) * dy) / square);
  const across = edge.controls.map(({ x, y }) => ((y - edge.from.y) * dx - (x - edge.from.x) * dy) / length);
  return {
    ...ends,
    'curve-style': 'unbundled-bezier',
    'edge-distances': 'endpoints',
    'control-point-weights': along.map((one) => one.toFixed(5)).join(' '),
    'control-point-distances': across.map((one) => `${one.toFixed(2)}px`).join(' '),
  };
}
