import type { Effect, NamedPolicy, PolicyLayer, Statement, StatementRef } from '../../domain/policy.ts';
import type { PolicySet } from '../../domain/request.ts';
import { ALWAYS, actionsOf, NEVER, type OfActions } from '../reference/action-matching.ts';
import { saysAnyway } from '../reference/own-layer.ts';
import type { Situation } from '../reference/situation.ts';
import { allOf, anyOf, silentIn, type Truth } from '../reference/truth.ts';
import { memoryOf } from './remembered.ts';

/** A statement in its place, and what it says of the actions of one service. */
export interface Speaker {
  readonly statement: Statement;
  readonly ref: StatementRef;
  /** The document is of the Version that knows policy variables. */
  readonly variables: boolean;
  readonly names: OfActions;
  /** What it says of every request about the service, where it asks nothing of one. */
  readonly anyway: Truth | undefined;
}

/** Statements of one effect, which unite. */
export interface Speakers {
  readonly each: readonly Speaker[];
  /** What they say together, where none asks anything of the request. */
  readonly anyway: Truth | undefined;
}

/** The statements of a place that speak of a service. */
export interface Speaking {
  /** Level by level: each must allow. */
  readonly allows: readonly Speakers[];
  /** What all levels together say, where nobody asks anything of the request. */
  readonly allowed: Truth | undefined;
  /** Of all levels: any may deny. */
  readonly denies: Speakers;
}

/** Where policies stand in a set; what a resource stands in has policies of its own. */
type Place = PolicyLayer | 'container';

/** The statements around a request that speak of its service, by place; found as they are asked for. */
export type Spoken = { [P in Place]?: Speaking };

const nothingYet = (): Spoken => ({});
const around = memoryOf<PolicySet, Spoken>();

/** Policies never change, and are asked about again and again. */
export const spokenIn = (policies: PolicySet, service: string): Spoken => around(policies, service, nothingYet);

/** The statements in a place that speak of some action of the service. */
export function speakingAt({ spoken, service, request: { policies } }: Situation, place: Place): Speaking {
  const found = spoken[place];
  if (found !== undefined) return found;
  const layer = place === 'container' ? 'resource' : place;
  const levels =
    place === 'scp' || place === 'rcp'
      ? (policies[place] ?? []).map((list, level) => statementsAt(layer, list, level))
      : [statementsAt(layer, policies[place] ?? [])];
  const made = speakingOf(layer, levels, service);
  spoken[place] = made;
  return made;
}

/** All statements of a list in a place, each as if it spoke of every action. */
const statementsAt = (layer: PolicyLayer, policies: readonly NamedPolicy[], level?: number): readonly Speaker[] =>
  everyone(policies, `${layer} ${level}`, () => policies.flatMap((one) => statementsOf(one, layer, level)));
const everyone = memoryOf<readonly NamedPolicy[], readonly Speaker[]>();

function statementsOf({ name, document }: NamedPolicy, layer: PolicyLayer, level?: number): readonly Speaker[] {
  const variables = document.version === '2012-10-17';
  return document.statements.map((statement, index) => {
    const sid = statement.sid === undefined ? {} : { sid: statement.sid };
    const ref = { layer, policy: name, index, ...sid, ...(level === undefined ? {} : { level }) };
    return { statement, ref, variables, names: ALWAYS, anyway: saysAnyway(statement, ref) };
  });
}

function speakingOf(layer: PolicyLayer, levels: readonly (readonly Speaker[])[], service: string): Speaking {
  const speaking = levels.map((all) => all.map((one) => about(service, one)).filter(({ names }) => names !== NEVER));
  const allows = speaking.map((level) => ofEffect('Allow', level));
  const allowed = allows.flatMap(({ anyway }) => (anyway === undefined ? [] : silentIn(anyway, layer)));
  const settled = allowed.length === allows.length;
  return { allows, allowed: settled ? allOf(allowed) : undefined, denies: ofEffect('Deny', speaking.flat()) };
}

/** Who speaks of every action is one and the same for all services. */
function about(service: string, speaker: Speaker): Speaker {
  const names = actionsOf(service, speaker.statement.actions);
  return names === ALWAYS ? speaker : { ...speaker, names, anyway: undefined };
}

function ofEffect(effect: Effect, speaking: readonly Speaker[]): Speakers {
  const each = speaking.filter(({ statement }) => statement.effect === effect);
  const says = each.flatMap(({ anyway }) => anyway ?? []);
  return { each, anyway: says.length === each.length ? anyOf(says) : undefined };
}
