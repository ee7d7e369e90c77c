import type { Messages } from '../messages/en.ts';
import { shapesOf } from '../parts/icons.tsx';
import { iconOf } from '../words/icon-of.ts';
import { nameLanguage } from '../words/names.ts';
import type { Picture } from './picture.ts';
import { type EdgeLabel, halfLabel, nameUnder, type Scene } from './scene.ts';

const SIZE = 24;
const STUB = 22;

interface FrontProps {
  readonly scene: Scene;
  readonly labels: readonly EdgeLabel[];
  /** Nodes on the followed path. */
  readonly on: ReadonlySet<string>;
  /** The node that the selected hop leads to. */
  readonly here: string | undefined;
  readonly t: Messages;
}

/** Everything over the edges: heads of bands, stubs, icons, names, labels. Decoration for the eye; the table says the same. */
export function FrontLayer({ scene, labels, on, here, t }: FrontProps) {
  return (
    <>
      <Heads scene={scene} />
      <Stubs scene={scene} />
      {scene.picture.nodes.map((node) => (
        <Node key={node.id} node={node} scene={scene} on={on.has(node.id)} here={here === node.id} t={t} />
      ))}
      <g class="lab">
        {labels.map((label) => (
          <g key={label.edge} class={label.on ? 'on' : ''}>
            {label.onEdge && (
              <rect
                x={label.at.x - halfLabel(label.text)}
                y={label.at.y - 8}
                width={2 * halfLabel(label.text)}
                height="16"
              />
            )}
            <text x={label.at.x} y={label.at.y + 4}>
              {label.text}
            </text>
          </g>
        ))}
      </g>
    </>
  );
}

interface NodeProps {
  readonly node: Picture['nodes'][number];
  readonly scene: Scene;
  readonly on: boolean;
  readonly here: boolean;
  readonly t: Messages;
}

function Node({ node, scene, on, here, t }: NodeProps) {
  const at = scene.layout.nodes.get(node.id);
  if (at === undefined) return null;
  const [first, second] = scene.layout.columns;
  const spacing = first === undefined || second === undefined ? 120 : second.x - first.x;
  const name = nameUnder(node, spacing, t);
  const gone = node.members.every((one) => one.active === false);
  return (
    <g class={`node${on ? ' on' : ''}${gone ? ' gone' : ''}`} data-node={node.id}>
      {here && <circle class="ring" cx={at.x} cy={at.y} r={SIZE * 0.75} />}
      <g transform={`translate(${at.x - SIZE / 2} ${at.y - SIZE / 2}) scale(${SIZE / 16})`}>
        {shapesOf(node.members.length > 1 ? 'stack' : iconOf(node.info))}
      </g>
      <text x={at.x} y={at.y + 26} lang={nameLanguage(name)}>
        {name}
      </text>
    </g>
  );
}

function Heads({ scene }: { readonly scene: Scene }) {
  return (
    <g class="acct">
      {scene.layout.bands.map((band) => {
        const head = scene.heads.get(band.id);
        if (head === undefined) return null;
        const side = head.side === 'left' ? { x: 16, class: '' } : { x: scene.layout.width - 16, class: 'e' };
        const y = band.headY + 20;
        return (
          <g key={band.id} class={side.class}>
            <text x={side.x} y={y}>
              {head.name}
            </text>
            {head.number !== head.name && (
              <text x={side.x} y={y + 16} class="n">
                {head.number}
              </text>
            )}
            {head.guardrails.map((line, index) => (
              <text key={line} x={side.x} y={y + 16 * (index + 2) + 2} class="s">
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}

/** What only looks open: a short line with a bar across it, and one sentence. */
function Stubs({ scene }: { readonly scene: Scene }) {
  return (
    <g class="stop">
      {scene.stubs.map((stub) => {
        const at = scene.layout.nodes.get(stub.node);
        if (at === undefined) return null;
        const x = at.x + SIZE / 2 + 2;
        const y = at.y - 5;
        return (
          <g key={stub.node}>
            <path d={`M${x} ${y}H${x + STUB}M${x + STUB} ${y - 8}v16`} />
            {stub.lines.map((line, index) => (
              <text key={line} x={x + STUB + 8} y={y + 4 + (index - (stub.lines.length - 1) / 2) * 15}>
                {line}
              </text>
            ))}
          </g>
        );
      })}
    </g>
  );
}
