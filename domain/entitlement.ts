import type { ClusterAccessEntry, ClusterAuthentication } from './cluster-access.ts';
import {
  ANYONE_ID,
  entranceSessionId,
  externalAccountId,
  outsideId,
  ssoGroupId,
  ssoUserId,
  workloadId,
} from './node-ids.ts';
import type { ContextValue } from './request.ts';
import type { StoredPolicy } from './snapshot.ts';

/** What kind of directory or list tells who may enter which role. */
export type IdentitySourceKind =
  | 'okta'
  | 'entra'
  | 'google'
  | 'keycloak'
  | 'declared'
  | 'accountAccess'
  | 'cognito'
  | 'delegation'
  | 'eks'
  | 'rolesAnywhere'
  | 's3AccessGrants';

/** One place that was asked who may enter which role. */
export interface IdentitySource {
  readonly id: string;
  readonly kind: IdentitySourceKind;
  readonly name: string;
  /** Every assignment of it was read. */
  readonly closed: boolean;
  /** Entrances that nobody comes through but those it tells of: ARNs of SAML providers, `*` for any account, or service principals. */
  readonly providers: readonly string[];
  /** Of an Amazon EKS cluster: the issuer of its service accounts' tokens, without scheme. */
  readonly issuer?: string;
  /** Of an Amazon EKS cluster: how it knows principals of IAM; absent: not read. */
  readonly authentication?: ClusterAuthentication;
  /** Of an Amazon EKS cluster: the users and roles that enter Kubernetes; absent: not read, or none are used. */
  readonly accessEntries?: readonly ClusterAccessEntry[];
  /** Of a trust anchor: its lists of revoked certificates; absent: there is none, or they were not read. */
  readonly revocation?: 'enabled' | 'disabled';
}

/** Stands in place of an entrance: no policy of the approver is asked whether the partner comes in. */
export const DELEGATION = 'delegation';

/** Stands in place of a role: every role whose trust policy names the entrance. */
export const ANY_ROLE = '*';

/**
 * Who is entitled: a user or group of a directory, a service account of a cluster, somebody outside of every directory (who
 * signs in to an identity pool, who holds a certificate), an account of a partner, everybody on the internet, or a user or role of IAM.
 */
export type EntitledKind = 'user' | 'group' | 'workload' | 'outside' | 'account' | 'anyone' | 'principal';

/**
 * Why it may be that nobody comes in, or with less than the role: what vendors do not document or could not be read, what no
 * snapshot can settle, or no question of ours asks.
 */
export type EntitlementDoubt =
  | 'partOfName'
  | 'sourceOfGroup'
  | 'appAssignment'
  | 'disabledRole'
  | 'narrowed'
  | 'namedByToken'
  | 'tagsUnread'
  | 'tokenKept'
  | 'templateUnread'
  | 'ofUser'
  | 'mayOutlast'
  | 'dataAccess';

/** Policies that an entrance passes to the session: they cut what it can do. */
export interface EntranceSession {
  readonly policies: readonly StoredPolicy[];
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
}

/** Where an entrance goes on from the role, so that nobody gets the credentials of the role itself. */
export interface OnwardRole {
  readonly role: string;
  readonly externalId?: string;
}

/** One user, group or workload that a source lets into one role. Whether the role's trust policy does, too, is not said here (ADR 23). */
export interface RoleEntitlement {
  /** Id of its IdentitySource. */
  readonly source: string;
  readonly principalKind: EntitledKind;
  /** Id of a directory user or group, or of an account; `<cluster ARN>/<namespace>/<service account>` of a workload; the ARN of a principal; empty for anyone. */
  readonly principalId: string;
  /** ARN, or ANY_ROLE; of a delegation, the ARN of its approver: a role, a session of one, a user or root. */
  readonly role: string;
  /** Where it enters: the ARN of a SAML or OpenID provider of the role's account, a service principal, or DELEGATION. */
  readonly through: string;
  /** What in the source gives it, in the source's own terms. */
  readonly rule: string;
  /** Values that the entrance gives to condition keys of the call. */
  readonly fixes?: Readonly<Record<string, ContextValue>>;
  /** Keys of the call that the entrance gives values which nobody knows beforehand; `*` at the end stands for any rest. */
  readonly opens?: readonly string[];
  /** It passes the session tags among `fixes` and `opens`, and no others. */
  readonly closedTags?: true;
  /** Actions that the trust policy has to allow besides the call itself. */
  readonly needs?: readonly string[];
  /** What it passes to the session; absent: nothing. */
  readonly session?: EntranceSession;
  readonly onward?: OnwardRole;
  /** ISO 8601: it certainly holds before this, and certainly no more at `over`; both absent: as long as it stands there. */
  readonly until?: string;
  readonly over?: string;
  /** It has to be activated first (Privileged Identity Management). */
  readonly eligible?: true;
  /** Why it is not certain that the source gives it. */
  readonly doubt?: EntitlementDoubt;
}

/** Node of who is entitled. */
export function entitledId({ principalKind, principalId }: RoleEntitlement): string {
  switch (principalKind) {
    case 'user':
      return ssoUserId(principalId);
    case 'group':
      return ssoGroupId(principalId);
    case 'workload':
      return workloadId(principalId);
    case 'outside':
      return outsideId(principalId);
    case 'account':
      return externalAccountId(principalId);
    case 'anyone':
      return ANYONE_ID;
    case 'principal':
      return principalId;
  }
}

/** Why it is open whether its user or group can enter; empty where nothing makes it so. */
export const openOf = ({ eligible, doubt }: RoleEntitlement): readonly (EntitlementDoubt | 'eligible')[] => [
  ...(eligible === true ? ['eligible' as const] : []),
  ...(doubt === undefined ? [] : [doubt]),
];

/** Every entitlement with this id enters the same role in the same way. */
export function entitlementId(one: RoleEntitlement): string {
  const { source, role, through, rule, fixes = {}, opens = [], closedTags, needs = [] } = one;
  const fixed = Object.entries(fixes).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = fixed.map(([key, value]) => `?${key}=${typeof value === 'string' ? value : value.join(',')}`);
  const own = landsInRole(one) ? [] : [`~${rule}`];
  const more = [
    ...opens.map((key) => `?${key}`),
    ...needs.map((action) => `+${action}`),
    ...(closedTags ? ['!'] : []),
    ...own,
  ];
  return `entitlement:${source}@${through}@${role}${[...values, ...more].join('')}`;
}

/** Does it give what the role has, whole? */
const landsInRole = ({ session, onward }: RoleEntitlement): boolean => session === undefined && onward === undefined;

/** Node of the session that it makes: the role, or a session of the role that is less. */
export const landingId = (one: RoleEntitlement): string =>
  landsInRole(one) ? one.role : entranceSessionId(entitlementId(one));

/** A provider belongs to one account, and nobody enters a role of another one through it. */
export function fitsItsRole({ role, through }: RoleEntitlement): boolean {
  const [, account] = /^arn:[^:]+:iam::(\d{12}):(?:saml|oidc)-provider\//.exec(through) ?? [];
  return account === undefined || role.split(':')[4] === account;
}

const NAMED_PROVIDERS: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** Node of everybody who comes in here: a sign-in at a provider, or a service. */
export const entranceId = (through: string): string =>
  through.startsWith('arn:') || NAMED_PROVIDERS.has(through) ? `federated:${through}` : `service:${through}`;

/** How an entitlement is told of on the way: `okta: group aws_111122223333_admin`. */
export const entitlementTechnique = (kind: IdentitySourceKind | undefined, rule: string): string =>
  `${kind ?? 'unknown source'}: ${rule}`;
