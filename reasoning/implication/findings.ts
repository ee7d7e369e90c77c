import type { Assumption } from '../../domain/decision.ts';
import type { Formula } from '../../domain/formula.ts';
import { distinct } from '../analyse.ts';
import { BDD_FALSE, type BddRef } from '../bdd.ts';
import { toFormula } from '../formula.ts';
import type { Pattern } from '../patterns.ts';
import type { Bearing } from './bearing.ts';
import { meets } from './pattern-relations.ts';
import { type Effort, type Region, regionsWithin } from './regions.ts';
import type { EntryTerm, ResourceTerm } from './resource-terms.ts';
import { hasHazard, type Outcome, outcomeOn, type Prepared, prepareScene, type Scene } from './scene.ts';

/** Resources that one entry of the statement covers. */
interface Stretch {
  /** The texts that fit all of these. */
  readonly within: readonly Pattern[];
  /** Left out: it lists none, or what its variables make of it is open. */
  readonly entry?: EntryTerm;
}

/** Where access is new. */
export interface NewPlace extends Stretch {
  readonly region: Region;
}

/** Access that is new under one condition. */
export interface NewCondition {
  readonly set: BddRef;
  readonly when: Formula;
  readonly places: readonly NewPlace[];
}

/** What one new Allow statement adds in a scene. */
export interface Findings {
  readonly added: readonly NewCondition[];
  readonly doubts: readonly Assumption[];
}

/** A scene with the statements of a bearing alone, worked out as far as no kind of resource matters. */
export interface Reading {
  readonly prepared: Prepared;
  /** The Resource element of the granting statement. */
  readonly term: ResourceTerm | undefined;
  readonly formulaOf: (set: BddRef) => Formula;
}

/** Undefined: the statement never matches. */
export function readingOf(scene: Scene, { granting, others }: Bearing): Reading | undefined {
  const prepared = prepareScene({ ...scene, statements: [granting, ...others] });
  const own = prepared.statements.find(({ one }) => one === granting.one);
  if (own === undefined) return undefined;
  const { space, care } = prepared;
  const visible = space.visible(care);
  const formulas = new Map<BddRef, Formula>();
  const formulaOf = (set: BddRef): Formula => {
    const formula = formulas.get(set) ?? toFormula(space, set, visible);
    formulas.set(set, formula);
    return formula;
  };
  return { prepared, term: own.resource, formulaOf };
}

export const TOO_MANY: Assumption = { rule: 52, text: 'too many different patterns of resources meet in one action' };
const UNCERTAIN: Assumption = { rule: 5, text: 'what a statement says is not certain' };

export function findingsIn(
  { prepared, term, formulaOf }: Reading,
  domain: Pattern,
  targets: Bearing['targets'],
  closed: readonly Pattern[],
  effort: Effort,
): Findings {
  const added = new Map<BddRef, NewPlace[]>();
  const doubts: Assumption[] = [];
  for (const { entry, within, open } of stretchesOf(prepared, term, domain, targets)) {
    const { regions, complete } = regionsWithin(prepared, within, closed, effort);
    if (!complete) doubts.push(TOO_MANY);
    const outcomes = regions.map((region) => ({ region, outcome: outcomeOn(prepared, region.inside) }));
    for (const { region, outcome } of outcomes) {
      if (outcome.certain === BDD_FALSE || open) continue;
      const place = { within, region, ...(entry === undefined ? {} : { entry }) };
      added.set(outcome.certain, [...(added.get(outcome.certain) ?? []), place]);
    }
    if (outcomes.some(({ outcome }) => isOpen(prepared, outcome))) doubts.push(...reasonsIn(prepared));
  }
  return {
    added: [...added].map(([set, places]) => ({ set, when: formulaOf(set), places })),
    doubts: distinct(doubts),
  };
}

/** `open`: it is not certain that the statement covers anything there. */
function stretchesOf(
  prepared: Prepared,
  term: ResourceTerm | undefined,
  domain: Pattern,
  targets: Bearing['targets'],
): readonly (Stretch & { readonly open: boolean })[] {
  const whole = term?.entries.find(({ all }) => all);
  if (term === undefined || term.excludes) return [{ within: [domain], open: false }];
  if (whole !== undefined) return [{ within: [domain], entry: whole, open: false }];
  const wanted = new Set(targets?.map(({ entry }) => entry.text));
  const hazard = hasHazard(prepared);
  return term.entries
    .filter(({ text }) => wanted.has(text))
    .flatMap((entry) => [
      ...entry.coverings.map(({ pattern }) => ({ pattern, entry, open: false })),
      ...(hazard && entry.generous !== undefined ? [{ pattern: entry.generous, entry, open: true }] : []),
    ])
    .filter(({ pattern }) => meets(domain, pattern))
    .map(({ pattern, entry, open }) => ({ within: [domain, pattern], entry, open }));
}

const isOpen = ({ space, care }: Prepared, { certain, possible }: Outcome): boolean =>
  space.bdd.and(space.bdd.and(possible, space.visible(care)), space.bdd.not(certain)) !== BDD_FALSE;

function reasonsIn({ gathering, statements }: Prepared): readonly Assumption[] {
  const entries = statements.flatMap(({ resource }) => (resource?.entries ?? []).flatMap((entry) => entry.doubt ?? []));
  const reasons = [...gathering.doubts, ...entries];
  return reasons.length === 0 ? [UNCERTAIN] : reasons;
}
