import type { Decision } from '../domain/decision.ts';
import type { NamedPolicy, Only, Statement } from '../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../domain/request.ts';
import { decide } from './decide.ts';
import { actionMatches } from './reference/action-matching.ts';

/**
 * The decision of the reference interpreter on policies that were made smaller beforehand: entries of Action and NotAction that
 * certainly do not name the action can change nothing, and AWS's broad policies hold thousands of them. Policies are taken not to
 * change: what was found for an action is remembered with their set.
 */
export const decidePreselected = (request: AccessRequest): Decision =>
  decide({ ...request, policies: selectedFor(request.action, request.policies) });

const MOST_ACTIONS = 1000;
const selections = new WeakMap<PolicySet, Map<string, PolicySet>>();

function selectedFor(action: string, policies: PolicySet): PolicySet {
  const known = selections.get(policies) ?? new Map<string, PolicySet>();
  selections.set(policies, known);
  const found = known.get(action) ?? select(action, policies);
  if (known.size >= MOST_ACTIONS) known.clear();
  known.set(action, found);
  return found;
}

/** Layers of the caller alone: in others entries also tell whether AWS would store the policy, or whether it is public. */
function select(action: string, policies: PolicySet): PolicySet {
  const { identity, permissionsBoundary, session, scp } = policies;
  const [service = '', name = ''] = action.toLowerCase().split(':');
  const names = (entry: string): boolean => {
    const hit = actionMatches({ in: [entry] }, { service, action: name });
    return hit.is !== false || hit.given.length > 0;
  };
  const chosen = (list: readonly NamedPolicy[]): readonly NamedPolicy[] => list.map((one) => selectedIn(one, names));
  return {
    ...policies,
    ...(identity === undefined ? {} : { identity: chosen(identity) }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary: chosen(permissionsBoundary) }),
    ...(session === undefined ? {} : { session: chosen(session) }),
    ...(scp === undefined ? {} : { scp: scp.map(chosen) }),
  };
}

/** Statements keep their places: decisions refer to them by number. */
const selectedIn = ({ name, document }: NamedPolicy, names: (entry: string) => boolean): NamedPolicy => ({
  name,
  document: {
    ...document,
    statements: document.statements.map((one): Statement => ({ ...one, actions: entriesThat(names, one.actions) })),
  },
});

const entriesThat = (names: (entry: string) => boolean, actions: Only<string>): Only<string> =>
  'in' in actions ? { in: actions.in.filter(names) } : { notIn: actions.notIn.filter(names) };
