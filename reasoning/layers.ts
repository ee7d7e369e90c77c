import type { NamedPolicy, PolicyLayer, StatementRef } from '../domain/policy.ts';
import { isServiceLinkedRoleArn } from '../domain/principal.ts';
import type { RequestFacts } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import {
  andPairs,
  type Candidate,
  constant,
  either,
  type Gathering,
  orPairs,
  prepare,
  type Symbolic,
} from './compile.ts';
import { RCP_SERVICES } from './data/rcp-services.ts';
import { type Naming, type NamingForm, namingsOf } from './naming.ts';
import type { Reason } from './operators.ts';
import type { Question } from './question.ts';
import { callFor, policyCallOfService } from './reads.ts';
import { isPublicPolicy } from './s3-public.ts';
import type { Situation } from './situation.ts';
import { type Pair, type Space, UNKNOWN } from './space.ts';

/** Why a layer puts no limit on the caller. */
export type NoLimit =
  | 'absent'
  | 'managementAccount'
  | 'serviceLinkedRole'
  | 'rootUser'
  | 'noIdentity'
  | 'notInOrganization'
  | 'serviceNotListed'
  | 'awsManagedKey'
  | 'actionExempt'
  | 'foreign';

/** One layer, or one level of it, with the statements that can matter for the question. */
export interface LayerState {
  readonly layer: PolicyLayer;
  readonly level?: number;
  readonly noLimit?: NoLimit;
  readonly policies: readonly string[];
  readonly allow: readonly Candidate[];
  readonly deny: readonly Candidate[];
  readonly complete: boolean;
}

export interface NamedCandidate extends Candidate {
  readonly namings: readonly Naming[];
}

export interface ResourceState {
  readonly policies: readonly string[];
  readonly allow: readonly NamedCandidate[];
  readonly deny: readonly NamedCandidate[];
  readonly complete: boolean;
  /** RestrictPublicBuckets cuts the whole policy for callers of other accounts (rule 82). */
  readonly restricted: boolean;
}

export interface Layers {
  readonly identity: LayerState;
  readonly permissionsBoundary: LayerState;
  readonly session: LayerState;
  readonly scp: readonly LayerState[];
  readonly rcp: readonly LayerState[];
  readonly resource: ResourceState;
}

/** What was not read, with the call that brings it. */
function missing({ question: { target } }: Gathering, layer: PolicyLayer): Reason {
  const told = (call: string): Reason => ({
    rule: 0,
    text: `policies of the layer ${layer} could not be read: ${call}`,
  });
  if (layer === 'scp' || layer === 'rcp') return told('organizations:ListPolicies');
  if (layer !== 'resource' || target.role !== undefined) return told('iam:GetAccountAuthorizationDetails');
  const { resource } = target;
  const call = resource === undefined ? policyCallOfService(target.service) : callFor(resource, 'policy');
  return told(call === undefined ? target.service : call.join(':'));
}

export function prepareLayers(gathering: Gathering, situation: Situation): Layers {
  const { policies } = situation;
  const unread = new Set(policies.unread ?? []);
  const plainLayer = (layer: PolicyLayer, list: readonly NamedPolicy[] | undefined): LayerState =>
    prepareLayer(gathering, layer, list, !unread.has(layer));
  const ifBorn = (layer: PolicyLayer, list: readonly NamedPolicy[] | undefined): LayerState =>
    hasLayer(gathering, situation, layer) ? plainLayer(layer, list) : { ...EMPTY, layer, noLimit: 'noIdentity' };
  return {
    identity: ifBorn('identity', policies.identity),
    permissionsBoundary: ifBorn('permissionsBoundary', policies.permissionsBoundary),
    session: ifBorn('session', policies.session),
    scp: prepareLevels(gathering, 'scp', policies.scp, !unread.has('scp'), scpExemption(gathering, situation)),
    rcp: prepareLevels(gathering, 'rcp', policies.rcp, !unread.has('rcp'), rcpExemption(gathering, situation)),
    resource: prepareResource(gathering, situation, !unread.has('resource')),
  };
}

const EMPTY: Omit<LayerState, 'layer'> = { policies: [], allow: [], deny: [], complete: true };

/** Table A: which caller has identity policies, a boundary, session policies at all. */
function hasLayer({ question }: Gathering, { facts }: Situation, layer: PolicyLayer): boolean {
  const { kind } = question.caller.principal;
  const linked = facts.serviceLinkedRole === true;
  if (layer === 'identity')
    return kind === 'user' || kind === 'roleSession' || kind === 'federatedUser' || kind === 'assumedRoot';
  if (layer === 'permissionsBoundary')
    return kind === 'user' || kind === 'federatedUser' || (kind === 'roleSession' && !linked);
  return kind === 'federatedUser' || kind === 'assumedRoot' || kind === 'roleSession';
}

function prepareLayer(
  gathering: Gathering,
  layer: PolicyLayer,
  list: readonly NamedPolicy[] | undefined,
  complete: boolean,
  level?: number,
): LayerState {
  if (!complete) gathering.doubts.push(missing(gathering, layer));
  const candidates = candidatesOf(gathering, layer, list ?? [], level);
  return {
    layer,
    ...(level === undefined ? {} : { level }),
    ...(list === undefined && complete ? { noLimit: 'absent' as const } : {}),
    policies: (list ?? []).map((policy) => policy.name),
    allow: candidates.filter((one) => one.statement.effect === 'Allow'),
    deny: candidates.filter((one) => one.statement.effect === 'Deny'),
    complete,
  };
}

