import cytoscape from 'cytoscape';
import type { PlacedEdge, Point, Swimlane } from '../lanes/types.ts';
import type { Standing } from '../words/standing.ts';
import { curveStyle } from './curve-style.ts';
import type { PictureEdge } from './picture.ts';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Canvas {
  readonly show: (layout: Swimlane, edges: readonly PictureEdge[]) => void;
  /** Follows one row's edges, and stresses one hop of it. */
  readonly follow: (row: string | undefined, hop: number | undefined) => void;
  readonly recolour: (dark: boolean) => void;
  readonly showAll: () => void;
  readonly zoomBy: (factor: number) => void;
  readonly destroy: () => void;
}

export interface CanvasEvents {
  readonly onViewport: (viewport: Viewport) => void;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string, twice: boolean) => void;
}

const SMALLEST = 0.55;
const LARGEST = 2.5;
/** Height alone does not shrink the picture further than this; it is moved then. */
const SHRUNK = 0.8;
/** A picture opens no smaller than its names can be read; on a narrow screen it is moved. */
const READABLE = 0.75;

/** Edges, hits, panning and zooming are Cytoscape's; icons and names lie above it as svg, so that they stay sharp and themed. */
export function createCanvas(container: HTMLElement, events: CanvasEvents): Canvas {
  const cy = cytoscape({
    container,
    minZoom: SMALLEST,
    maxZoom: LARGEST,
    boxSelectionEnabled: false,
    autoungrabify: true,
    autounselectify: true,
    userZoomingEnabled: false,
    style: stylesheet(),
  });
  let size = { width: 1, height: 1 };
  const report = (): void => events.onViewport({ ...cy.pan(), k: cy.zoom() });
  cy.on('viewport resize', report);
  cy.on('tap', 'node', (event) => events.onNode(event.target.id()));
  cy.on('tap', 'edge', (event) => events.onEdge(event.target.id(), false));
  cy.on('dbltap', 'edge', (event) => events.onEdge(event.target.id(), true));
  cy.on('mouseover', 'node, edge', () => {
    container.style.cursor = 'pointer';
  });
  cy.on('mouseout', 'node, edge', () => {
    container.style.cursor = '';
  });
  // The wheel belongs to the page; with Ctrl, or by pinching, it zooms.
  container.addEventListener('wheel', (event) => cy.userZoomingEnabled(event.ctrlKey || event.metaKey), {
    capture: true,
    passive: true,
  });
  const showFrom = (smallest: number): void => {
    cy.resize();
    const k = Math.min(1, cy.width() / size.width, Math.max(SHRUNK, cy.height() / size.height));
    cy.viewport({ zoom: Math.max(smallest, k), pan: { x: 0, y: 0 } });
    report();
  };
  return {
    show: (layout, edges) => {
      size = layout;
      cy.batch(() => {
        cy.elements().remove();
        cy.add(elementsOf(layout, edges));
        for (const edge of layout.edges) cy.getElementById(edge.id).style(curveOf(edge, layout, edges));
      });
      showFrom(READABLE);
    },
    follow: (row, hop) => {
      cy.batch(() => {
        cy.edges().forEach((edge) => {
          const at = row === undefined ? undefined : edge.data('walkedBy')?.get(row);
          edge.toggleClass('on', at !== undefined);
          edge.toggleClass('here', at !== undefined && at === hop);
        });
      });
    },
    recolour: () => cy.style(stylesheet()),
    showAll: () => showFrom(SMALLEST),
    zoomBy: (factor) =>
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    destroy: () => cy.destroy(),
  };
}

function elementsOf(layout: Swimlane, edges: readonly PictureEdge[]): cytoscape.ElementDefinition[] {
  const nodes = [...layout.nodes].map(([id, position]) => ({
    group: 'nodes' as const,
    data: { id },
    position: { ...position },
  }));
  const facts = new Map(edges.map((edge) => [edge.id, edge]));
  return [
    ...nodes,
    ...layout.edges.flatMap((placed) => {
      const edge = facts.get(placed.id);
      if (edge === undefined) return [];
      return {
        group: 'edges' as const,
        data: { id: edge.id, source: edge.from, target: edge.to, walkedBy: edge.walkedBy },
        classes: edge.standing,
      };
    }),
  ];
}

function curveOf(placed: PlacedEdge, layout: Swimlane, edges: readonly PictureEdge[]): Record<string, string> {
  const edge = edges.find((one) => one.id === placed.id);
  const at = (id: string | undefined): Point => layout.nodes.get(id ?? '') ?? { x: 0, y: 0 };
  return curveStyle(placed, at(edge?.from), at(edge?.to));
}

/** Colours come from the tokens, as the page has them now. */
function stylesheet(): cytoscape.StylesheetJson {
  const tokens = getComputedStyle(document.documentElement);
  const colour = (name: string): string => tokens.getPropertyValue(name).trim();
  const lines: Readonly<Partial<Record<Standing, Record<string, string | number | number[]>>>> = {
    conditional: { 'line-style': 'dashed', 'line-dash-pattern': [6, 4], 'line-color': colour('--cond'), width: 1.5 },
    unknown: {
      'line-style': 'dashed',
      'line-dash-pattern': [0.1, 5],
      'line-color': colour('--unk'),
      width: 2.5,
      'line-cap': 'round',
    },
  };
  const classes = Object.entries(lines).map(([name, style]) => ({ selector: `edge.${name}`, style }));
  return [
    {
      selector: 'node',
      style: {
        width: 34,
        height: 34,
        shape: 'ellipse',
        'background-opacity': 0,
        'border-width': 0,
        'overlay-opacity': 0,
      },
    },
    {
      selector: 'edge',
      style: { width: 1.25, 'line-color': colour('--line-2'), 'target-arrow-shape': 'none', 'overlay-opacity': 0 },
    },
    ...classes,
    { selector: 'edge.on', style: { width: 2.5, 'line-color': colour('--accent'), 'z-index': 10 } },
    { selector: 'edge.here', style: { width: 4, 'z-index': 11 } },
  ] as cytoscape.StylesheetJson;
}
