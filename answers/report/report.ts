/** A cell of a table: one line, or several. Texts are raw; every form escapes them in its own way. */
export type Cell = string | readonly string[];

export interface Column {
  readonly title: string;
  /** Which columns give way first when the page is narrow; 0 never does. */
  readonly shrink: 0 | 1;
  /** Line by line, the cells of the columns so marked belong together: names, and what is said of each. */
  readonly paired?: true;
}

/** What a reader sees, in order. */
export type Block =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'notes'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly title: string; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly title?: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** What stands beneath each row, over its whole width. */
      readonly under?: { readonly title: string; readonly texts: readonly string[] };
    }
  | {
      readonly kind: 'facts';
      readonly title: string;
      readonly facts: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: 'code'; readonly title: string; readonly text: string };

/** The same as flat records: one line each, data words untranslated, nothing left out for looks. */
export interface Records {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One answer, ready for any form of output. */
export interface Report {
  readonly blocks: readonly Block[];
  readonly records: Records;
}

export const pairedColumn = (title: string): Column => ({ title, shrink: 1, paired: true });

export const column = (title: string, shrink: 0 | 1 = 0): Column => ({ title, shrink });

export const linesOf = (cell: Cell): readonly string[] => (typeof cell === 'string' ? [cell] : cell);
