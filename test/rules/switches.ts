import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { alteredInterpreter, type Decide, type Edit } from './altered-interpreter.ts';

/** One rule of docs/semantics.md switched off. */
export interface RuleSwitch {
  readonly rule: number;
  /** What the interpreter then believes. */
  readonly off: string;
  readonly edits: readonly Edit[];
}

export const RULE_SWITCHES: readonly RuleSwitch[] = parse(
  readFileSync(join(import.meta.dirname, 'switches.yaml'), 'utf8'),
);

export const decideWithout = ({ edits }: RuleSwitch): Decide => alteredInterpreter(edits);
