/** What was asked for: a part of an answer. */
export interface AnswerPage {
  /** At most so many results. */
  readonly limit: number;
  readonly after?: string;
  /** How many people of the snapshot are there now. */
  readonly people: number;
}

export interface Paged {
  /**
   * Left out: the answer is whole. Else it tells of subjects one after the other, by kind, name and id (ADR 32), of those who come
   * `after` a place; and `complete` is true only where it begins at the beginning and nothing follows.
   */
  readonly page?: AnswerPage;
  /** `after` of the next page; left out: nothing follows. */
  readonly next?: string;
}
