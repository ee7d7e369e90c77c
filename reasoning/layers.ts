import type { NamedPolicy, PolicyLayer } from '../domain/policy.ts';
import type { RequestFacts } from '../domain/request.ts';
import { heedOfContainer, heedOfPolicies } from './action-facts.ts';
import { serviceOfAction } from './actions.ts';
import { RCP_SERVICES } from './data/rcp-services.ts';
import { type Gathering, keyHolds } from './gathering.ts';
import { asks } from './inquiry.ts';
import { namesOthers } from './names-others.ts';
import { type Naming, namingsOf } from './naming.ts';
import { outOfPlace } from './out-of-place.ts';
import type { Reason, Truth } from './predicates.ts';
import {
  borderOf,
  delegates,
  isAssumeRoot,
  isRetireGrant,
  isServiceLinked,
  type Question,
  takesSession,
} from './question.ts';
import type { Situation } from './situation.ts';
import { type Candidate, prepare, type StatementPlace, statementsAbout } from './statements.ts';
import { both, constant, either, type Symbolic } from './symbolic.ts';

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
  | 'foreign'
  | 'anotherWay';

/** One layer, or one level of it, with the statements that can matter for the question. */
export interface LayerState {
  readonly layer: PolicyLayer;
  readonly level?: number;
  readonly noLimit?: NoLimit;
  readonly policies: readonly string[];
  readonly allow: readonly Candidate[];
  readonly deny: readonly Candidate[];
  readonly complete: boolean;
  /** Whether the layer binds the caller at all is open: its silence and its denials are only possible. */
  readonly doubtful?: true;
}

export interface NamedCandidate extends Candidate {
  readonly namings: readonly Naming[];
}

export interface ResourceState {
  readonly policies: readonly string[];
  readonly allow: readonly NamedCandidate[];
  readonly deny: readonly NamedCandidate[];
  readonly complete: boolean;
}

export interface Layers {
  readonly identity: LayerState;
  readonly permissionsBoundary: LayerState;
  readonly session: LayerState;
  readonly scp: readonly LayerState[];
  readonly rcp: readonly LayerState[];
  readonly resource: ResourceState;
  readonly vpcEndpoint: LayerState;
  /** Requests that a service forwards, which the endpoint policy does not judge (rule 19). */
  readonly forwarded: Symbolic;
}

/** Where the statements of a layer are found; whether the layer binds the caller is judged here. */
export interface LayerSource {
  readonly layer: typeof prepareLayer;
  readonly resource: typeof prepareResource;
}

export function prepareLayers(gathering: Gathering, situation: Situation, from: LayerSource = STATEMENTS): Layers {
  const { policies, facts } = situation;
  const { question } = gathering;
  const plain = (layer: PlainLayer): LayerState => {
    const noLimit = plainExemption(question, situation, layer);
    return noLimit === undefined
      ? from.layer(gathering, layer, policies[layer] ?? [], isUnread(situation, layer))
      : { ...EMPTY, layer, noLimit };
  };
  const boundary = plain('permissionsBoundary');
  const hasBoundary = boundarySet(boundary, situation);
  const endpoint = prepareEndpoint(gathering, situation, hasBoundary);
  return {
    identity: plain('identity'),
    permissionsBoundary: boundary,
    session: exists(situation, 'session')
      ? doubtfulIfLinked(gathering, facts, plain('session'), SESSION_ON_LINKED)
      : plain('session'),
    scp: prepareLevels(gathering, situation, 'scp', scpExemption(question, facts), from),
    rcp: doubtedRcp(gathering, facts, prepareLevels(gathering, situation, 'rcp', rcpExemption(question, facts), from)),
    resource: from.resource(gathering, situation, hasBoundary),
    vpcEndpoint: endpoint,
    forwarded: endpoint.noLimit === undefined ? keyHolds(gathering, 'aws:ViaAWSService', ['true']) : constant(false),
  };
}

type PlainLayer = 'identity' | 'permissionsBoundary' | 'session';
const EMPTY: Omit<LayerState, 'layer'> = { policies: [], allow: [], deny: [], complete: true };
const isUnread = ({ policies }: Situation, layer: PolicyLayer): boolean => policies.unread?.includes(layer) === true;
const exists = (situation: Situation, layer: PolicyLayer): boolean =>
  (situation.policies[layer] ?? []).length > 0 || isUnread(situation, layer);

