import { type Arn, parseArn } from '../../domain/arn.ts';
import { accountOf, isServiceLinkedRoleArn, type Principal } from '../../domain/principal.ts';
import type { AccessRequest, RequestFacts } from '../../domain/request.ts';
import { GUEST_SESSION_POLICIES } from '../data/cognito-guest.ts';
import { readCall, readKey } from '../prepared/names.ts';
import { type Spoken, spokenIn } from '../prepared/statements.ts';

/** One condition key of the request: its values, and whether they are a list. */
export interface Given {
  readonly values: readonly string[];
  readonly many: boolean;
  /** Two keys of the request differ in case only (rule 70). */
  readonly ambiguous: boolean;
}

/** Whose account the resource stands in, seen from the caller. */
export type Border = 'noAccount' | 'same' | 'cross' | 'unclear';

/** The request as the rules look at it: fields split, keys folded. Everything here follows from the request alone. */
export interface Situation {
  readonly request: AccessRequest;
  readonly facts: RequestFacts;
  readonly caller: Principal;
  readonly callerAccount: string | undefined;
  /** Both in lower case. */
  readonly service: string;
  readonly action: string;
  readonly arn: Arn | undefined;
  readonly resourceAccount: string | undefined;
  readonly border: Border;
  readonly serviceLinkedRole: boolean;
  /** The statements of `request.policies` that speak of the service. */
  readonly spoken: Spoken;
  /** By key in lower case. */
  readonly context: ReadonlyMap<string, Given>;
}

export function situationOf(given: AccessRequest): Situation {
  const request = given.facts.cognitoGuest === true ? asGuest(given) : given;
  const { principal, facts } = request;
  const { service, action } = readCall(request.action);
  const parsed = parseArn(request.resource.arn);
  const arn = parsed.ok ? parsed.value : undefined;
  const callerAccount = accountOf(principal);
  const resourceAccount = ownerOf(request, arn, callerAccount);
  const roleArn = principal.kind === 'roleSession' ? (principal.roleArn ?? '') : '';
  return {
    request,
    facts,
    caller: principal,
    callerAccount,
    service,
    action,
    arn,
    resourceAccount,
    border: borderOf(callerAccount, resourceAccount),
    // a caller without account is no role, whatever the facts say
    serviceLinkedRole:
      (facts.serviceLinkedRole === true && callerAccount !== undefined) || isServiceLinkedRoleArn(roleArn),
    spoken: spokenIn(request.policies, service),
    context: contextOf(request, service, arn),
  };
}

/** A session that a user or the root user has delegated to a partner (rule 116). */
export const isDelegated = ({ facts, caller }: Situation): boolean =>
  facts.delegatedSession === true && (caller.kind === 'user' || caller.kind === 'root');

/** Amazon Cognito passes session policies of its own to guests (rule 114). */
function asGuest(request: AccessRequest): AccessRequest {
  const { policies } = request;
  return { ...request, policies: { ...policies, session: [...(policies.session ?? []), ...GUEST_SESSION_POLICIES] } };
}

/** ARNs without an account are the caller's own, but for S3 buckets, where the ARN leaves the owner out. */
function ownerOf(request: AccessRequest, arn: Arn | undefined, caller: string | undefined): string | undefined {
  if (request.resource.account !== undefined) return request.resource.account;
  if (arn === undefined || arn.account === 'aws') return caller;
  return arn.account !== '' ? arn.account : arn.service === 's3' ? undefined : caller;
}

function borderOf(caller: string | undefined, owner: string | undefined): Border {
  if (caller === undefined) return 'noAccount';
  if (owner === undefined) return 'unclear';
  return caller === owner ? 'same' : 'cross';
}

/** Text is single-valued and a list multivalued, but for keys of which AWS says otherwise. */
function contextOf(request: AccessRequest, service: string, arn: Arn | undefined): ReadonlyMap<string, Given> {
  const context = new Map<string, Given>();
  const withoutTags = service === 's3' && arn?.account === '' && request.facts.s3BucketAbac !== true;
  for (const name of Object.keys(request.context)) {
    const { key, multivalued, singleValued, bucketTag } = readKey(name, false);
    // AWS, Enabling ABAC in general purpose buckets: off by default, and then bucket tags are not in the context (rule 84).
    if (withoutTags && bucketTag) continue;
    const value = request.context[name] ?? [];
    const ambiguous = context.has(key);
    if (typeof value === 'string') context.set(key, { values: [value], many: multivalued, ambiguous });
    else context.set(key, { values: value, many: !(singleValued && value.length <= 1), ambiguous });
  }
  return context;
}

export const assumesRole = (situation: Situation): boolean =>
  situation.service === 'sts' && situation.arn?.service === 'iam' && situation.arn.resource.startsWith('role/');

/** sts:AssumeRoleWithSAML and sts:AssumeRoleWithWebIdentity: calls without AWS credentials. */
export const isFederatedCall = (situation: Situation): boolean =>
  situation.service === 'sts' && /^assumerolewith(saml|webidentity)$/.test(situation.action);
