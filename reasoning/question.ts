import type { Assumption } from '../domain/decision.ts';
import { isServiceLinkedRoleArn, type Principal } from '../domain/principal.ts';
import type { ContextValue, RequestFacts } from '../domain/request.ts';
import type { IamRole, IamUser, Resource } from '../domain/snapshot.ts';
import { serviceOfAction } from './actions.ts';
import { kept } from './ask.ts';
import { asks } from './inquiry.ts';
import type { Test } from './operators.ts';
import type { LayerPolicies } from './world.ts';

/** A caller with what the snapshot knows of it. */
export interface Caller {
  /** Node id: ARN, `service:<name>`, `anyone`, `external:<account>`, ... */
  readonly id: string;
  readonly principal: Principal;
  readonly entity?: IamUser | IamRole;
  /**
   * A principal whose own account is outside the snapshot, so "can" means "if its account lets it": somebody of one account,
   * somebody of any other account, or a principal that some policy names. It is asked about as an IAM user.
   */
  readonly foreign?: 'account' | 'anyAccount' | 'named';
  /** Somebody whom an identity source entitles: values of keys of the call, by name in lower case, and what it needs besides. */
  readonly entrance?: {
    /** By name in lower case, as `opens` are. */
    readonly fixes: ReadonlyMap<string, ContextValue>;
    /** Keys that it gives values which nobody knows; `*` at the end stands for any rest. */
    readonly opens: readonly string[];
    /** It passes the session tags among those, and no others. */
    readonly closedTags: boolean;
    readonly needs: readonly string[];
    /** Node of the session that it makes; absent: the role. */
    readonly lands?: string;
  };
  /** The session policies of a session that is less than its role. */
  readonly narrowed?: LayerPolicies;
}

/** A session that a user or the root user has delegated (rule 116). */
export const isDelegated = ({ narrowed, principal }: Caller): boolean =>
  narrowed !== undefined && (principal.kind === 'user' || principal.kind === 'root');

/** The same of a question, as its facts have it. */
export const delegates = ({ caller: { principal } }: Question, { delegatedSession }: RequestFacts): boolean =>
  delegatedSession === true && (principal.kind === 'user' || principal.kind === 'root');

const WITH_SESSION: ReadonlySet<string> = new Set(['user', 'roleSession', 'federatedUser', 'assumedRoot']);

/** Is there a layer of session policies for the caller, be it empty? */
export const takesSession = (question: Question, facts: RequestFacts): boolean =>
  WITH_SESSION.has(question.caller.principal.kind) || delegates(question, facts);

/** Stands with every yes to a foreign caller. */
export const IF_ITS_ACCOUNT_LETS: Assumption = { rule: 5, text: 'if the other account lets its principal' };

/** Part of a resource whose name is open: any ARN that begins with `prefix` (the objects of a bucket). */
export interface OpenPart {
  readonly prefix: string;
  /** Tell names in it apart, beside what policies ask of them. */
  readonly tests?: readonly Test[];
}

/** What is asked about: an inventory item, a part of it, or any ARN. */
export interface Target {
  /** A concrete ARN; for an open part some ARN inside it. */
  readonly arn: string;
  readonly account?: string;
  readonly region?: string;
  /** Catalogue service prefix and resource type: `s3`, `object`. */
  readonly service: string;
  readonly type: string;
  readonly resource?: Resource;
  readonly role?: IamRole;
  readonly part?: OpenPart;
}

/** A thing whose owner nobody knows: what policies it has, nobody read. */
export const isNobodys = ({ account, role, resource }: Target): boolean =>
  account === undefined && role === undefined && resource === undefined;

/** The assumed caller; a field left out leaves the matter open. */
export interface Profile {
  readonly secureTransport?: true;
  readonly signed?: true;
  /** ISO 8601 */
  readonly now?: string;
  readonly ownRegion?: true;
  /** The request is one that a service makes with the caller's credentials (forward access session). */
  readonly forwarded?: {
    readonly service: string;
    /** Encryption context that the service passes along. */
    readonly context: Readonly<Record<string, string>>;
    /** A pair of it whose value may be anything that begins so. */
    readonly open?: { readonly name: string; readonly prefix: string };
    /** AWS does not say what the service passes. */
    readonly undocumented?: true;
  };
  /** The request is one that a function URL makes of an HTTP call. */
  readonly throughUrl?: true;
  /** The request reaches the bucket through this access point. */
  readonly accessPoint?: { readonly arn: string; readonly account: string };
}

export const ordinaryCaller = (now: string): Profile => ({ secureTransport: true, signed: true, now, ownRegion: true });

/** One question of the engine: which requests of this caller, for this action on this target, are allowed? */
export interface Question {
  readonly caller: Caller;
  readonly target: Target;
  readonly action: string;
  readonly profile: Profile;
}

/** The condition key that holds for whom an OpenID provider made a token: `<issuer>:aud`. */
export function audienceKey(principal: Principal): string | undefined {
  const issuer = principal.kind === 'federated' ? principal.provider.split(':oidc-provider/')[1] : undefined;
  return issuer === undefined ? undefined : `${issuer}:aud`;
}

/** An action of AWS STS on a role: its trust policy is the resource policy. */
export const assumesRole = (question: Question): boolean =>
  isRoleArn(question.target.arn) && asks(question, serviceOfAction) === 'sts';

const isRoleArn = (arn: string): boolean => /^arn:[^:]*:iam:[^:]*:[^:]*:role\//.test(arn);

/** Whose account the resource stands in, seen from the caller. */
export type Border = 'noAccount' | 'same' | 'cross' | 'unclear';

export function borderOf({ caller: { principal }, target }: Pick<Question, 'caller' | 'target'>): Border {
  if (!('account' in principal)) return 'noAccount';
  if (target.account === undefined) return 'unclear';
  return principal.account === target.account ? 'same' : 'cross';
}

/** A caller without account is no role, whatever the facts say. */
export const isServiceLinked = ({ caller: { principal } }: Question, facts: RequestFacts): boolean =>
  (facts.serviceLinkedRole === true && 'account' in principal) ||
  (principal.kind === 'roleSession' && isServiceLinkedRoleArn(principal.roleArn ?? ''));

export const isRetireGrant = kept((action) => /^kms:RetireGrant$/i.test(action));
export const isAssumeRoot = kept((action) => /^sts:AssumeRoot$/i.test(action));

/** What is asked about beside an assume call, and with its request (rule 27). */
export const isBesideAssume = (action: string): boolean =>
  /^sts:(TagSession|SetSourceIdentity|SetContext)$/i.test(action);

/** A SAML assertion is no token, nor the reverse. */
export function assumeCall({ principal }: Caller): string {
  if (principal.kind !== 'federated') return 'sts:AssumeRole';
  return principal.provider.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
}