const WITH_IDENTITY: ReadonlySet<string> = new Set(['user', 'roleSession', 'federatedUser']);

/** Table A: which caller has no identity policies, no boundary, no session policy (rules 3, 12, 22). */
function plainExemption(question: Question, situation: Situation, layer: PlainLayer): NoLimit | undefined {
  const { principal } = question.caller;
  const { kind } = principal;
  const unless = (exists: boolean): NoLimit | undefined => (exists ? undefined : 'absent');
  switch (layer) {
    case 'identity': {
      if (kind === 'assumedRoot') return unless(exists(situation, layer));
      const byRoot = kind === 'federatedUser' && principal.user?.endsWith(':root') === true;
      const authorized = kind === 'anonymous' && situation.facts.apiAuthorizer === 'LAMBDA';
      return (WITH_IDENTITY.has(kind) && !byRoot) || authorized ? undefined : 'noIdentity';
    }
    case 'permissionsBoundary': {
      const mayHave = WITH_IDENTITY.has(kind) && !isServiceLinked(question, situation.facts);
      return mayHave ? unless(exists(situation, layer)) : 'noIdentity';
    }
    case 'session':
      return takesSession(question, situation.facts) ? unless(hasSession(question, situation)) : 'noIdentity';
  }
}

/** Users have none; federated users and sessions of root into which none was passed have direct grants alone (rules 12, 22). */
function hasSession(question: Question, situation: Situation): boolean {
  const { kind } = question.caller.principal;
  if (kind === 'user' && !delegates(question, situation.facts)) return false;
  const needed = kind === 'federatedUser' || (kind === 'assumedRoot' && !exists(situation, 'identity'));
  return needed || exists(situation, 'session');
}

/** Is a boundary set, whatever it says? */
export const boundarySet = (boundary: LayerState, situation: Situation): Truth =>
  boundary.noLimit === undefined ? boundaryThere(situation) : false;

/** The same of a question. */
export const hasBoundary = (question: Question, situation: Situation): Truth =>
  plainExemption(question, situation, 'permissionsBoundary') !== undefined ? false : boundaryThere(situation);

const boundaryThere = ({ policies }: Situation): Truth =>
  (policies.permissionsBoundary ?? []).length > 0 ? true : 'unknown';

const SESSION_ON_LINKED: Reason = { rule: 104, text: 'a session policy on a service-linked role' };
const ENDPOINT_ON_LINKED: Reason = { rule: 19, text: 'an endpoint policy on a service-linked role' };

function doubtfulIfLinked(
  { question, doubts }: Gathering,
  facts: RequestFacts,
  state: LayerState,
  reason: Reason,
): LayerState {
  if (state.noLimit !== undefined || !isServiceLinked(question, facts)) return state;
  doubts.push(reason);
  return { ...state, doubtful: true };
}

const RULES: Readonly<Record<PolicyLayer, number>> = {
  identity: 3,
  resource: 4,
  permissionsBoundary: 7,
  session: 12,
  scp: 13,
  rcp: 15,
  vpcEndpoint: 19,
};

const ITS_USER: Reason = { rule: 8, text: 'which IAM user asked for the federated session is not known' };
/** What no call tells of a federated user. */
const OF_FEDERATED_USER: Readonly<Partial<Record<PolicyLayer, Reason>>> = {
  identity: ITS_USER,
  permissionsBoundary: ITS_USER,
  session: { rule: 12, text: 'which session policy was passed to the federated session is not known' },
};

/** What was not read, with calls that bring it and documents that are no policies, where these are known. */
function noteUnread({ question, unread, doubts }: Gathering, layer: PolicyLayer): void {
  const names = unread.get(layer) ?? [];
  const ofSession = question.caller.principal.kind === 'federatedUser' ? OF_FEDERATED_USER[layer] : undefined;
  if (unread.get(layer)?.length === 0 && ofSession !== undefined) {
    doubts.push(ofSession);
    return;
  }
  const text =
    names.length === 0
      ? `policies of the layer ${layer} were not readable`
      : `policies of the layer ${layer} could not be read: ${names.join(', ')}`;
  doubts.push({ rule: RULES[layer], text });
}

/** The resource's policy, or what opens and closes it beside that. */
function noteUnreadResource(gathering: Gathering): void {
  const openings = gathering.unread.get('openings');
  if (openings === undefined || gathering.unread.has('resource')) noteUnread(gathering, 'resource');
  if (openings === undefined) return;
  const text = `what opens or closes the resource beside its policy could not be read: ${openings.join(', ')}`;
  gathering.doubts.push({ rule: 82, text });
}

