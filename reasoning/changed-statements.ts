import type { NamedPolicy, PolicyDocument, Statement } from '../domain/policy.ts';
import { isSame } from './shared-records.ts';
import type { LayerPolicies } from './world.ts';

/** A statement of a policy of one of two snapshots that does not stand in the same place of the other. */
export interface ChangedStatement {
  readonly statement: Statement;
  readonly version: PolicyDocument['version'];
}

/**
 * What two snapshots have in one layer of policies, or one level of it, that is not in both. Answers cite statements by policy and
 * index, so one that moved has changed. Undefined: more than statements has changed, or their order.
 */
export function changedStatements(
  before: LayerPolicies | undefined,
  after: LayerPolicies | undefined,
): readonly ChangedStatement[] | undefined {
  if (before === undefined || after === undefined) return before === after ? [] : undefined;
  // a boundary binds as soon as there is one, whatever it says
  return (before.policies.length === 0) !== (after.policies.length === 0)
    ? undefined
    : changedInPolicies(before, after);
}

/** The same of a layer that says nothing where there is no policy. */
export function changedInPolicies(
  { policies, ...rest }: LayerPolicies,
  { policies: now, ...restNow }: LayerPolicies,
): readonly ChangedStatement[] | undefined {
  return isSame(rest, restNow) ? betweenLists(policies, now) : undefined;
}

/** The same of levels: a level, or an account that has none, is no statement. */
export function changedInLevels(
  before: readonly LayerPolicies[] | undefined,
  after: readonly LayerPolicies[] | undefined,
): readonly ChangedStatement[] | undefined {
  if (before === undefined || after === undefined) return before === after ? [] : undefined;
  if (before.length !== after.length) return undefined;
  const levels = after.map((level, index) => changedStatements(before[index], level));
  return allOf(levels);
}

export const allOf = (
  lists: readonly (readonly ChangedStatement[] | undefined)[],
): readonly ChangedStatement[] | undefined =>
  lists.some((one) => one === undefined) ? undefined : lists.flatMap((one) => one ?? []);

function betweenLists(
  before: readonly NamedPolicy[],
  after: readonly NamedPolicy[],
): readonly ChangedStatement[] | undefined {
  const [names, namesNow] = [namesOf(before), namesOf(after)];
  const kept = before.filter(({ name }) => namesNow.has(name));
  const keptNow = after.filter(({ name }) => names.has(name));
  if (kept.length !== keptNow.length || kept.some(({ name }, at) => name !== keptNow[at]?.name)) return undefined;
  const alone = [...before.filter((one) => !kept.includes(one)), ...after.filter((one) => !keptNow.includes(one))];
  return [
    ...alone.flatMap(({ document }) => statementsOf(document)),
    ...kept.flatMap(({ document }, at) => betweenDocuments(document, keptNow[at]?.document)),
  ];
}

const namesOf = (policies: readonly NamedPolicy[]): ReadonlySet<string> => new Set(policies.map(({ name }) => name));

function betweenDocuments(before: PolicyDocument, after: PolicyDocument | undefined): readonly ChangedStatement[] {
  if (before === after) return [];
  const [all, allNow] = [statementsOf(before), after === undefined ? [] : statementsOf(after)];
  const differs = (one: ChangedStatement, other: ChangedStatement | undefined): boolean => !isSame(one, other);
  return [
    ...all.filter((one, index) => differs(one, allNow[index])),
    ...allNow.filter((one, index) => differs(one, all[index])),
  ];
}

const statementsOf = ({ statements, version }: PolicyDocument): readonly ChangedStatement[] =>
  statements.map((statement) => ({ statement, version }));
