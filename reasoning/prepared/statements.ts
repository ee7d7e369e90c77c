import type { NamedPolicy, PolicyLayer, Statement, StatementRef } from '../../domain/policy.ts';
import type { PolicySet } from '../../domain/request.ts';
import { actionsOf, NEVER, type OfActions } from '../reference/action-matching.ts';

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

const prepared = new WeakMap<PolicySet, Map<string, Spoken>>();
const MOST_SERVICES = 1000;

/** Policies never change, and are asked about again and again. */
export function spokenIn(policies: PolicySet, service: string): Spoken {
  const services = prepared.get(policies) ?? new Map<string, Spoken>();
  const found = services.get(service);
  if (found !== undefined) return found;
  const places = { identity: [], permissionsBoundary: [], session: [], scp: [], rcp: [], vpcEndpoint: [] };
  const spoken: Spoken = { ...places, resource: [], container: [] };
  if (services.size < MOST_SERVICES) prepared.set(policies, services.set(service, spoken));
  return spoken;
}

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
  const layer = place === 'container' ? 'resource' : place;
  const all = policies.flatMap(({ name, document: { version, statements } }) =>
    statements.map((statement, index) => {
      const sid = statement.sid === undefined ? {} : { sid: statement.sid };
      const ref = { layer, policy: name, index, ...sid, ...(level === undefined ? {} : { level }) };
      return { statement, ref, variables: version === '2012-10-17', names: actionsOf(service, statement.actions) };
    }),
  );
  const speaking = all.filter(({ names }) => names !== NEVER);
  levels[level ?? 0] = speaking;
  return speaking;
}
