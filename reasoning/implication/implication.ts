import type { Assumption } from '../../domain/decision.ts';
import { distinct } from '../analyse.ts';
import { BDD_FALSE, type BddRef } from '../bdd.ts';
import { toFormula } from '../formula.ts';
import type { Pattern } from '../patterns.ts';
import { type ActionClass, actionClasses } from './action-classes.ts';
import { closedResources } from './arn-formats.ts';
import { callersOf } from './callers.ts';
import { withoutCovered } from './covered.ts';
import type { Implication, NewAccess, Undecided } from './new-access.ts';
import { mergeParts, newResources, type RawPart } from './parts.ts';
import { type Outcome, outcomeOn, type Prepared, patternsOf, prepareScene } from './scene.ts';
import { partitionsIn, type SharedScene, scenesOf } from './scenes.ts';
import { type Comparison, type PolicyType, type Sided, statementsOf } from './sides.ts';
import { classesWithin, type TextClass } from './text-classes.ts';
import { witnessFor } from './witness.ts';

/**
 * Do the new policies grant anything that the existing ones do not? Exact over actions, resources, callers and conditions, as far as
 * docs/semantics.md goes; documents of one side count together. Source: AWS, CheckNoNewAccess; ADR 13.
 */
export function implication(comparison: Comparison): Implication {
  const statements = statementsOf(comparison);
  const found: Found = { raw: new Map(), doubts: new Map() };
  const classes = rememberedClasses();
  const groups = actionClasses(statements);
  for (const scene of allScenes(comparison.type, statements, groups)) lookInto(comparison, scene, found, classes);
  return told(statements, groups, found);
}

interface Found {
  readonly raw: Map<Sided, RawPart[]>;
  readonly doubts: Map<Sided, Assumption[]>;
}

function* allScenes(
  type: PolicyType,
  statements: readonly Sided[],
  groups: readonly ActionClass[],
): Generator<SharedScene> {
  const layer = type === 'IDENTITY_POLICY' ? 'identity' : 'resource';
  const policyText = JSON.stringify(statements.map((one) => one.matcher));
  const open = groups.flatMap((group) => withoutCovered(group, layer) ?? []);
  for (const partition of partitionsIn(policyText)) {
    const callers = callersOf(statements, layer === 'resource', partition);
    for (const group of open) yield* scenesOf(group, callers, { layer, policyText, partition });
  }
}

type Classes = (
  domain: Pattern,
  patterns: readonly Pattern[],
  inside: readonly number[] | undefined,
) => readonly TextClass[] | undefined;

function rememberedClasses(): Classes {
  const known = new Map<string, readonly TextClass[] | undefined>();
  return (domain, patterns, inside) => {
    const id = `${inside?.join() ?? 'all'} ${[domain, ...patterns].map((one) => one.text).join('\u0000')}`;
    if (!known.has(id)) known.set(id, classesWithin(domain, patterns, inside === undefined ? {} : { inside }));
    return known.get(id);
  };
}

const TOO_MANY: Assumption = { rule: 52, text: 'too many different patterns of resources meet in one action' };
const UNCERTAIN: Assumption = { rule: 5, text: 'what a statement says is not certain' };

function lookInto(comparison: Comparison, shared: SharedScene, found: Found, classesOf: Classes): void {
  const { scene } = shared;
  const prepared = prepareScene(scene);
  if (!prepared.statements.some(({ one }) => grantsAnew(one))) return;
  const closed = closedResources(scene.action, scene.layer);
  const classes = classesOf(scene.kind.domain, [...prepared.patterns, ...closed], newlyNamed(prepared));
  if (classes === undefined) {
    for (const { one } of scene.statements) if (grantsAnew(one)) note(found.doubts, one, TOO_MANY);
    return;
  }
  const open = classes.filter((one) => closed.every((_, i) => one.in[prepared.patterns.length + i] !== true));
  const outcomes = open.map((textClass) => ({ textClass, outcome: outcomeOn(prepared, textClass) }));
  for (const one of new Set(outcomes.flatMap(({ outcome }) => outcome.granting.map((granting) => granting.one)))) {
    noteCertain(comparison, shared, prepared, { one, outcomes, found });
  }
  noteDoubts(
    prepared,
    outcomes.map(({ outcome }) => outcome),
    scene,
    found,
  );
}

