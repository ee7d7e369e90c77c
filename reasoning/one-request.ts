import type { AccessRequest, ContextValue } from '../domain/request.ts';
import { type Analysis, analyse } from './analyse.ts';
import { BDD_TRUE, type BddRef } from './bdd.ts';
import type { FreeKey } from './domains.ts';
import type { Environment } from './environment.ts';
import { type KeyState, looseKey } from './key-state.ts';
import type { Caller, Target } from './question.ts';
import { type Domain, truthRow } from './space.ts';
import { targetOfArn } from './targets.ts';

/**
 * The engine's answer to one self-contained request: every context key is left free, the whole set of allowed requests is
 * computed, and only then the request is looked up in it. So policy cases and random requests test the engine itself.
 */
export function decideSymbolically(request: AccessRequest): 'allowed' | 'denied' | 'unknown' {
  const context = new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value]));
  const found = targetOfArn(request.resource.arn, []);
  if (found === undefined) return 'unknown';
  const { account, ...rest } = found;
  const owner = request.resource.account ?? ownerInArn(request, account);
  const target: Target = {
    ...rest,
    ...(owner === undefined ? {} : { account: owner }),
    ...(found.type === 'role' ? { role: placeholderRole(request) } : {}),
  };
  const caller: Caller = { id: 'request', principal: request.principal, ...boundaryMark(request) };
  const analysis = analyse(environmentOfRequest(request, context), caller, target, [request.action], {});
  const [only] = analysis.actions;
  const point = pointOf(analysis, context);
  if (only === undefined || point === undefined) return 'unknown';
  const { bdd } = analysis.space;
  if (bdd.and(point, only.allowed.lower) === point) return 'allowed';
  return bdd.and(point, bdd.not(only.allowed.upper)) === point ? 'denied' : 'unknown';
}

/** ARNs without an account are the caller's own, but for S3 buckets, where the ARN leaves the owner out. */
function ownerInArn({ principal, resource }: AccessRequest, account: string | undefined): string | undefined {
  const own = 'account' in principal ? principal.account : undefined;
  if (account === undefined) return resource.arn.split(':')[2] === 's3' ? undefined : own;
  return account === 'aws' ? own : account;
}

/** Only its presence matters: trust rules hang on the kind of target, its policy comes with the request. */
const placeholderRole = (request: AccessRequest): NonNullable<Target['role']> => ({
  arn: request.resource.arn,
  account: request.resource.account ?? '',
  name: '',
  path: '/',
  inlinePolicies: [],
  attachedPolicies: [],
  tags: {},
  trustPolicy: null,
});

function boundaryMark(request: AccessRequest): Pick<Caller, 'entity'> {
  if (request.policies.permissionsBoundary === undefined) return {};
  return { entity: { ...placeholderRole(request), permissionsBoundary: 'set' } };
}

/** Bucket tags count only where the bucket says so (rule 84). */
const isUnsentTag = (request: AccessRequest, key: string): boolean =>
  /^s3:/i.test(request.action) && /^(aws:ResourceTag|s3:BucketTag)\//i.test(key) && request.facts.s3BucketAbac !== true;

function environmentOfRequest(request: AccessRequest, context: ReadonlyMap<string, ContextValue>): Environment {
  return {
    situation: () => ({ policies: request.policies, facts: request.facts }),
    keyState: (_question, key): KeyState =>
      isUnsentTag(request, key)
        ? { kind: 'absent' }
        : { kind: 'free', key: freeKey(key, context.get(key.toLowerCase())) },
    canonicalId: () => undefined,
  };
}

function freeKey(key: string, value: ContextValue | undefined): FreeKey {
  const { values, ...loose } = looseKey(key);
  const listed = values !== undefined && (value === undefined || values.includes(String(value)));
  const multi = value === undefined ? loose.multi : typeof value !== 'string';
  return { ...loose, mayBeAbsent: true, multi, ...(listed ? { values } : {}) };
}

/** The classes in which the request's values lie, as one point of the space. */
function pointOf({ space }: Analysis, context: ReadonlyMap<string, ContextValue>): BddRef | undefined {
  let point = BDD_TRUE;
  for (const domain of space.domains) {
    const lookUp = (key: string): ContextValue | undefined => context.get(key.toLowerCase());
    const { relation } = domain.key;
    const index = classIndex(
      domain,
      relation === undefined ? lookUp(domain.key.name) : String(relation.holdsIn(lookUp)),
    );
    if (index < 0) return undefined;
    point = space.bdd.and(point, space.classOf(domain, index));
  }
  return point;
}

/** The class whose sample no test tells from the value. */
function classIndex(domain: Domain, value: ContextValue | undefined): number {
  if (domain.key.relation !== undefined) return domain.samples.indexOf(value);
  const row = truthRow(value, domain.tests);
  return domain.samples.findIndex((sample) => truthRow(sample, domain.tests) === row);
}
