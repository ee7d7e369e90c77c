import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Edit } from '../altered/source.ts';

/**
 * The four lines that an error of the core has to pass, in their order: the policy cases, asked of interpreter and engine; both of
 * them on random requests, and chains of roles by trying every call; witnesses asked again of the interpreter; claims put to the solver.
 */
export const LINES = ['cases', 'property', 'replay', 'solver'] as const;
export type Line = (typeof LINES)[number];

/** An error that somebody could have made; `file` is a path from the root. */
export interface PlantedError extends Edit {
  readonly id: string;
  /** What the core then believes or does. */
  readonly error: string;
  /** The first line of defence that sees it. */
  readonly caught: Line;
}

export const PLANTED_ERRORS: readonly PlantedError[] = parse(
  readFileSync(join(import.meta.dirname, 'errors.yaml'), 'utf8'),
);
