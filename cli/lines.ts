/** A line without end would fill the memory. */
const LONGEST = 16 * 1024 * 1024;

export class LineTooLong extends Error {
  /** Counts from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`line ${line} is too long`);
    this.line = line;
  }
}

/** Lines of UTF-8 text without their ends (`\n` or `\r\n`), as they come in; the last one needs no end. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let line = 1;
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      rest += text;
      if (rest.length > LONGEST) throw new LineTooLong(line);
      continue;
    }
    const whole = (rest + text.slice(0, end)).split('\n');
    rest = text.slice(end + 1);
    for (const one of whole) {
      yield withoutReturn(one);
      line += 1;
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
