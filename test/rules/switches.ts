import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Edit } from '../altered/source.ts';
import type { PolicyCase } from '../dsl.ts';
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

/** The cases that a rule's sentence and its lettered ones cite; of a lettered sentence its own. */
export const casesAbout = (rule: number | string, cases: readonly PolicyCase[]): readonly PolicyCase[] =>
  cases.filter((one) =>
    one.rules.some((name) => (typeof rule === 'string' ? name : Number.parseInt(name, 10)) === rule),
  );

export const decideWithout = ({ edits }: RuleSwitch): Decide => alteredInterpreter(edits);
