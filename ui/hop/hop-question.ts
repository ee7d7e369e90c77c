import type { AnswerHop, WhoCanAnswer } from '../../domain/answer.ts';
import { possible } from '../ask/can-do.ts';
import { type Ability, abilityOf, type PathRow } from '../ask/rows.ts';
import type { ExplainQuestion } from '../client.ts';

/** What to ask about a hop, or that nothing decides it but the directory. */
export type HopQuestion =
  | { readonly kind: 'explain'; readonly ask: ExplainQuestion; readonly choices: readonly string[] }
  | { readonly kind: 'fact' };

export interface HopView {
  readonly lang: string;
  readonly columns?: readonly string[] | undefined;
  /** What the principal can do in all, where it is known already. */
  readonly full?: Ability | undefined;
  readonly ability?: Ability | undefined;
  /** The resource of the question. */
  readonly resource: string;
}

const MOST_COLUMNS = 4;

export function hopQuestion(hop: AnswerHop, view: HopView): HopQuestion {
  if (hop.kind === 'canAct') return accessQuestion(hop, view);
  const action = sessionAction(hop);
  if (action === undefined) return { kind: 'fact' };
  const ask = { principal: hop.from, resource: hop.to, actions: [action], lang: view.lang };
  return { kind: 'explain', ask, choices: [action] };
}

/** The call that makes the session; memberships and assignments make none. */
function sessionAction(hop: AnswerHop): string | undefined {
  if (hop.technique?.startsWith('sts:') === true) return hop.technique;
  if (hop.kind === 'assumes') return 'sts:AssumeRole';
  return hop.kind === 'federatesTo' ? 'sts:AssumeRoleWithSAML' : undefined;
}

function accessQuestion(hop: AnswerHop, { lang, columns, full, ability, resource }: HopView): HopQuestion {
  if (ability === undefined) return { kind: 'fact' };
  const { scope } = ability;
  const part = scope.kind === 'part';
  const ask = {
    principal: hop.from,
    resource: part ? scope.sample : resource,
    actions: columns ?? firstColumns(ability, full),
    lang,
  };
  return { kind: 'explain', ask, choices: everyAction(full ?? ability) };
}

/** All actions that are granted anywhere: possible, undecided, cut. */
export const everyAction = (ability: Ability): readonly string[] => [
  ...new Set([
    ...possible(ability),
    ...ability.unknown.flatMap((one) => one.actions),
    ...ability.cuts.flatMap((one) => one.actions),
  ]),
];

/** A few telling actions: what was asked for first, then one of each other kind, then what is cut. */
export function firstColumns(ability: Ability, full: Ability | undefined): readonly string[] {
  const all = full ?? ability;
  const can = ability.actions.length > 0 ? ability.actions : all.actions;
  const kinds = [
    ...all.conditional.map((one) => one.actions.slice(0, 1)),
    ...all.unknown.map((one) => one.actions.slice(0, 1)),
    ...all.cuts.map((one) => one.actions.slice(0, 1)),
  ].flat();
  const others = [...new Set(kinds)].filter((action) => !can.includes(action)).slice(0, MOST_COLUMNS - 1);
  const room = MOST_COLUMNS - Math.max(others.length, 1);
  return [...plainest(can, room), ...others].slice(0, MOST_COLUMNS);
}

/** Of many actions those with the shortest names: `GetItem` says more than `DescribeTableReplicaAutoScaling`. */
const plainest = (actions: readonly string[], most: number): readonly string[] =>
  actions.length <= most
    ? actions
    : [...actions].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, most);

/** What the principal of a row can do on one scope, from the answer about every action. */
export const fullAbilityOf = (row: PathRow, sample: string, said: WhoCanAnswer | undefined): Ability | undefined => {
  const found = said?.results.find((one) => one.principal === row.principal && one.scope.sample === sample);
  return found === undefined ? undefined : abilityOf(found);
};
