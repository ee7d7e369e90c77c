import type { NodeInfo } from '../../domain/answer.ts';
import { nodesOf, type PathRow } from '../ask/rows.ts';
import { isPlainClick } from '../keys.ts';
import { Chip, Connector } from '../parts/chip.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { backToPaths, hopView, nodeAt, openHop } from '../selection.ts';
import { messages, view } from '../state.ts';
import { printView } from '../view-state.ts';
import { shortName } from '../words/names.ts';

const PLACED: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'ssoRole',
  'role',
  'user',
  'root',
  'resource',
]);

/** The whole path with the open hop marked; every hop is a link to its own pane. */
export function TrailHead({ row, at }: { readonly row: PathRow; readonly at: number }) {
  const t = messages.value;
  const ids = nodesOf(row.path.hops);
  const [first] = ids;
  return (
    <section class="path">
      <nav class="trail" aria-label={t.paths}>
        {at !== 0 && first !== undefined && <Chip node={nodeAt(first)} strong />}
        {row.path.hops.map((hop, index) =>
          index === at ? (
            <a
              key={hop.to}
              class="hereab"
              aria-current="true"
              href={printView(view.value)}
              onClick={(event) => {
                if (isPlainClick(event)) event.preventDefault();
              }}
            >
              <Chip node={nodeAt(hop.from)} strong /> <Connector hop={hop} />
              <Account id={hop.to} before={hop.from} /> <Chip node={nodeAt(hop.to)} strong />
            </a>
          ) : (
            <Step key={hop.to} row={row} index={index} next={index + 1 === at} />
          ),
        )}
      </nav>
      <span class="qq hint">
        <Kbd of="hops" /> {t.otherHops}
        <button type="button" class="link" onClick={backToPaths}>
          <Kbd of="back" /> {t.backToPaths}
        </button>
      </span>
    </section>
  );
}

/** A hop that is not open: the line, and the node it leads to unless the open hop begins there. */
function Step({ row, index, next }: { readonly row: PathRow; readonly index: number; readonly next: boolean }) {
  const hop = row.path.hops[index];
  if (hop === undefined) return null;
  const name = (id: string): string => shortName(nodeAt(id).name);
  return (
    <a
      class="stepto"
      href={printView(hopView(row, index))}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        openHop(row, index, 'replace');
      }}
    >
      <Connector hop={hop} />
      <Account id={hop.to} before={hop.from} /> {!next && <Chip node={nodeAt(hop.to)} />}{' '}
      <span class="vh">{messages.value.explainHop(name(hop.from), name(hop.to))}</span>
    </a>
  );
}

/** The account's name where the path enters it. */
function Account({ id, before }: { readonly id: string; readonly before: string }) {
  const [node, last] = [nodeAt(id), nodeAt(before)];
  if (!PLACED.has(node.kind)) return null;
  if (PLACED.has(last.kind) && last.account === node.account) return null;
  const name = node.accountName ?? node.account;
  return name === undefined ? null : <span class="place">{name}</span>;
}
