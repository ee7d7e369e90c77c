import type { Claim } from '../claim.ts';
import { anyOf, type Bounds, MAYBE, NO, YES } from './expression.ts';
import { serviceOf } from './layers.ts';

/** A method of a REST API that does not authorise by IAM (rule 86); undefined: it does. */
export function apiMethod({ claim, identity, anyone }: Parts): Bounds | undefined {
  const { apiAuthorizer } = claim.facts;
  if (apiAuthorizer === undefined) return undefined;
  const signed = claim.principal.kind !== 'anonymous';
  if (apiAuthorizer === 'AWS_IAM') return signed ? undefined : NO;
  if (signed) return MAYBE;
  if (apiAuthorizer === 'LAMBDA') return anyOf(identity, anyone);
  return hasNoPolicy(claim) ? YES : anyone;
}

interface Parts {
  readonly claim: Claim;
  readonly identity: Bounds;
  readonly anyone: Bounds;
}

/** No policy at all: open where that is what it means (rules 86, 87). */
export const hasNoPolicy = ({ policies }: Claim): boolean =>
  (policies.resource ?? []).length === 0 && policies.unread?.includes('resource') !== true;

/** The list of accounts of a snapshot names the caller (rule 88); undefined: it is no snapshot of another account. */
export function sharedSnapshot({ principal, resource, facts }: Claim): boolean | undefined {
  const account = 'account' in principal ? principal.account : undefined;
  const foreign = account !== undefined && resource.account !== undefined && resource.account !== account;
  if (!foreign || !/^arn:[^:]*:(ec2|rds):[^:]*:[^:]*:snapshot[/:]/.test(resource.arn)) return undefined;
  const { snapshotSharedWith: shared = [], snapshotPublicSharing: brake } = facts;
  return shared.includes(account) || (shared.includes('all') && brake !== 'blockAll');
}

/** What Lake Formation lets through of the data it manages (rule 90). */
export function throughLakeFormation(claim: Claim): Bounds {
  const { lakeFormation } = claim.facts;
  if (serviceOf(claim) !== 'glue' || lakeFormation === undefined || lakeFormation === 'grants') return YES;
  return lakeFormation === 'unread' ? MAYBE : NO;
}
