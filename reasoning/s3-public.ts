import type { Condition, PolicyDocument, Statement } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import { type AclGrantee, accountOfCanonicalUser, type RequestFacts } from '../domain/request.ts';
import {
  S3_PRIVATE_NETWORKS,
  S3_TRUSTED_KEYS,
  S3_WIDEST_IPV4_PREFIX,
  S3_WIDEST_IPV6_PREFIX,
} from './data/public-trusted-keys.ts';
import { parseCidr } from './ip.ts';
import type { Truth } from './predicates.ts';

/** S3's meaning of "public" for the policy of this bucket or access point: one public statement makes the whole policy public (rule 82). */
export const isPublicPolicy = (document: PolicyDocument, resource: string): boolean =>
  document.statements.some((one) => isPublicStatement(one, resource));

function isPublicStatement({ effect, principals, conditions }: Statement, resource: string): boolean {
  if (effect !== 'Allow' || principals === undefined) return false;
  const anyone = 'notIn' in principals || principals.in.some((one) => one.kind === 'AWS' && one.value === '*');
  return anyone && !conditions.some((one) => isFixed(one, resource));
}

const POSITIVE = /^(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/;

/** Holds a trusted key to fixed values: a positive operator that a missing key does not meet. */
function isFixed({ operator, key, values }: Condition, resource: string): boolean {
  const name = key.toLowerCase();
  if (operator.ifExists || operator.quantifier === 'ForAllValues' || values.length === 0) return false;
  if (operator.name === 'Bool') return name === 'aws:principalisawsservice' && values.every((one) => one === 'true');
  if (!POSITIVE.test(operator.name) || !S3_TRUSTED_KEYS.has(name)) return false;
  if (name === 'aws:sourceip') return values.every(isNarrow);
  const inBucketPolicy = !resource.includes(':accesspoint/');
  // there the access point may be a wildcard, its account not
  if (name === 's3:dataaccesspointarn' && inBucketPolicy)
    return values.every((value) => /^[^*?$]*:\d{12}:accesspoint\/[^$]*$/.test(value));
  return values.every((value) => !/[*?]|\$\{/.test(value));
}

const PRIVATE = S3_PRIVATE_NETWORKS.flatMap((text) => parseCidr(text)?.range ?? []);

/** Neither wider than a fixed network may be, nor outside the private ones. */
function isNarrow(text: string): boolean {
  const range = parseCidr(text)?.range;
  if (range === undefined) return false;
  const { version, low, high } = range;
  if (PRIVATE.some((one) => one.version === version && low >= one.low && high <= one.high)) return true;
  const bits = version === 4 ? 32 - S3_WIDEST_IPV4_PREFIX : 128 - S3_WIDEST_IPV6_PREFIX;
  return high - low + 1n <= 1n << BigInt(bits);
}

/** Does an ACL that names the grantee mean the principal (rule 81)? Unknown where nobody knows whose canonical user id it is (rule 44). */
export function isGrantee(principal: Principal, grantee: AclGrantee, facts: RequestFacts): Truth {
  if (grantee.kind === 'allUsers') return true;
  if (!('account' in principal) || grantee.kind === 'logDelivery') return false;
  if (grantee.kind === 'authenticatedUsers') return true;
  const account = grantee.account ?? accountOfCanonicalUser(facts, grantee.canonicalId);
  return account === undefined ? 'unknown' : account === principal.account;
}
