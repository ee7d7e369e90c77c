/** What is gone through from its beginning, as often as one likes, without being in memory all at once. An array is one. */
export interface Sequence<T> extends Iterable<T> {
  readonly length: number;
}
