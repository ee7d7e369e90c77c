import type { Formula } from '../domain/formula.ts';
import { substitute, testsIn } from './connectives.ts';
import { ofCall } from './readable-chain.ts';
import { tieOf } from './relations.ts';

/** A part of a conjunction. */
export interface Part {
  /** The same for parts that are alike. */
  readonly id: number;
  /** The same for parts that are alike but for the numbers of their calls. */
  readonly shape: number;
  /** Those numbers, as they are met. */
  readonly calls: readonly string[];
  readonly formula: Formula;
  /** Numbers of what ties parts together. */
  readonly ties: readonly number[];
}

/** Of a condition, what has to hold together. */
export const partsIn = (condition: Formula): readonly Part[] =>
  condition.kind === 'true' ? NO_PARTS : (condition.kind === 'all' ? condition.of : [condition]).map(partOf);

export const NO_PARTS: readonly Part[] = [];

const MOST_KEPT = 50_000;
const byText = new Map<string, Part>();
const shapes = new Map<string, number>();
let parts = 0;

function partOf(formula: Formula): Part {
  const text = JSON.stringify(formula);
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= MOST_KEPT) {
    byText.clear();
    shapes.clear();
  }
  const keys = testsIn(formula).map(({ key }) => key);
  const calls = [...new Set(keys.map((key) => ofCall(key)[1]))].filter((call) => call !== '');
  const made = {
    id: parts,
    formula,
    calls,
    shape: shapeOf(formula, calls, parts),
    ties: [...new Set(keys.map((key) => numberOfTie(tieOf(key))))],
  };
  parts += 1;
  byText.set(text, made);
  return made;
}

function numberOfTie(tie: string): number {
  const number = ties.get(tie) ?? ties.size;
  ties.set(tie, number);
  return number;
}
const ties = new Map<string, number>();

/** The number of the first part that is written like this but for the numbers of its calls. */
function shapeOf(formula: Formula, calls: readonly string[], part: number): number {
  const shape = substitute(formula, (leaf) => {
    const [name, call] = ofCall(leaf.key);
    return call === '' ? leaf : { ...leaf, key: `${name}@${calls.indexOf(call)}` };
  });
  const text = JSON.stringify(shape);
  const number = shapes.get(text) ?? part;
  shapes.set(text, number);
  return number;
}
