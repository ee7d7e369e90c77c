import { writeFileSync } from 'node:fs';
import type { Statement } from '../../domain/policy.ts';
import { matchActions } from '../../reasoning/action-patterns.ts';
import { catalogueAction } from '../../reasoning/actions.ts';
import { implication } from '../../reasoning/implication/implication.ts';
import type { Implication } from '../../reasoning/implication/new-access.ts';
import type { Solver } from '../../reasoning/z3.ts';
import type { Dice } from './dice.ts';
import {
  bruteForce,
  engineSays,
  type Found,
  isOpenEnded,
  newWithOwnValues,
  smallCases,
  solverText,
} from './implication-cases.ts';
import { type Pair, randomPair } from './random-pair.ts';

export interface ImplicationFigures {
  implied: number;
  added: number;
  unknown: number;
  /** Single cases compared with the interpreter, and with the solver. */
  cases: number;
  solved: number;
  /** Cases of too many combinations for brute force. */
  large: number;
  /** Pairs with more classes of resources than brute force was asked about. */
  cut: number;
  readonly differences: string[];
}

const LARGEST = 3000;
/** Cases of a pair that the solver is asked about. */
const SOLVED = 2;
const TOLD = 5;

/** Random pairs of policies: the engine, the interpreter on every sample, and the solver by its own reading. */
export function compareImplication(dice: Dice, pairs: number, solver: Solver): ImplicationFigures {
  const figures: ImplicationFigures = {
    implied: 0,
    added: 0,
    unknown: 0,
    cases: 0,
    solved: 0,
    large: 0,
    cut: 0,
    differences: [],
  };
  for (let asked = 0; asked < pairs; asked += 1) comparePair(randomPair(dice), dice, solver, figures);
  return figures;
}

function comparePair(pair: Pair, dice: Dice, solver: Solver, figures: ImplicationFigures): void {
  const answer = implication(pair);
  const { kind } = answer;
  figures[kind === 'new' ? 'added' : kind] += 1;
  const tell = (what: string): void => {
    if (figures.differences.length < TOLD) figures.differences.push(`${what}: ${JSON.stringify(pair)}`);
  };
  const all = [...smallCases(pair)];
  if (!all.every(({ complete }) => complete)) figures.cut += 1;
  const chosen = new Set(Array.from({ length: SOLVED }, () => (all.length === 0 ? undefined : dice.pick(all))));
  const seen = new Set<Found>();
  for (const one of all) {
    const engine = engineSays(one);
    const brute = bruteForce(pair, one, LARGEST);
    if (brute === undefined) figures.large += 1;
    else {
      figures.cases += 1;
      seen.add(brute);
      if (brute === 'new' && !tells(pair, answer, one.scene.action)) tell(`${one.scene.action} is new and not told`);
      if (disagree(engine, brute))
        tell(`${one.scene.action} ${one.textClass.sample}: engine ${engine}, interpreter ${brute}`);
    }
    if (!chosen.has(one) || isOpenEnded(one)) continue;
    figures.solved += 1;
    const [sure, may] = solver.check(solverText(pair, one));
    const solved: Found = sure === 'sat' ? 'new' : may === 'unsat' ? 'nothing' : 'open';
    if (disagree(engine, solved))
      tell(`${one.scene.action} ${one.textClass.sample}: engine ${engine}, solver ${solved}`);
  }
  if (kind !== 'implied') return;
  if (seen.has('new')) tell('implied, and the interpreter allows more');
  const missed = all.map((one) => newWithOwnValues(pair, one, LARGEST)).find((one) => one !== undefined);
  if (missed !== undefined) tell(`implied, and new is ${missed}`);
}

/**
 * Some part names the action; where something is undecided, or the action has no listed name, it need not, nor where a statement that
 * names it says that it may add more.
 */
function tells({ newer }: Pair, answer: Implication, action: string): boolean {
  if (answer.kind === 'implied') return false;
  if (answer.undecided.length > 0 || catalogueAction(action) === undefined) return true;
  if (answer.kind !== 'new') return false;
  return answer.access.some(({ policy, statementIndex, parts, mayBeMore }) => {
    const actions = newer[policy]?.document.statements[statementIndex]?.actions;
    const may = mayBeMore.length > 0 && actions !== undefined && names(actions, action);
    return may || parts.some((part) => matchActions(part.actions, action) !== false);
  });
}

const names = (actions: Statement['actions'], action: string): boolean =>
  'in' in actions ? matchActions(actions.in, action) !== false : matchActions(actions.notIn, action) !== true;

/** What is open for the one may be certain for the other: the interpreter does not see that two unknowns are the same. */
const disagree = (engine: Found, other: Found): boolean =>
  (engine === 'new' && other === 'nothing') || (engine === 'nothing' && other === 'new');

/** The figures in the run's log. */
export function printImplication({ implied, added, unknown, cases, solved, large, cut }: ImplicationFigures): void {
  const outcomes = `${implied} implied, ${added} new, ${unknown} unknown`;
  const checks = `${cases} cases by the interpreter, ${solved} by the solver, ${large} too large; ${cut} pairs with more classes`;
  writeFileSync(process.stderr.fd, `implication = interpreter = solver: ${outcomes}; ${checks}\n`);
}
