import type { NamedPolicy, PolicyLayer, Statement, StatementRef } from '../../domain/policy.ts';
import type { PolicySet } from '../../domain/request.ts';
import { ALWAYS, actionsOf, NEVER, type OfActions } from '../reference/action-matching.ts';
import { memoryOf } from './remembered.ts';

/** A statement in its place, and what it says of the actions of one service. */
export interface Speaker {
  readonly statement: Statement;
  readonly ref: StatementRef;
  /** The document is of the Version that knows policy variables. */
  readonly variables: boolean;
  readonly names: OfActions;
}

/** Where a list of policies stands in a set; what a resource stands in has policies of its own. */
type Place = PolicyLayer | 'container';

/** The statements around a request that speak of its service, by place and level; found as they are asked for. */
export type Spoken = Record<Place, (readonly Speaker[])[]>;

const nothingYet = (): Spoken => {
  const places = { identity: [], permissionsBoundary: [], session: [], scp: [], rcp: [], vpcEndpoint: [] };
  return { ...places, resource: [], container: [] };
};
const around = memoryOf<PolicySet, Spoken>();

/** Policies never change, and are asked about again and again. */
export const spokenIn = (policies: PolicySet, service: string): Spoken => around(policies, service, nothingYet);

/** The statements of a list of policies that speak of some action of the service. */
export function speakersAt(
  { spoken, service }: { readonly spoken: Spoken; readonly service: string },
  place: Place,
  policies: readonly NamedPolicy[],
  level?: number,
): readonly Speaker[] {
  const levels = spoken[place];
  const found = levels[level ?? 0];
  if (found !== undefined) return found;
  const all = statementsAt(place === 'container' ? 'resource' : place, policies, level);
  const speaking = all.map((one) => about(service, one)).filter(({ names }) => names !== NEVER);
  levels[level ?? 0] = speaking;
  return speaking;
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
    return { statement, ref, variables, names: ALWAYS };
  });
}

/** Who speaks of every action is one and the same for all services. */
function about(service: string, speaker: Speaker): Speaker {
  const names = actionsOf(service, speaker.statement.actions);
  return names === ALWAYS ? speaker : { ...speaker, names };
}
