import {
  type Effect,
  type NamedPolicy,
  type Only,
  POLICY_LAYERS,
  type PolicyDocument,
  type PrincipalEntry,
  type Statement,
} from '../../domain/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import type { PolicySet } from '../../domain/request.ts';
import type { Dice } from './dice.ts';
import { A, type Form, type Place } from './places.ts';
import { randomCondition } from './random-condition.ts';

function actionPatterns(dice: Dice, action: string, hit: boolean): Only<string> {
  const [service = '', name = ''] = action.split(':');
  const hits = [
    action,
    `${service}:*`,
    '*',
    `${service.toUpperCase()}:${name.slice(0, 3)}*`,
    `${service}:${name.slice(0, -1)}?`,
  ];
  const misses = [`${service}:Other`, 'ec2:*', `${service}:${name}X`, `${service}:?`, `x${service}:*`];
  if (dice.chance(0.12)) return { notIn: hit ? [dice.pick(misses)] : [dice.pick(hits), dice.pick(misses)] };
  return { in: hit ? [dice.pick(misses), dice.pick(hits)] : [dice.pick(misses)] };
}

function resourcePatterns(dice: Dice, arn: string, hit: boolean): Only<string> {
  const parts = arn.split(':');
  const tail = parts.slice(5).join(':');
  const head = parts.slice(0, 5).join(':');
  const hits = [
    '*',
    arn,
    `${head}:${tail.slice(0, 3)}*`,
    `${head}:*`,
    `${arn.slice(0, -1)}?`,
    `arn:aws:${parts[2]}:*:*:${tail}`,
  ];
  const misses = [
    `${head}:${tail}?`,
    `${head}:nothing*`,
    `arn:aws:${parts[2]}:xx:*:*`,
    `${head}:\${aws:PrincipalTag/Team}/*`,
    `${head}:*/\${aws:username}/*`,
  ];
  if (dice.chance(0.12)) return { notIn: hit ? [dice.pick(misses.slice(0, 3))] : [dice.pick(hits)] };
  return { in: hit ? [dice.pick(hits)] : [dice.pick(misses)] };
}

interface Shape {
  readonly place: Place;
  /** Probability that a statement's action and resource fit. */
  readonly fit: number;
  readonly deny: number;
  readonly conditions: number;
  readonly principals?: (dice: Dice, effect: Effect) => Only<PrincipalEntry>;
  readonly resources: boolean;
}

function randomStatement(dice: Dice, shape: Shape): Statement {
  const hit = dice.chance(shape.fit);
  const count = dice.chance(shape.conditions) ? (dice.chance(0.3) ? 2 : 1) : 0;
  const effect = dice.chance(shape.deny) ? 'Deny' : 'Allow';
  const principals = shape.principals?.(dice, effect);
  return {
    effect,
    ...(principals === undefined ? {} : { principals }),
    actions: actionPatterns(dice, shape.place.action, hit),
    ...(shape.resources ? { resources: resourcePatterns(dice, shape.place.arn, hit || dice.chance(0.3)) } : {}),
    conditions: Array.from({ length: count }, () => randomCondition(dice)),
  };
}

function randomDocument(dice: Dice, shape: Shape): PolicyDocument {
  const size = dice.chance(0.5) ? 1 : dice.chance(0.6) ? 2 : 3;
  return {
    version: dice.chance(0.9) ? '2012-10-17' : '2008-10-17',
    statements: Array.from({ length: size }, () => randomStatement(dice, shape)),
  };
}

const named = (dice: Dice, name: string, shape: Shape): NamedPolicy => ({
  name,
  document: randomDocument(dice, shape),
});

const EVERYBODY: Only<PrincipalEntry> = { in: [{ kind: 'AWS', value: '*', bare: true }] };

/** How a resource policy may speak of the caller: by every form, of somebody else, of everybody, or of all but. */
function randomPrincipals(dice: Dice, principal: Principal, effect: Effect): Only<PrincipalEntry> {
  const own = namesOf(principal);
  // AWS takes NotPrincipal with Deny only
  if (effect === 'Deny' && dice.chance(0.4)) return { notIn: dice.some(own, 0.6) };
  const others: readonly PrincipalEntry[] = [
    { kind: 'AWS', value: `arn:aws:iam::${A}:role/somebody-else` },
    { kind: 'Service', value: 'ec2.amazonaws.com' },
    { kind: 'AWS', value: '777788889999' },
  ];
  if (dice.chance(0.15)) return EVERYBODY;
  return { in: dice.chance(0.8) && own.length > 0 ? [dice.pick(others), dice.pick(own)] : [dice.pick(others)] };
}

