import { signal } from '@preact/signals';
import type { AnswerHop, NodeInfo } from '../domain/answer.ts';
import { nodesOf, type PathRow } from './ask/rows.ts';
import { valueIn } from './load.ts';
import { answer, messages, navigate, rows, selectedRow, view } from './state.ts';
import { type Nodes, nodeOf, shortName } from './words/names.ts';
import { standing } from './words/standing.ts';

/** What assistive technology is told after a move. */
export const spoken = signal('');
export const keysShown = signal(false);

export const nodes = (): Nodes => valueIn(answer.state.value)?.nodes ?? {};
export const nodeAt = (id: string): NodeInfo => nodeOf(id, nodes());

/** Row, chip, node and address are one selection. Selecting does not make history; opening a pane does. */
export function select(row: string | undefined, hop?: number): void {
  const { row: _row, hop: _hop, columns: _columns, part: _part, ...rest } = view.value;
  navigate(
    { ...rest, ...(row === undefined ? {} : { row }), ...(row === undefined || hop === undefined ? {} : { hop }) },
    'replace',
  );
  speak();
}

export function moveRow(by: 1 | -1): void {
  const list = rows.value;
  if (list.length === 0) return;
  const at = list.findIndex((row) => row.key === view.value.row);
  const next = at === -1 ? (by === 1 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
  const row = list[next];
  if (row === undefined) return;
  select(row.key);
  document.querySelector<HTMLElement>(`[data-row="${row.key}"]`)?.focus();
}

export function moveHop(by: 1 | -1): void {
  const row = selectedRow.value;
  if (row === undefined) return;
  const last = row.path.hops.length - 1;
  const at = view.value.hop;
  const next = at === undefined ? (by === 1 ? 0 : last) : Math.min(last, Math.max(0, at + by));
  if (view.value.screen === 'hop') openHop(row, next, 'replace');
  else select(row.key, next);
  speak();
}

/** Opens the pane of a hop; by default the selected one, else the last. */
export function openHop(row: PathRow, hop: number, how: 'push' | 'replace' = 'push'): void {
  const { columns: _columns, part: _part, ...rest } = view.value;
  navigate({ ...rest, screen: 'hop', row: row.key, hop }, how);
  if (how === 'push') scrollTo(0, 0);
}

export function explainSelected(): void {
  const row = selectedRow.value;
  if (row !== undefined && view.value.screen === 'ask') openHop(row, view.value.hop ?? row.path.hops.length - 1);
}

/** The address of a hop's pane, for links. */
export const hopView = (row: PathRow, hop: number): typeof view.value => ({
  ...view.value,
  screen: 'hop',
  row: row.key,
  hop,
});

export function backToPaths(): void {
  navigate({ ...view.value, screen: 'ask' });
}

/** The hop that a reader stands on: the selected one, else the last. */
export function currentHop(row: PathRow): { readonly hop: AnswerHop; readonly index: number } | undefined {
  const index = Math.min(view.value.hop ?? row.path.hops.length - 1, row.path.hops.length - 1);
  const hop = row.path.hops[index];
  return hop === undefined ? undefined : { hop, index };
}

/** Names read out before the rest is counted. */
const FEW = 6;

function whoWords(row: PathRow): string {
  const t = messages.value;
  const names = row.subjects.slice(0, FEW).map((subject) => shortName(subject.name));
  const rest = row.subjects.length - names.length;
  return rest === 0 ? t.list(names) : [...names, t.morePeople(rest)].join(t.comma);
}

function speak(): void {
  const row = selectedRow.value;
  const t = messages.value;
  if (row === undefined) {
    spoken.value = '';
    return;
  }
  const ids = nodesOf(row.path.hops);
  const index = view.value.hop;
  if (index === undefined) {
    const who = whoWords(row);
    const place = rows.value.indexOf(row) + 1;
    spoken.value = t.rowRead(who, place, rows.value.length, t.standing[standing(row.path.verdict, row.path.proof)]);
    return;
  }
  const hop = row.path.hops[index];
  const node = nodeAt(ids[index + 1] ?? '');
  const said = hop === undefined ? '' : t.standing[standing(hop.verdict, hop.proof)];
  spoken.value = t.hopRead(
    shortName(node.name),
    t.kinds[node.kind],
    node.accountName ?? node.account ?? '',
    index + 1,
    row.path.hops.length,
    said,
  );
}
