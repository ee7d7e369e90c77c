import type { ContextValue } from './request.ts';

/** What kind of directory or list tells who may enter which role. */
export type IdentitySourceKind =
  | 'okta'
  | 'entra'
  | 'google'
  | 'keycloak'
  | 'adfs'
  | 'declared'
  | 'scim'
  | 'accountAccess'
  | 'cognito';

/** One place that was asked who may enter which role. */
export interface IdentitySource {
  readonly id: string;
  readonly kind: IdentitySourceKind;
  readonly name: string;
  /** Every assignment of it was read. */
  readonly closed: boolean;
  /** Entrances that nobody comes through but those it tells of: ARNs of SAML providers, `*` for any account, or service principals. */
  readonly providers: readonly string[];
}

/** One user or group that a source lets into one role. Whether the role's trust policy does, too, is not said here (ADR 23). */
export interface RoleEntitlement {
  /** Id of its IdentitySource. */
  readonly source: string;
  readonly principalKind: 'user' | 'group';
  /** Id of a directory user or group. */
  readonly principalId: string;
  readonly role: string;
  /** Where it enters: the ARN of a SAML provider of the role's account, or a service principal. */
  readonly through: string;
  /** What in the source gives it, in the source's own terms. */
  readonly rule: string;
  /** Values that the entrance gives to condition keys of the call. */
  readonly fixes?: Readonly<Record<string, ContextValue>>;
  /** Actions that the trust policy has to allow besides the call itself. */
  readonly needs?: readonly string[];
  /** It has to be activated first (Privileged Identity Management). */
  readonly eligible?: true;
  /** Why it is not certain that the source gives it. */
  readonly doubt?: EntitlementDoubt;
}

/** What vendors do not document, or could not be read. */
export type EntitlementDoubt = 'partOfName' | 'sourceOfGroup' | 'appAssignment' | 'disabledRole';

/** Why it is open whether its user or group can enter; empty where nothing makes it so. */
export const openOf = ({ eligible, doubt }: RoleEntitlement): readonly (EntitlementDoubt | 'eligible')[] => [
  ...(eligible === true ? ['eligible' as const] : []),
  ...(doubt === undefined ? [] : [doubt]),
];

/** Every entitlement with this id enters the same role in the same way. */
export function entitlementId({ source, role, through, fixes = {}, needs = [] }: RoleEntitlement): string {
  const fixed = Object.entries(fixes).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = fixed.map(([key, value]) => `?${key}=${typeof value === 'string' ? value : value.join(',')}`);
  return `entitlement:${source}@${through}@${role}${values.join('')}${needs.map((action) => `+${action}`).join('')}`;
}

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
