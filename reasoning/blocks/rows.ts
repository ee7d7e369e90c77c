import type { NamingForm } from '../naming.ts';
import { NEVER, type Pair, type Space } from '../space.ts';
import { andPairs, orPairs } from '../symbolic.ts';
import type { Reading } from './layer-documents.ts';
import { Numbering, Pairing } from './pairing.ts';
import type { ResourceReading, ResourceSaying } from './resource-side.ts';

/** What one or more documents of a layer say about one action. */
export interface Row {
  readonly allow: Pair;
  readonly deny: Pair;
}

/** What the policies of a target say about one action. */
export interface ResourceRow {
  readonly allow: readonly { readonly form: NamingForm; readonly pair: Pair }[];
  readonly deny: Pair;
  readonly complete: boolean;
}

/** Rows of one space by their number, and lists of them, one for each action of a kind, by theirs. Equal ones are one. */
export class Rows {
  readonly #rows: Row[] = [];
  readonly #resourceRows: ResourceRow[] = [];
  readonly #numbers = new Numbering();
  readonly #lists = new Numbering();
  readonly #listed: (readonly number[])[] = [];
  readonly #joined = new Pairing();
  readonly #joins: number[] = [];

  /** The list of which every row says nothing. */
  readonly silent: number;

  constructor(actions: number) {
    this.silent = this.#list(Array.from({ length: actions }, () => this.#row({ allow: NEVER, deny: NEVER })));
  }

  /** What was read of a document, in a space that has all its keys. */
  of(space: Space, { sayings, sayingOf }: Reading): number {
    const rows = sayings.map(({ allow, deny }) =>
      this.#row({
        allow: orPairs(space, ...allow.map((one) => one(space))),
        deny: orPairs(space, ...deny.map((one) => one(space))),
      }),
    );
    return this.#list(sayingOf.map((index) => rows[index] ?? 0));
  }

  ofResource(space: Space, { sayings, sayingOf }: ResourceReading): number {
    const rows = sayings.map((saying) => this.#resourceRow(resourceRow(space, saying)));
    return this.#list(sayingOf.map((index) => rows[index] ?? 0));
  }

  /** What either says. */
  join(space: Space, one: number, other: number): number {
    if (one === other || other === this.silent) return one;
    if (one === this.silent) return other;
    const pair = this.#joined.of(Math.min(one, other), Math.max(one, other));
    const known = this.#joins[pair];
    if (known !== undefined) return known;
    const [first, second] = [this.list(one), this.list(other)];
    const found = this.#list(first.map((row, action) => this.#joinRows(space, row, second[action] ?? 0)));
    this.#joins[pair] = found;
    return found;
  }

  /** For each action of the kind, the number of its row. */
  list(number: number): readonly number[] {
    return this.#listed[number] ?? [];
  }

  row(number: number): Row {
    const row = this.#rows[number];
    if (row === undefined) throw new Error('no such row');
    return row;
  }

  resourceRow(number: number): ResourceRow {
    const row = this.#resourceRows[number];
    if (row === undefined) throw new Error('no such row of a resource');
    return row;
  }

  #joinRows(space: Space, one: number, other: number): number {
    if (one === other) return one;
    const [first, second] = [this.row(one), this.row(other)];
    return this.#row({
      allow: orPairs(space, first.allow, second.allow),
      deny: orPairs(space, first.deny, second.deny),
    });
  }

  #row(row: Row): number {
    const { allow, deny } = row;
    const number = this.#numbers.of([allow.lower, allow.upper, deny.lower, deny.upper].join());
    this.#rows[number] ??= row;
    return number;
  }

  #resourceRow(row: ResourceRow): number {
    const allow = row.allow.map(({ form, pair }) => `${form} ${pair.lower} ${pair.upper}`);
    const number = this.#numbers.of([...allow, row.deny.lower, row.deny.upper, row.complete].join(';'));
    this.#resourceRows[number] ??= row;
    return number;
  }

  #list(rows: readonly number[]): number {
    const number = this.#lists.of(rows.join());
    this.#listed[number] ??= rows;
    return number;
  }
}

function resourceRow(space: Space, { allow, deny, complete }: ResourceSaying): ResourceRow {
  const forms = new Map<NamingForm, Pair>();
  for (const { form, when, named } of allow)
    forms.set(form, orPairs(space, forms.get(form) ?? NEVER, andPairs(space, when(space), named(space))));
  const possible = [...forms].filter(([, pair]) => pair.upper !== NEVER.upper);
  return {
    allow: possible.sort(([one], [other]) => (one < other ? -1 : 1)).map(([form, pair]) => ({ form, pair })),
    deny: orPairs(space, ...deny.map((one) => andPairs(space, one.when(space), one.named(space)))),
    complete,
  };
}
