import type { StoredPolicy } from './snapshot.ts';

/** What a share permits on things of a type: effect, actions and conditions of a statement, without principal and resource. */
export interface SharePermission extends StoredPolicy {
  readonly version?: string;
  /** `glue:Table`, as AWS RAM writes it. */
  readonly resourceType?: string;
}

/** A share of AWS RAM. */
export interface ResourceShare {
  readonly arn: string;
  /** Who shares. */
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** ARNs of what is shared. */
  readonly resources: readonly string[];
  /** With whom: accounts, ARNs of organisations, OUs, roles and users, names of services. */
  readonly principals: readonly string[];
  /** Absent: not known, as of a share of an account that was not read. */
  readonly permissions?: readonly SharePermission[];
}
