/**
 * Ids of nodes that are named in answers, hops and graphs alike. Users, roles, providers and resources are named by their ARN.
 */
export const rootId = (partition: string, account: string): string => `arn:${partition}:iam::${account}:root`;
export const externalAccountId = (account: string): string => `external:${account}`;
export const serviceId = (name: string): string => `service:${name}`;
/** Somebody who signs in at an identity provider: its ARN, or the name of one that AWS knows by itself. */
export const federatedId = (provider: string): string => `federated:${provider}`;
export const ANYONE_ID = 'anyone';
/** An account outside the snapshot about which nothing is known. */
export const ANY_ACCOUNT_ID = externalAccountId('*');
export const ssoUserId = (id: string): string => `ssouser:${id}`;
export const ssoGroupId = (id: string): string => `ssogroup:${id}`;
/** A permission set in one account. */
export const permissionSetId = (arn: string, account: string): string => `permissionset:${arn}@${account}`;
export const isPermissionSetId = (node: string): boolean => node.startsWith('permissionset:');
/** Id of the directory user; undefined: the node is none. */
export const userOfNode = (node: string): string | undefined => /^ssouser:(.+)$/.exec(node)?.[1];
/** A service account of a cluster: `<cluster ARN>/<namespace>/<service account>`. */
export const workloadId = (id: string): string => `workload:${id}`;
/** Somebody whom no directory that was read knows: who signs in to an identity pool, who holds a certificate. */
export const outsideId = (id: string): string => `outside:${id}`;
/** The session that an entrance makes, where it is less than the role: named by the entitlement. */
export const entranceSessionId = (entitlement: string): string => `session:${entitlement}`;
export const personId = (email: string): string => `person:${email.toLowerCase()}`;

/** The directory that a connector holds: the provider of users and groups that were pushed. */
export const connectorDirectory = (connector: string): string => `scim:${connector}`;
/** Undefined for a directory of AWS. */
export const connectorOfDirectory = (provider: string): string | undefined =>
  provider.startsWith('scim:') ? provider.slice('scim:'.length) : undefined;
