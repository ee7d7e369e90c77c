/** A part of a sentence with slots: text as it is, or the slot that stands there. */
export type Part = string | { readonly slot: 'among' | 'actions' | 'resource' };