function namesOf(principal: Principal): readonly PrincipalEntry[] {
  const aws = (...values: readonly string[]): readonly PrincipalEntry[] =>
    values.map((value) => ({ kind: 'AWS', value }));
  switch (principal.kind) {
    case 'user':
      return aws(principal.arn, principal.account, `arn:aws:iam::${principal.account}:root`);
    case 'roleSession':
      return aws(
        principal.roleArn ?? '',
        `arn:aws:sts::${principal.account}:assumed-role/${principal.roleName}/${principal.sessionName ?? ''}`,
        `arn:aws:iam::${principal.account}:root`,
      );
    case 'federatedUser':
      return aws(
        principal.user ?? '',
        `arn:aws:sts::${principal.account}:federated-user/${principal.name}`,
        principal.account,
      );
    case 'root':
    case 'assumedRoot':
      return aws(principal.account, `arn:aws:iam::${principal.account}:root`);
    case 'service':
      return [{ kind: 'Service', value: principal.name }];
    case 'federated':
      return [{ kind: 'Federated', value: principal.provider }];
    case 'anonymous':
      return [];
  }
}

/** Things that stand in something with a policy of its own. */
const CONTAINED = /^(ecr|codeartifact|backup):/;

export function randomPolicies(dice: Dice, place: Place, form: Form): PolicySet {
  const base: Shape = { place, fit: 0.85, deny: 0.07, conditions: 0.35, resources: true };
  const cap: Shape = { ...base, fit: 0.93, deny: 0.12, conditions: 0.2 };
  const trust = place.arn.includes(':role/') && place.action.startsWith('sts:');
  const hasAccount = 'account' in form.principal;
  const resource: Shape = {
    ...base,
    principals: (inner, effect) => randomPrincipals(inner, form.principal, effect),
    resources: !trust,
    fit: 0.9,
  };
  const level = (layer: string): readonly NamedPolicy[] => [
    named(dice, layer, { ...cap, conditions: 0.1, deny: 0.08 }),
    ...(dice.chance(0.5) ? [named(dice, `${layer}-2`, cap)] : []),
  ];
  const rcp = (): readonly NamedPolicy[] => [
    { name: 'rcp', document: { version: '2012-10-17', statements: [rcpStatement(dice, place)] } },
  ];
  return {
    ...(hasAccount && dice.chance(0.85)
      ? { identity: [named(dice, 'identity', base), ...(dice.chance(0.3) ? [named(dice, 'identity-2', base)] : [])] }
      : {}),
    ...(dice.chance(0.8) || trust ? { resource: [named(dice, 'resource', resource)] } : {}),
    ...(CONTAINED.test(place.action) && dice.chance(0.5) ? { container: [named(dice, 'container', resource)] } : {}),
    ...(hasBoundary(form) && dice.chance(0.3) ? { permissionsBoundary: [named(dice, 'boundary', cap)] } : {}),
    ...(hasSession(form) && dice.chance(form.name === 'federatedUser' || form.name === 'assumedRoot' ? 0.8 : 0.3)
      ? { session: [named(dice, 'session', cap)] }
      : {}),
    ...(dice.chance(0.35) ? { scp: [level('scp-root'), ...(dice.chance(0.4) ? [level('scp-account')] : [])] } : {}),
    ...(dice.chance(0.3) ? { rcp: [rcp(), ...(dice.chance(0.3) ? [rcp()] : [])] } : {}),
    ...(dice.chance(0.1) ? { vpcEndpoint: [named(dice, 'endpoint', { ...cap, principals: anybody })] } : {}),
    ...(dice.chance(0.02) ? { unread: [dice.pick(POLICY_LAYERS)] } : {}),
  };
}

const hasBoundary = ({ name, principal }: Form): boolean =>
  name !== 'serviceLinkedRole' && ['user', 'roleSession', 'federatedUser'].includes(principal.kind);
const hasSession = ({ name, principal }: Form): boolean =>
  name !== 'serviceLinkedRole' && ['roleSession', 'federatedUser', 'assumedRoot'].includes(principal.kind);
const anybody = (): Only<PrincipalEntry> => EVERYBODY;

/** RCPs can only deny, for everybody, with a service prefix. */
function rcpStatement(dice: Dice, place: Place): Statement {
  const [service = ''] = place.action.split(':');
  const hit = dice.chance(0.5);
  return {
    effect: 'Deny',
    principals: EVERYBODY,
    actions: { in: [hit ? dice.pick([place.action, `${service}:*`]) : `${service}:Other`] },
    resources: { in: ['*'] },
    conditions: dice.chance(0.8) ? [randomCondition(dice)] : [],
  };
}
