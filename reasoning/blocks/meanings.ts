import type { SpaceBuilder } from '../space.ts';
import { CommonSpace, type KeySet, NO_KEYS } from './common-space.ts';
import { type Frame, ODD, pairIn } from './frame.ts';
import type { Glance } from './glances.ts';
import type { LayerDocument, Reading } from './layer-documents.ts';
import { Pairing } from './pairing.ts';
import type { ResourceReading } from './resource-side.ts';
import { Rows } from './rows.ts';

/** What is said under conditions that the request decides: rows only once the space is built. */
interface Open<R> {
  readonly reading: R;
  /** Undefined: it cannot be shared. */
  keys?: KeySet | undefined;
  rows?: number;
}

type Glanced = Pick<Glance, 'document' | 'callerClass' | 'filling' | 'caller'>;

/** What documents say together: a list of rows, and the keys it hangs on. */
export interface Said {
  readonly rows: number;
  readonly keys: KeySet;
}

export interface SaidInLevels {
  readonly rows: readonly number[];
  readonly keys: KeySet;
}

const NO_LEVELS: SaidInLevels = { rows: [], keys: NO_KEYS };

/**
 * What the documents of a kind say, by number. What hangs on no key of the request is rows at once, so documents that say the same are
 * told apart no longer; the rest is known by who says it to whom, until `close` is called.
 */
export class Meanings {
  readonly #frame: Frame;
  readonly space = new CommonSpace();
  readonly rows: Rows;
  readonly #pairs = new Pairing();
  /** By class of callers and of targets: even numbers are twice a list of rows, odd ones twice what is open, and one. */
  readonly #meanings: number[] = [];
  /** By what documents say where callers and targets are held against each other, by class. */
  readonly #bySaying = new Map<number, number>();
  readonly #open: Open<Reading>[] = [];
  readonly #openSides: Open<ResourceReading>[] = [];
  readonly #opens = new Pairing();
  readonly #lists = new Pairing();
  readonly #levels = new Pairing();
  readonly #saidOpen: (Said | null)[] = [];
  readonly #saidInLevels: (SaidInLevels | null)[] = [];

  constructor(frame: Frame) {
    this.#frame = frame;
    this.rows = new Rows(frame.kind.actions.length);
  }

  /** What the document says to the class of the caller about the target; ODD: it cannot be shared. */
  of({ document, callerClass, filling, caller }: Glanced, target: number): number {
    const targetClass = document.targetClass(filling, caller, target);
    if (targetClass === ODD) return ODD;
    const pair = this.#pairs.of(callerClass, targetClass);
    const known = this.#meanings[pair] ?? this.#meaningBy(document, filling, caller, target);
    this.#meanings[pair] = known;
    return known;
  }

  #meaningBy(document: LayerDocument, filling: number, caller: number, target: number): number {
    const saying = document.sayingClass(filling, caller, target);
    const known = saying === undefined ? undefined : this.#bySaying.get(saying);
    if (known !== undefined) return known;
    const one = pairIn(this.#frame, caller, target);
    const found = this.#meaningOf(document.read(one.caller, one.target));
    if (saying !== undefined) this.#bySaying.set(saying, found);
    return found;
  }

  #meaningOf(reading: Reading | undefined): number {
    if (reading === undefined) return ODD;
    return isSettled(reading.builder)
      ? this.rows.of(this.space.anywhere, reading) * 2
      : (this.#open.push({ reading }) - 1) * 2 + 1;
  }

  /** The same of policies of a target. */
  ofSide(reading: ResourceReading): number {
    return isSettled(reading.builder)
      ? this.rows.ofResource(this.space.anywhere, reading) * 2
      : (this.#openSides.push({ reading }) - 1) * 2 + 1;
  }

  /** What nobody says anything in. */
  get silence(): List {
    return { rows: this.rows.silent, open: 0 };
  }

  /** A list that says this, too. */
  with({ rows, open }: List, meaning: number): List {
    return meaning % 2 === 0
      ? { rows: this.rows.join(this.space.anywhere, rows, meaning / 2), open }
      : { rows, open: this.#opens.of(open, (meaning - 1) / 2) };
  }

  list({ rows, open }: List): number {
    return this.#lists.of(rows, open);
  }

  /** Lists by level; 0 stands for none. */
  level(before: number, list: number): number {
    return this.#levels.of(before, list);
  }

  /** Once every pair has its block: builds the space. Nothing can be added to it. `besides`: what else asks for keys. */
  close(besides: () => void): void {
    for (const one of [...this.#open, ...this.#openSides]) one.keys = this.space.take(one.reading.builder);
    besides();
    this.space.build();
  }

  /** Undefined: something in the list cannot be shared. */
  saidIn(list: number): Said | undefined {
    const open = this.#saidInOpen(this.#lists.second(list));
    const rows = this.#lists.first(list);
    return open && { rows: this.rows.join(this.space.anywhere, rows, open.rows), keys: open.keys };
  }

  saidInLevels(levels: number): SaidInLevels | undefined {
    if (levels === 0) return NO_LEVELS;
    const known = this.#saidInLevels[levels];
    if (known !== undefined) return known ?? undefined;
    const before = this.saidInLevels(this.#levels.first(levels));
    const own = this.saidIn(this.#levels.second(levels));
    const keys = before && own && this.space.join(before.keys, own.keys);
    const said = before && own && keys && { rows: [...before.rows, own.rows], keys };
    this.#saidInLevels[levels] = said ?? null;
    return said;
  }

  saidAtSide(meaning: number): Said | undefined {
    if (meaning % 2 === 0) return { rows: meaning / 2, keys: NO_KEYS };
    const side = this.#openSides[(meaning - 1) / 2];
    return side && this.#saidBy(side, (view, reading) => this.rows.ofResource(view, reading));
  }

  #saidInOpen(open: number): Said | undefined {
    if (open === 0) return { rows: this.rows.silent, keys: NO_KEYS };
    const known = this.#saidOpen[open];
    if (known !== undefined) return known ?? undefined;
    const before = this.#saidInOpen(this.#opens.first(open));
    const last = this.#open[this.#opens.second(open)];
    const own = last && this.#saidBy(last, (view, reading) => this.rows.of(view, reading));
    const keys = before && own && this.space.join(before.keys, own.keys);
    const said = before && own && keys && { rows: this.rows.join(this.space.anywhere, before.rows, own.rows), keys };
    this.#saidOpen[open] = said ?? null;
    return said;
  }

  #saidBy<R>(one: Open<R>, rowsIn: (view: NonNullable<ReturnType<CommonSpace['view']>>, reading: R) => number) {
    const view = one.keys && this.space.view(one.keys);
    if (one.keys === undefined || view === undefined) return undefined;
    one.rows ??= rowsIn(view, one.reading);
    return { rows: one.rows, keys: one.keys };
  }
}

/** What is said together, as it is gathered. */
export interface List {
  readonly rows: number;
  /** Number of a list of what is open. */
  readonly open: number;
}

const isSettled = (builder: SpaceBuilder): boolean => builder.free.length === 0;
