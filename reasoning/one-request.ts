import { parseArn } from '../domain/arn.ts';
import type { AccessRequest, ContextValue } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import { type Analysis, analyse } from './analyse.ts';
import { BDD_TRUE, type BddRef } from './bdd.ts';
import { GUEST_SESSION_POLICIES } from './data/cognito-guest.ts';
import { CONDITION_KEYS } from './data/condition-keys.ts';
import type { Sample } from './domains.ts';
import type { Authorisation } from './edited.ts';
import type { Environment } from './environment.ts';
import { ABSENT, fixedOrAbsent, type KeyState, looseKey } from './key-state.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Target } from './question.ts';
import { type Domain, type Space, truthRow } from './space.ts';
import { targetOfArn } from './targets.ts';

/**
 * The engine's answer to one self-contained request: every context key is left free, the whole set of allowed requests is
 * computed, and only then the request is looked up in it. So policy cases and random requests test the engine itself.
 */
export function decideSymbolically(request: AccessRequest): 'allowed' | 'denied' | 'unknown' {
  const { analysis, point } = analyseRequest(request);
  const [only] = analysis.actions;
  if (only === undefined || point === undefined) return 'unknown';
  const { bdd } = analysis.space;
  if (bdd.and(point, only.allowed.lower) === point) return 'allowed';
  return bdd.and(point, bdd.not(only.allowed.upper)) === point ? 'denied' : 'unknown';
}

/** All requests that differ from this one in their context, and where among them it lies (undefined: in no class). */
export interface RequestAnalysis {
  readonly analysis: Analysis;
  readonly point: BddRef | undefined;
}

export function analyseRequest(request: AccessRequest): RequestAnalysis {
  const context = contextOf(request);
  const { environment, caller, target, action, profile } = authorisationOf(request, 'free');
  const analysis = analyse(environment, caller, target, [action], profile);
  return { analysis, point: pointIn(analysis.space, request, context) };
}

/** The request as a question of the engine: every context key left free, or as it is given. */
export function authorisationOf(request: AccessRequest, keys: 'free' | 'given'): Authorisation {
  const caller: Caller = { id: 'request', principal: request.principal };
  const environment = environmentOfRequest(request, contextOf(request), keys === 'free' ? written : givenOnly);
  return { environment, caller, target: targetOf(request), action: request.action, profile: {} };
}

function targetOf(request: AccessRequest): Target {
  const { arn } = request.resource;
  const found = targetOfArn(arn, []) ?? { arn, service: serviceOfAction(request.action), type: '' };
  const { account: _, ...target } = found;
  const owner = request.resource.account ?? ownerInArn(request);
  return { ...target, ...(owner === undefined ? {} : { account: owner }) };
}

/** ARNs without an account are the caller's own, but for S3 buckets, where the ARN leaves the owner out. */
function ownerInArn({ principal, resource }: AccessRequest): string | undefined {
  const own = 'account' in principal ? principal.account : undefined;
  const arn = parseArn(resource.arn);
  if (!arn.ok || arn.value.account === 'aws') return own;
  if (arn.value.account !== '') return arn.value.account;
  return arn.value.service === 's3' ? undefined : own;
}

interface Given {
  readonly value: Sample;
  /** Two keys of the request differ in case only. */
  readonly ambiguous: boolean;
}

const cardinality = (wanted: 'single' | 'multi'): ReadonlySet<string> =>
  new Set(CONDITION_KEYS.filter((one) => one.cardinality === wanted).map((one) => one.key.toLowerCase()));
const MULTIVALUED = cardinality('multi');
const SINGLE_VALUED = cardinality('single');

/** By key in lower case. */
function contextOf({ context }: AccessRequest): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  for (const [name, value] of Object.entries(context)) {
    const key = name.toLowerCase();
    found.set(key, { value: asAwsSends(key, value), ambiguous: found.has(key) });
  }
  return found;
}

/** Text is single-valued and a list multivalued, but for keys of which AWS says otherwise. */
function asAwsSends(key: string, value: ContextValue): Sample {
  if (typeof value === 'string') return MULTIVALUED.has(key) ? [value] : value;
  return SINGLE_VALUED.has(key) && value.length <= 1 ? value[0] : value;
}

/** Bucket tags count only where the bucket says so (rule 84). */
const isUnsentTag = ({ action, resource, facts }: AccessRequest, key: string): boolean =>
  facts.s3BucketAbac !== true &&
  serviceOfAction(action) === 's3' &&
  /^(aws:ResourceTag|s3:BucketTag)\//i.test(key) &&
  /^arn:[^:]*:[^:]*:[^:]*::/.test(resource.arn);

const AMBIGUOUS: Reason = { rule: 70, text: 'two keys of the request differ in case only' };

function environmentOfRequest(
  request: AccessRequest,
  context: ReadonlyMap<string, Given>,
  stateFor: (key: string, value: Sample) => KeyState,
): Environment {
  return {
    situation: () => ({ policies: policiesAround(request), facts: request.facts }),
    keyState: (_question, key): KeyState => {
      const given = context.get(key.toLowerCase());
      if (isUnsentTag(request, key)) return ABSENT;
      return given?.ambiguous === true ? { kind: 'unsettled', reason: AMBIGUOUS } : stateFor(key, given?.value);
    },
    encryptionContext: encryptionContext(request),
  };
}

/** Guests of an identity pool carry the session policies of Amazon Cognito (rule 114). */
function policiesAround({ policies, facts }: AccessRequest): AccessRequest['policies'] {
  if (facts.cognitoGuest !== true) return policies;
  return { ...policies, session: [...GUEST_SESSION_POLICIES, ...(policies.session ?? [])] };
}

const givenOnly = (_key: string, value: Sample): KeyState => fixedOrAbsent(value);

/** The key may hold anything, also what AWS would not send. */
function written(key: string, value: Sample): KeyState {
  const { name, multi } = looseKey(key);
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return {
    kind: 'free',
    key: {
      name,
      mayBeAbsent: true,
      multi: value === undefined ? multi : typeof value !== 'string',
      written: { value, lines: texts.some((text) => text.includes('\n')) },
    },
  };
}

const PAIR = 'kms:encryptioncontext:';
const encryptionContext = ({ context }: AccessRequest): readonly string[] =>
  Object.keys(context)
    .filter((key) => key.toLowerCase().startsWith(PAIR))
    .map((key) => key.slice(PAIR.length));

/** The classes in which the request's values lie, as one point of the space; undefined: in no class. */
export function pointIn(space: Space, request: AccessRequest, context = contextOf(request)): BddRef | undefined {
  const lookUp = (key: string): Sample => context.get(key.toLowerCase())?.value;
  let point = BDD_TRUE;
  for (const domain of space.domains) {
    const index = classIndex(domain, lookUp);
    if (index < 0) return undefined;
    point = space.bdd.and(point, space.classOf(domain, index));
  }
  return point;
}

/** The class whose sample no test tells from the value. */
function classIndex({ key, samples, tests }: Domain, lookUp: (key: string) => Sample): number {
  if (key.relation !== undefined) return samples.indexOf(String(key.relation.holdsIn(lookUp)));
  const row = truthRow(lookUp(key.name), tests);
  return samples.findIndex((sample) => truthRow(sample, tests) === row);
}
