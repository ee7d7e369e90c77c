import type { Condition, PrincipalEntry, Statement, StatementRef } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import { BDD_FALSE } from './bdd.ts';
import { type Authorisation, type Decided, decided } from './edited.ts';
import { type Edit, type Placed, statementsOf } from './edits.ts';
import type { KeyState } from './key-state.ts';
import { lists, splitKey } from './key-state.ts';
import { allows, named } from './layer-sets.ts';
import type { LayerState, NamedCandidate } from './layers.ts';
import { assumesRole, type Question } from './question.ts';
import { takesPolicies } from './reads.ts';
import type { Candidate } from './statements.ts';
import { andPairs } from './symbolic.ts';

/** Statements of this effect that reach some ordinary request. A document that is attached twice counts once. */
export function reaching(decisions: readonly Decided[], effect: Statement['effect']): readonly Placed[] {
  const found = new Map<Statement, Placed>();
  for (const decision of decisions) {
    for (const { ref, statement } of reachingHere(decision, effect)) {
      if (!found.has(statement)) found.set(statement, { ref, statement });
    }
  }
  return [...found.values()];
}

/** Allow statements of identity and resource policies: those that grant, where all others cap. */
export const granting = (decisions: readonly Decided[]): readonly Placed[] =>
  reaching(decisions, 'Allow').filter(({ ref }) => ref.layer === 'identity' || ref.layer === 'resource');

function reachingHere({ analysis, action }: Decided, effect: Statement['effect']): readonly Placed[] {
  const { space, feasible } = analysis;
  const { layers } = action;
  const of = effect === 'Deny' ? 'deny' : 'allow';
  const plain = [...capping(layers), ...(action.routes?.layers ?? []), ...(effect === 'Deny' ? layers.rcp : [])];
  const reaches = (one: Candidate): boolean => space.bdd.and(one.when(space).upper, feasible) !== BDD_FALSE;
  const reachesNamed = (one: NamedCandidate): boolean =>
    space.bdd.and(andPairs(space, one.when(space), named(space, one)).upper, feasible) !== BDD_FALSE;
  return [...plain.flatMap((layer) => layer[of].filter(reaches)), ...layers.resource[of].filter(reachesNamed)];
}

/** Layers whose silence stops a request, identity policies with them. */
const capping = ({
  identity,
  permissionsBoundary,
  session,
  scp,
  vpcEndpoint,
}: Decided['action']['layers']): LayerState[] =>
  [identity, permissionsBoundary, session, ...scp, vpcEndpoint].filter((layer) => layer.noLimit === undefined);

/**
 * The edits that could let more requests through: a Deny removed, an Allow added that names just this call, an Allow without
 * its conditions, a condition met.
 */
export function opening(parts: readonly Authorisation[], decisions: readonly Decided[]): readonly Edit[] {
  const removals = reaching(decisions, 'Deny').map((one): Edit => ({ kind: 'removeDeny', ...one }));
  const additions = decisions.flatMap((decision, part) => {
    const authorisation = parts[part];
    return authorisation === undefined ? [] : additionsTo(authorisation, decision, part);
  });
  return [...removals, ...additions, ...conditionsToDrop(parts), ...keysToMeet(decisions)];
}

function additionsTo({ caller, target, action }: Authorisation, decision: Decided, part: number): readonly Edit[] {
  const { analysis } = decision;
  const { question } = decision.action.gathering;
  const pattern = target.part === undefined ? target.arn : `${target.part.prefix}*`;
  const bare = { effect: 'Allow', actions: { in: [action] }, conditions: [] } as const;
  const lacking = capping(decision.action.layers).filter(
    (layer) =>
      analysis.space.bdd.and(allows(analysis.space, layer).lower, analysis.feasible) !== analysis.feasible &&
      (layer.layer !== 'identity' || caller.foreign === undefined),
  );
  const own = lacking.map(
    ({ layer, level }): Edit => ({
      kind: 'addAllow',
      part,
      layer,
      ...(level === undefined ? {} : { level }),
      statement: {
        ...bare,
        resources: { in: [pattern] },
        ...(layer === 'vpcEndpoint' ? { principals: { in: [EVERYONE] } } : {}),
      },
    }),
  );
  const principal = nameOf(question);
  if (principal === undefined || !takesPolicy(question)) return own;
  // trust policies have no Resource, and key policies speak of their key as `*`
  const resources = assumesRole(question) ? {} : { resources: { in: [target.service === 'kms' ? '*' : pattern] } };
  const statement: Statement = { ...bare, ...resources, principals: { in: [principal] } };
  return [...own, { kind: 'addAllow', part, layer: 'resource', statement }];
}