function candidatesOf(
  gathering: Gathering,
  layer: PolicyLayer,
  policies: readonly NamedPolicy[],
  level?: number,
): readonly Candidate[] {
  return policies.flatMap(({ name, document }) =>
    document.statements.flatMap((_statement, index) => {
      const found = prepare(gathering, layer, name, document, index);
      if (found === undefined) return [];
      return level === undefined ? [found] : [{ ...found, ref: { ...found.ref, level } }];
    }),
  );
}

function prepareLevels(
  gathering: Gathering,
  layer: 'scp' | 'rcp',
  levels: readonly (readonly NamedPolicy[])[] | undefined,
  complete: boolean,
  exemption: NoLimit | undefined,
): readonly LayerState[] {
  const none: LayerState = { ...EMPTY, layer };
  if (exemption !== undefined) return [{ ...none, noLimit: exemption }];
  if (levels === undefined && complete) return [{ ...none, noLimit: 'notInOrganization' }];
  if (levels === undefined) return [prepareLayer(gathering, layer, [], false)];
  return levels.map((level, index) => prepareLayer(gathering, layer, level, complete, index));
}

/** Table A, column SCP: whom the SCPs of the caller's account do not bind (rule 14). */
function scpExemption({ question }: Gathering, { facts }: Situation): NoLimit | undefined {
  const { principal, foreign } = question.caller;
  if (!('account' in principal)) return 'noIdentity';
  if (foreign !== undefined) return 'foreign';
  if (facts.managementAccount === true) return 'managementAccount';
  return facts.serviceLinkedRole === true ? 'serviceLinkedRole' : undefined;
}

/** Table A, column RCP: what the RCPs of the resource's account do not bind (rules 15 to 17, 104). */
function rcpExemption({ question }: Gathering, { facts }: Situation): NoLimit | undefined {
  const { principal } = question.caller;
  const { role } = question.target;
  if (inManagementAccount(question, facts)) return 'managementAccount';
  if (facts.serviceLinkedRole === true) return 'serviceLinkedRole';
  if (principal.kind === 'service' && role !== undefined && isServiceLinkedRoleArn(role.arn))
    return 'serviceLinkedRole';
  if (facts.awsManagedKey === true) return 'awsManagedKey';
  if (/^kms:RetireGrant$/i.test(question.action)) return 'actionExempt';
  return RCP_SERVICES.has(serviceOfAction(question.action)) ? undefined : 'serviceNotListed';
}

function inManagementAccount({ caller: { principal }, target }: Question, facts: RequestFacts): boolean {
  const own = 'account' in principal && principal.account === target.account;
  return facts.resourceInManagementAccount ?? (facts.managementAccount === true && own);
}

function prepareResource(gathering: Gathering, situation: Situation, complete: boolean): ResourceState {
  const policies = situation.policies.resource ?? [];
  if (!complete) gathering.doubts.push(missing(gathering, 'resource'));
  const named = candidatesOf(gathering, 'resource', policies).flatMap((candidate): NamedCandidate[] => {
    const namings = namingsOf(gathering, candidate.statement);
    return namings.length === 0 ? [] : [{ ...candidate, namings }];
  });
  return {
    policies: policies.map((policy) => policy.name),
    allow: named.filter((one) => one.statement.effect === 'Allow'),
    deny: named.filter((one) => one.statement.effect === 'Deny'),
    complete,
    restricted:
      situation.facts.s3BlockPublicAccess === true && policies.some((policy) => isPublicPolicy(policy.document)),
  };
}

const withGaps = (space: Space, pair: Pair, complete: boolean): Pair =>
  complete ? pair : orPairs(space, pair, UNKNOWN);

export const allows = (space: Space, layer: LayerState): Pair =>
  withGaps(space, orPairs(space, ...layer.allow.map((one) => one.when(space))), layer.complete);

export const denies = (space: Space, layer: LayerState): Pair =>
  withGaps(space, orPairs(space, ...layer.deny.map((one) => one.when(space))), layer.complete);

/** A layer that only caps: what it lets through. Without limit everything. */
export const admits = (space: Space, layer: LayerState): Pair =>
  layer.noLimit !== undefined ? constant(true)(space) : allows(space, layer);

/** Grants of the resource's policy that reach the caller in one of these forms. */
export function grants(space: Space, resource: ResourceState, forms: readonly NamingForm[]): Pair {
  const parts = resource.allow.map((one) => andPairs(space, one.when(space), named(space, one, forms)));
  return withGaps(space, orPairs(space, ...parts), resource.complete);
}

export function resourceDenies(space: Space, resource: ResourceState): Pair {
  const parts = resource.deny.map((one) => andPairs(space, one.when(space), named(space, one)));
  return withGaps(space, orPairs(space, ...parts), resource.complete);
}

export function named(space: Space, candidate: NamedCandidate, forms?: readonly NamingForm[]): Pair {
  const wanted = candidate.namings.filter((naming) => forms === undefined || forms.includes(naming.form));
  return either(...wanted.map((naming): Symbolic => naming.when))(space);
}

export const refsOf = (candidates: readonly Candidate[]): readonly StatementRef[] => candidates.map((one) => one.ref);
