import type { Witness } from '../domain/access.ts';
import type { Decision } from '../domain/decision.ts';
import type { Principal } from '../domain/principal.ts';
import type { AccessRequest, ContextValue } from '../domain/request.ts';
import type { ActionAnalysis, Analysis } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { concreteValues } from './concrete.ts';
import { RESOURCE_KEY } from './resource-entries.ts';

/** Name of sessions in witnesses where nothing asks for another one. */
const SESSION = 'tadori';

/** A concrete request inside the set, with everything the policies looked at spelled out. Undefined for the empty set. */
export function requestInside(analysis: Analysis, action: ActionAnalysis, set: BddRef): AccessRequest | undefined {
  if (set === BDD_FALSE) return undefined;
  const free = concreteValues(analysis.space, set);
  if (free === undefined) return undefined;
  // policies spell one key in several ways
  const values = new Map(Object.entries(free).map(([name, value]) => [name.toLowerCase(), value]));
  const { question } = action.gathering;
  const context: Record<string, ContextValue> = {};
  for (const { key, state } of action.gathering.states.values()) {
    if (state.kind === 'fixed') context[key] = state.value;
    const sample = state.kind === 'free' ? values.get(state.key.name.toLowerCase()) : undefined;
    if (sample !== undefined) context[key] = sample;
  }
  const arn = free[RESOURCE_KEY];
  return {
    principal: withSession(question.caller.principal, context),
    action: action.action,
    resource: {
      arn: typeof arn === 'string' ? arn : question.target.arn,
      ...(question.target.account === undefined ? {} : { account: question.target.account }),
    },
    context,
    policies: analysis.situation.policies,
    facts: analysis.situation.facts,
  };
}

/** The session name is the second half of aws:userid, where a policy asked for it. */
function withSession(principal: Principal, context: Readonly<Record<string, ContextValue>>): Principal {
  if (principal.kind !== 'roleSession' || principal.sessionName !== undefined) return principal;
  const id = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:userid')?.[1];
  const sessionName = typeof id === 'string' ? id.slice(id.indexOf(':') + 1) : SESSION;
  return { ...principal, sessionName };
}

export function witnessOf(request: AccessRequest, decision: Decision): Witness {
  return {
    principal: printPrincipal(request.principal),
    action: request.action,
    resource: request.resource.arn,
    context: request.context,
    decision: decision.kind,
  };
}

export function printPrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return principal.arn;
    case 'roleSession':
      return `arn:${principal.partition}:sts::${principal.account}:assumed-role/${principal.roleName}/${principal.sessionName ?? SESSION}`;
    case 'root':
    case 'assumedRoot':
      return `arn:${principal.partition}:iam::${principal.account}:root`;
    case 'federatedUser':
      return `arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`;
    case 'service':
      return principal.name;
    case 'federated':
      return principal.provider;
    case 'anonymous':
      return 'anonymous';
  }
}