function prepareLayer(
  gathering: Gathering,
  layer: PolicyLayer,
  list: readonly NamedPolicy[],
  unread: boolean,
  level?: number,
): LayerState {
  if (unread) noteUnread(gathering, layer);
  const candidates = candidatesOf(gathering, layer, list, level);
  return {
    layer,
    ...(level === undefined ? {} : { level }),
    policies: list.map((policy) => policy.name),
    allow: candidates.filter((one) => one.statement.effect === 'Allow'),
    deny: candidates.filter((one) => one.statement.effect === 'Deny'),
    complete: !unread,
  };
}

function candidatesOf(
  gathering: Gathering,
  layer: PolicyLayer,
  policies: readonly NamedPolicy[],
  level?: number,
): readonly Candidate[] {
  const about = statementsAbout(policies, asks(gathering.question, serviceOfAction));
  return about
    .filter((place) => !isForOthers(gathering.question, layer, place))
    .flatMap((place) => {
      const found = candidateAt(gathering, layer, place);
      if (found === undefined) return [];
      return level === undefined ? [found] : [{ ...found, ref: { ...found.ref, level } }];
    });
}

/** What a policy of a resource says to others is not looked at. */
const isForOthers = ({ caller, target }: Question, layer: PolicyLayer, { statement }: StatementPlace): boolean =>
  layer === 'resource' && target.role === undefined && namesOthers(statement, caller.principal);

/** One statement; undefined: it certainly does not match. */
export function candidateAt(gathering: Gathering, layer: PolicyLayer, place: StatementPlace): Candidate | undefined {
  const found = prepare(gathering, layer, place);
  if (found === undefined) return undefined;
  const doubt = outOfPlace(layer, found.statement, place.document.version);
  if (doubt === undefined) return found;
  gathering.doubts.push(doubt);
  return { ...found, when: both(found.when, constant('unknown')) };
}

function prepareLevels(
  gathering: Gathering,
  situation: Situation,
  layer: 'scp' | 'rcp',
  exemption: NoLimit | undefined,
  from: LayerSource,
): readonly LayerState[] {
  const noLimit = exemption ?? (exists(situation, layer) ? undefined : 'notInOrganization');
  if (noLimit !== undefined) return [{ ...EMPTY, layer, noLimit }];
  const unread = isUnread(situation, layer);
  const levels = situation.policies[layer] ?? [];
  if (levels.length === 0) return [from.layer(gathering, layer, [], unread)];
  return levels.map((level, index) => from.layer(gathering, layer, level, unread, index));
}

/** Table A, column SCP: whom the SCPs of the caller's account do not bind (rule 14). */
function scpExemption(question: Question, facts: RequestFacts): NoLimit | undefined {
  const { principal, foreign } = question.caller;
  if (!('account' in principal)) return 'noIdentity';
  if (foreign !== undefined) return 'foreign';
  if (facts.managementAccount === true) return 'managementAccount';
  return isServiceLinked(question, facts) ? 'serviceLinkedRole' : undefined;
}

/** Table A, column RCP: what the RCPs of the resource's account do not bind (rules 15 to 17, 104). */
function rcpExemption(question: Question, facts: RequestFacts): NoLimit | undefined {
  const own = facts.managementAccount === true && borderOf(question) === 'same';
  if (facts.resourceInManagementAccount ?? own) return 'managementAccount';
  if (isServiceLinked(question, facts) || question.target.arn.includes(':role/aws-service-role/'))
    return 'serviceLinkedRole';
  if (facts.awsManagedKey === true) return 'awsManagedKey';
  if (asks(question, isRetireGrant)) return 'actionExempt';
  return RCP_SERVICES.has(asks(question, serviceOfAction)) ? undefined : 'serviceNotListed';
}

/** Where it is open whose RCPs bind, their denials are only possible (rules 15, 17, 22). */
function doubtedRcp(
  { question, doubts }: Gathering,
  facts: RequestFacts,
  levels: readonly LayerState[],
): readonly LayerState[] {
  const reason = rcpDoubt(question, facts);
  const denies = levels.some((level) => level.deny.length > 0 || !level.complete);
  if (reason === undefined || !denies) return levels;
  doubts.push(reason);
  return levels.map((level) => ({ ...level, doubtful: true }));
}

