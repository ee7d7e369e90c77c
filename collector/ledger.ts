import type { CoverageCell } from '../domain/gap.ts';
import type { CallFailure } from './call-source.ts';
import { compareText } from './snapshot-kinds.ts';
import type { ReadTimes } from './units.ts';

export type CellPlace = Pick<CoverageCell, 'account' | 'region' | 'service' | 'call' | 'readAt'>;

const STATUS_RANK: readonly CoverageCell['status'][] = ['denied', 'throttled', 'unsupported', 'failed', 'skipped'];

/**
 * What became of every call. A call for one item that failed is a cell with a `target`; the cell without one says
 * whether the call as such was answered. Listing in pages counts as one call: a page that failed makes it incomplete.
 */
export class Ledger {
  readonly #complete = new Map<string, CellPlace>();
  readonly #gaps = new Map<string, CoverageCell>();

  answered(place: CellPlace): void {
    this.#complete.set(keyOf(place), place);
  }

  failed(place: CellPlace, failure: CallFailure, target?: string): void {
    const { status, code, message } = failure;
    const detail = message === '' || message === code ? code : `${code}: ${message}`;
    this.add({ ...place, status, ...(target === undefined ? {} : { target }), detail });
  }

  add(cell: CoverageCell): void {
    const key = `${keyOf(cell)} ${cell.target ?? ''}`;
    const known = this.#gaps.get(key);
    if (known === undefined || rank(cell) < rank(known)) this.#gaps.set(key, cell);
  }

  /** Takes over what another ledger notes. `times`: of the calls that an earlier collection made; its gaps are of all or none. */
  absorb(other: Ledger, times?: ReadTimes): void {
    for (const place of other.#complete.values()) this.answered(timed(place, times?.of(place.service, place.call)));
    for (const gap of other.#gaps.values()) this.add(timed(gap, times?.whole));
  }

  /** Sorted; a call that failed as such is not complete, whatever was answered before. */
  cells(): readonly CoverageCell[] {
    const gaps = [...this.#gaps.values()];
    const broken = new Set(gaps.filter((gap) => gap.target === undefined).map(keyOf));
    const complete = [...this.#complete.values()].filter((place) => !broken.has(keyOf(place)));
    const cells = [...complete.map((place): CoverageCell => ({ ...place, status: 'complete' })), ...gaps];
    return cells.sort((a, b) => compareText(`${keyOf(a)} ${a.target ?? ''}`, `${keyOf(b)} ${b.target ?? ''}`));
  }
}

const timed = <Cell extends CellPlace>(cell: Cell, readAt: string | undefined): Cell =>
  readAt === undefined ? cell : { ...cell, readAt };

const rank = (cell: CoverageCell): number => STATUS_RANK.indexOf(cell.status);
const keyOf = ({ account, region, service, call }: CellPlace): string => [account, region, service, call].join(' ');
