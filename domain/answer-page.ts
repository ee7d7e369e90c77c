/** What was asked for: a part of an answer. */
export interface AnswerPage {
  /** At most so many results. */
  readonly limit: number;
  readonly after?: string;
}

export interface PageOfSubjects extends AnswerPage {
  /** How many people of the snapshot are there now. */
  readonly people: number;
}

export interface Paged<Page extends AnswerPage = AnswerPage> {
  /**
   * Left out: the answer is whole. Else it tells what comes `after` a place, in an order that hangs on no path (ADR 32); and `complete` is
   * true only where it begins at the beginning and nothing follows.
   */
  readonly page?: Page;
  /** `after` of the next page; left out: nothing follows. */
  readonly next?: string;
}
