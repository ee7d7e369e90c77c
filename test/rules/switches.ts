import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Edit } from '../altered/source.ts';
import { alteredInterpreter, type Decide } from './altered-interpreter.ts';

/** One rule of docs/semantics.md switched off. */
export interface RuleSwitch {
  /** Of a numbered sentence, or of one with a letter (`19c`). */
  readonly rule: number | string;
  /** What the interpreter then believes. */
  readonly off: string;
  /** Of files below reasoning/. */
  readonly edits: readonly Edit[];
}

export const RULE_SWITCHES: readonly RuleSwitch[] = parse(
  readFileSync(join(import.meta.dirname, 'switches.yaml'), 'utf8'),
);

export const decideWithout = ({ edits }: RuleSwitch): Decide => alteredInterpreter(edits);
