import { writeFileSync } from 'node:fs';
import { LINES, type Line, type PlantedError } from './errors.ts';
import type { Evidence } from './lines.ts';

/** What the lines of defence that were asked say of one error. */
export interface Finding {
  readonly planted: PlantedError;
  readonly evidence: ReadonlyMap<Line, Evidence>;
}

const WIDTH = 110;
const short = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text);

/** The lines that see the error, in their order. */
export const seenBy = ({ evidence }: Finding): readonly Line[] =>
  LINES.filter((line) => evidence.get(line) !== undefined);

/** The table in the run's log: every error, the lines that see it, and what gives it away to the first of them. */
export function printFindings(findings: readonly Finding[]): void {
  const rows = findings.map((one) => {
    const lines = seenBy(one);
    const [first] = lines;
    const evidence = first === undefined ? 'NOBODY SEES IT' : short(one.evidence.get(first) ?? '');
    return `  ${one.planted.id}: ${one.planted.error}\n      ${lines.join(', ')}: ${evidence}\n`;
  });
  const counts = LINES.map((line) => `${findings.filter((one) => seenBy(one)[0] === line).length} by ${line}`);
  const head = `${findings.length} planted errors, first seen: ${counts.join(', ')}\n`;
  writeFileSync(process.stderr.fd, [...rows, head].join(''));
}
