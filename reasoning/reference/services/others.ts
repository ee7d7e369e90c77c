import { OWN_GRANTS } from '../../data/own-grants.ts';
import { isIdentityOnly, isNfsAction } from '../../data/resource-policy-scope.ts';
import { crossingOfShared, isUnsureOf } from '../../data/shared-snapshots.ts';
import { crossAccount, identityOnly, identitySide, namedSomehow } from '../formula.ts';
import type { Said } from '../layers.ts';
import type { Situation } from '../situation.ts';
import { allOf, anyOf, limited, missing, onlyMaybe, type Truth, unknown, YES } from '../truth.ts';

const SHARING: ReadonlySet<string> = new Set(['ec2', 'ebs', 'rds']);

/** Undefined: the ordinary formula. */
export function otherGrant(said: Said): Truth | undefined {
  switch (said.situation.service) {
    case 'execute-api':
      return apiGrant(said);
    case 'elasticfilesystem':
      return fileSystemGrant(said);
    case 'ssm':
      return said.situation.facts.snapshotSharedWith && sharedGrant(said);
    default:
      if (SHARING.has(said.situation.service)) return sharedGrant(said);
      return isIdentityOnly(said.situation.request.action) ? identityOnly(said) : undefined;
  }
}

/**
 * Methods of REST APIs (rule 86). Undefined: the ordinary formula, which tables A and B of AWS's page are for IAM authorisation.
 * Source: How API Gateway resource policies affect authorization workflow.
 */
function apiGrant(said: Said): Truth | undefined {
  const { situation, named, identity } = said;
  const { apiAuthorizer } = situation.facts;
  if (situation.action !== 'invoke') return undefined;
  const signed = situation.caller.kind !== 'anonymous';
  if (apiAuthorizer === undefined)
    return signed ? undefined : onlyMaybe(named('anyone'), 86, 'how the method authorises is not given');
  if (apiAuthorizer === 'unread') return unknown(86, 'how the method authorises was not read, or methods differ');
  if (apiAuthorizer === 'AWS_IAM')
    return signed ? undefined : limited({ rule: 86, text: 'the method takes requests with a signature only' });
  if (signed) return unknown(86, 'a signed request to a method that does not look at the signature');
  if (apiAuthorizer === 'LAMBDA') return anyOf([identity, named('anyone')]);
  // without a policy a private API is not deployed: Create and attach an API Gateway resource policy to an API
  return hasNoPolicy(situation) ? YES : named('anyone');
}

/** A file system without a policy is open to whoever reaches its mount target (rule 87). Source: Using IAM to control access to file systems. */
function fileSystemGrant(said: Said): Truth | undefined {
  const { situation } = said;
  if (!isNfsAction(situation.request.action)) return undefined;
  if (hasNoPolicy(situation)) return YES;
  if (situation.border !== 'cross') return undefined;
  // AWS says that either policy is enough, and nothing of accounts
  return anyOf([crossAccount(said), onlyMaybe(anyOf([namedSomehow(said), identitySide(said)]), 87, NFS_ACROSS)]);
}
const NFS_ACROSS = 'whether one side is enough for an NFS client of another account';

/**
 * Snapshots and images have no policy, but a list of accounts (rule 88); documents have one or the other. Source: Share an EBS snapshot;
 * Sharing a DB snapshot; Share an AMI; Sharing SSM documents.
 */
function sharedGrant(said: Said): Truth | undefined {
  const { border, callerAccount = '', facts, service, action, request } = said.situation;
  const reaches = border === 'cross' ? crossingOfShared(request.resource.arn) : undefined;
  if (reaches === undefined) return undefined;
  const { snapshotSharedWith: shared = [], snapshotEncryption: sealed } = facts;
  if (sealed === 'awsManaged') return limited({ rule: 88, text: 'what an AWS managed key encrypts is not shared' });
  if (sealed !== undefined && service === 'rds' && action.startsWith('restore'))
    return limited({ rule: 88, text: 'an encrypted snapshot of another account is copied first' });
  const crossing = reaches(request.action);
  if (crossing === 'stays') return limited({ rule: 88, text: 'sharing gives no right to change what is shared' });
  const side = identitySide(said);
  const everybody = shared.includes('all') && facts.snapshotPublicSharing !== 'blockAll' && sealed === undefined;
  if (everybody || shared.includes(callerAccount))
    return crossing === 'crosses' ? side : onlyMaybe(side, 88, 'whether sharing reaches this action');
  if (request.policies.unread?.includes('resource') === true || isUnsureOf(shared))
    return onlyMaybe(side, 88, 'whether it is shared with the account');
  return allOf([missing('resource'), side]);
}

/** What Lake Formation (rule 90), roles of OpenSearch (88k) and data access policies (88q) have to grant beside IAM. */
export function ownGrant({ request, facts }: Situation): Truth {
  const own = OWN_GRANTS.find(({ of, fact }) => facts[fact] !== undefined && of.test(request.action));
  const answer = own === undefined ? 'grants' : facts[own.fact];
  if (own === undefined || answer === 'grants') return YES;
  return answer === 'unread' ? unknown(own.doubt.rule, own.doubt.text) : limited(own.limit);
}

/** Permissions of the volume behind an access point (rule 83). Source: Managing access point access (Amazon FSx). */
export const volumeLets = ({ service, facts }: Situation): Truth =>
  service === 's3' && facts.accessPointOfVolume === true
    ? unknown(83, 'what the volume lets the file system user of the access point do')
    : YES;

const hasNoPolicy = ({ request: { policies } }: Situation): boolean =>
  (policies.resource ?? []).length === 0 && policies.unread?.includes('resource') !== true;