function rcpDoubt(question: Question, facts: RequestFacts): Reason | undefined {
  if (question.target.arn === '*') return { rule: 17, text: 'whose RCPs bind an action without resource type' };
  if (asks(question, isAssumeRoot)) return { rule: 22, text: 'whether RCPs bind sts:AssumeRoot' };
  return facts.managementAccount === true && borderOf(question) === 'unclear'
    ? { rule: 15, text: 'whether the management account owns the bucket' }
    : undefined;
}

/** A role's trust policy says nothing about other actions on the role (rule 33). */
const isTrustFree = (question: Question): boolean => asks(question, serviceOfAction) === 'iam';
export function prepareResource(gathering: Gathering, situation: Situation, hasBoundary: Truth): ResourceState {
  const { resource = [], container = [] } = situation.policies;
  const heeds = [asks(gathering.question, heedOfPolicies), asks(gathering.question, heedOfContainer(situation.facts))];
  if (isTrustFree(gathering.question) || heeds.every((one) => one === 'none')) return NO_POLICIES;
  const [first = [], second] = [resource, container].filter((list, i) => heeds[i] !== 'none' && list.length > 0);
  const policies = second === undefined ? first : [...first, ...second];
  const complete = !isUnread(situation, 'resource');
  if (!complete) noteUnreadResource(gathering);
  const named = candidatesOf(gathering, 'resource', policies).flatMap((candidate): NamedCandidate[] => {
    const namings = namingsOf(gathering, situation.facts, candidate.statement, hasBoundary);
    return namings.length === 0
      ? []
      : [{ ...candidate, namings: heeds.includes('some') ? doubtfully(gathering, namings) : namings }];
  });
  return {
    policies: policies.map((policy) => policy.name),
    allow: named.filter((one) => one.statement.effect === 'Allow'),
    deny: named.filter((one) => one.statement.effect === 'Deny'),
    complete,
  };
}

const NO_POLICIES: ResourceState = { policies: [], allow: [], deny: [], complete: true };

export const STATEMENTS: LayerSource = { layer: prepareLayer, resource: prepareResource };

function doubtfully({ doubts }: Gathering, namings: readonly Naming[]): readonly Naming[] {
  doubts.push({ rule: 88, text: 'which of the policies of CodeArtifact such a call heeds' });
  return namings.map((one) => ({ ...one, when: both(one.when, constant('unknown')) }));
}

/** An endpoint policy names principals too, and its silence limits (rule 19). */
export function prepareEndpoint(gathering: Gathering, situation: Situation, hasBoundary: Truth): LayerState {
  const layer = 'vpcEndpoint';
  if (!exists(situation, layer)) return { ...EMPTY, layer, noLimit: 'absent' };
  const { facts, policies } = situation;
  const state = prepareLayer(gathering, layer, policies.vpcEndpoint ?? [], isUnread(situation, layer));
  const reached = (candidates: readonly Candidate[]): readonly Candidate[] =>
    candidates.flatMap((candidate) => {
      const { effect } = candidate.statement;
      const namings = namingsOf(gathering, facts, candidate.statement, hasBoundary);
      const ways = effect === 'Deny' ? namings : namings.flatMap((one) => endpointNaming(gathering, facts, one));
      return ways.length === 0
        ? []
        : [{ ...candidate, when: both(candidate.when, either(...ways.map((one) => one.when))) }];
    });
  const named = { ...state, allow: reached(state.allow), deny: reached(state.deny) };
  return doubtfulIfLinked(gathering, facts, named, ENDPOINT_ON_LINKED);
}

/** Gateway endpoints want Principal `*`; an account there means its root user only. */
function endpointNaming({ question, doubts }: Gathering, facts: RequestFacts, naming: Naming): readonly Naming[] {
  const gateway = facts.vpcEndpointKind === 'gateway';
  const root = naming.form === 'account' && question.caller.principal.kind === 'root';
  if (root || naming.form === 'anyone' || naming.form === 'service') return [naming];
  if (naming.form === 'account' ? gateway : !gateway) return gateway ? [] : [naming];
  const text = gateway
    ? 'a principal ARN in the policy of a gateway endpoint'
    : 'an account as principal of an endpoint policy';
  doubts.push({ rule: 19, text });
  return [{ ...naming, when: both(naming.when, constant('unknown')) }];
}