/** Conditional Allow statements that reach some ordinary request, or would if it were not for their conditions. */
function conditionsToDrop(parts: readonly Authorisation[]): readonly Edit[] {
  const found = new Map<Statement, Edit>();
  for (const [part, authorisation] of parts.entries()) {
    const { policies } = authorisation.environment.situation(authorisation);
    const drops = statementsOf(policies)
      .filter(({ statement }) => statement.effect === 'Allow' && statement.conditions.length > 0)
      .map((one) => ({ kind: 'dropConditions', ...one }) as const);
    if (drops.length === 0) continue;
    const reached = new Set(reaching([decided(authorisation, drops, part)], 'Allow').map(({ ref }) => placeOf(ref)));
    for (const drop of drops.filter(({ ref }) => reached.has(placeOf(ref)))) found.set(drop.statement, drop);
  }
  return [...found.values()];
}

const placeOf = ({ layer, level, policy, index }: StatementRef): string =>
  JSON.stringify([layer, level, policy, index]);

const EVERYONE: PrincipalEntry = { kind: 'AWS', value: '*', bare: true };

/** Can the resource have a policy of its own at all? */
function takesPolicy(question: Question): boolean {
  const { arn, resource, role, service } = question.target;
  if (arn === '*') return false;
  return role === undefined ? takesPolicies(service, resource) : assumesRole(question);
}

/** How a resource policy names this very principal; undefined where AWS has no such name. */
function nameOf({ caller: { principal, foreign } }: Question): PrincipalEntry | undefined {
  if (foreign === 'anyAccount') return EVERYONE;
  if (foreign === 'account' && 'partition' in principal) return accountName(principal);
  switch (principal.kind) {
    case 'user':
      return { kind: 'AWS', value: principal.arn };
    case 'roleSession':
      return principal.roleArn === undefined ? undefined : { kind: 'AWS', value: principal.roleArn };
    case 'federatedUser':
      return {
        kind: 'AWS',
        value: `arn:${principal.partition}:sts::${principal.account}:federated-user/${principal.name}`,
      };
    case 'root':
      return accountName(principal);
    case 'assumedRoot':
      return undefined;
    case 'service':
      return { kind: 'Service', value: principal.name };
    case 'federated':
      return { kind: 'Federated', value: principal.provider };
    case 'anonymous':
      return EVERYONE;
  }
}

const accountName = ({ partition, account }: Extract<Principal, { readonly partition: string }>): PrincipalEntry => ({
  kind: 'AWS',
  value: `arn:${partition}:iam::${account}:root`,
});

/** Keys that conditions look at, whose value is given now and could be another: tags, and the time. */
function keysToMeet(decisions: readonly Decided[]): readonly Edit[] {
  const found = new Map<string, Edit>();
  for (const [part, { action }] of decisions.entries()) {
    for (const [name, { key, state }] of action.gathering.states) {
      const whose = changeable(action.gathering.question, key, state);
      if (whose === 'caller' && !found.has(name)) found.set(name, { kind: 'meetCondition', key });
      if (whose === 'resource') found.set(`${part} ${name}`, { kind: 'meetCondition', key, part });
    }
  }
  return [...found.values()];
}

/** Whose key it is. Nobody can change who the caller is, where the resource stands, or what a kind of request never carries. */
function changeable(question: Question, key: string, state: KeyState): 'caller' | 'resource' | undefined {
  if (state.kind !== 'fixed' && state.kind !== 'absent') return undefined;
  const [name] = splitKey(key);
  if (name === 'aws:currenttime' || name === 'aws:epochtime') return 'caller';
  if (name === 'aws:principaltag/')
    return state.kind === 'fixed' || question.caller.entity !== undefined ? 'caller' : undefined;
  if (!/^(aws|s3|iam):(resourcetag|buckettag)\/$/.test(name)) return undefined;
  const sent = state.kind === 'fixed' || (lists(question, key) && !hasNoTagKeys(question));
  return sent ? 'resource' : undefined;
}

/** Tags of a bucket count only where it says so (rule 84). */
const hasNoTagKeys = ({ target: { resource } }: Question): boolean =>
  resource?.type === 'AWS::S3::Bucket' && resource.abac !== true;

/** Takes one principal out of a Deny; undefined for callers without an ARN of their own. */
export function exceptionFor({ principal, foreign }: Authorisation['caller']): Condition | undefined {
  const arn =
    principal.kind === 'user' ? principal.arn : principal.kind === 'roleSession' ? principal.roleArn : undefined;
  if (arn === undefined || foreign === 'account' || foreign === 'anyAccount') return undefined;
  return { operator: { name: 'ArnNotEquals', ifExists: false }, key: 'aws:PrincipalArn', values: [arn] };
}
