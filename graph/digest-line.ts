import { createHash } from 'node:crypto';

const DIGITS = 16;
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGITS);

/** A line of JSON behind a digest of it, so that whoever reads it alone can tell whether it is what was written. */
export function digestLine(content: unknown): string {
  const text = JSON.stringify(content);
  return `${digestOf(text)}${text}\n`;
}

/** Of a line without its end; undefined where it is not what was written. */
export function contentOf(line: Buffer): unknown {
  const text = line.toString('utf8', DIGITS);
  return digestOf(text) === line.toString('latin1', 0, DIGITS) ? JSON.parse(text) : undefined;
}
