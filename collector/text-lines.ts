import { createReadStream } from 'node:fs';

/** One line of a file: its bytes and where they stand. */
export interface TextLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** Byte offset of its first byte. */
  readonly offset: number;
  readonly length: number;
}

/** The lines of a file, without keeping more than one of them. */
export async function* linesOf(file: string): AsyncGenerator<TextLine> {
  let rest: Buffer[] = [];
  let offset = 0;
  let number = 1;
  const take = (): TextLine => {
    const bytes = Buffer.concat(rest);
    const line = { text: bytes.toString(), number, offset, length: bytes.length };
    rest = [];
    offset += bytes.length + 1;
    number += 1;
    return line;
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield take();
}