/** The patterns of the new Allow statements, outside of which nothing is new; undefined: they do not say where. */
function newlyNamed({ statements, patterns }: Prepared): readonly number[] | undefined {
  const places = new Map(patterns.map((pattern, i) => [pattern.text, i]));
  const found = new Set<number>();
  for (const { one, resource } of statements) {
    if (!grantsAnew(one)) continue;
    if (resource === undefined || resource.excludes || resource.entries.some((entry) => entry.all)) return undefined;
    for (const pattern of resource.entries.flatMap(patternsOf)) found.add(places.get(pattern.text) ?? -1);
  }
  return [...found];
}

const grantsAnew = ({ side, statement }: Sided): boolean => side === 'new' && statement.effect === 'Allow';

interface OnClass {
  readonly textClass: TextClass;
  readonly outcome: Outcome;
}

function noteCertain(
  comparison: Comparison,
  { scene, actions }: SharedScene,
  prepared: Prepared,
  { one, outcomes, found }: { readonly one: Sided; readonly outcomes: readonly OnClass[]; readonly found: Found },
): void {
  const { space, care } = prepared;
  const visible = space.visible(care);
  const sets = outcomes.map(({ textClass, outcome }) => ({ textClass, set: inside(prepared, outcome, one) }));
  for (const set of new Set(sets.map((each) => each.set).filter((each) => each !== BDD_FALSE))) {
    const here = sets.filter((each) => each.set === set).map((each) => each.textClass);
    const witness = witnessFor(comparison, { scene, prepared, set, classes: here });
    if (witness === undefined) note(found.doubts, one, NOT_SHOWN);
    else {
      const when = toFormula(space, set, visible);
      const term = prepared.statements.find((each) => each.one === one)?.resource;
      const resources = newResources(prepared, { term, here, all: outcomes.map((each) => each.textClass) });
      note(found.raw, one, { actions, resources, when, witness });
    }
  }
}

const NOT_SHOWN: Assumption = { rule: 71, text: 'no single request was found that shows the new access' };

/** Where the new access rests on this statement. */
function inside({ space }: Prepared, { certain, granting }: Outcome, one: Sided): BddRef {
  const where = granting.find((each) => each.one === one)?.where ?? BDD_FALSE;
  return space.settle({ lower: space.bdd.and(certain, where), upper: space.bdd.and(certain, where) }, certain).lower;
}

function noteDoubts(
  { space, gathering, care, statements }: Prepared,
  outcomes: readonly Outcome[],
  { statements: all }: SharedScene['scene'],
  found: Found,
): void {
  const { bdd } = space;
  const open = outcomes.some(
    ({ certain, possible }) => bdd.and(bdd.and(possible, space.visible(care)), bdd.not(certain)) !== BDD_FALSE,
  );
  if (!open) return;
  const entries = statements.flatMap(({ resource }) => (resource?.entries ?? []).flatMap((entry) => entry.doubt ?? []));
  const reasons = distinct([...gathering.doubts, ...entries]);
  for (const { one } of all) {
    if (grantsAnew(one))
      for (const reason of reasons.length === 0 ? [UNCERTAIN] : reasons) note(found.doubts, one, reason);
  }
}

function note<T>(map: Map<Sided, T[]>, one: Sided, value: T): void {
  const known = map.get(one);
  if (known === undefined) map.set(one, [value]);
  else known.push(value);
}

function told(statements: readonly Sided[], groups: readonly ActionClass[], { raw, doubts }: Found): Implication {
  const nameOf = ({ policy, index, statement: { sid } }: Sided) => ({
    policy,
    statementIndex: index,
    ...(sid === undefined ? {} : { statementId: sid }),
  });
  const access = statements.flatMap((one): NewAccess[] => {
    const parts = raw.get(one);
    if (parts === undefined) return [];
    const named = groups.flatMap((group) => (group.named.has(one) ? group.actions : []));
    return [{ ...nameOf(one), parts: mergeParts(one, parts, named) }];
  });
  const undecided = statements.flatMap((one): Undecided[] => {
    const reasons = doubts.get(one);
    return reasons === undefined || raw.has(one) ? [] : [{ ...nameOf(one), reasons: distinct(reasons) }];
  });
  if (access.length > 0) return { kind: 'new', access, undecided };
  return undecided.length > 0 ? { kind: 'unknown', undecided } : { kind: 'implied' };
}
