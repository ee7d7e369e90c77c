import type { Condition, PolicyDocument, Statement } from '../../../domain/policy.ts';
import {
  S3_PRIVATE_NETWORKS,
  S3_TRUSTED_KEYS,
  S3_WIDEST_IPV4_PREFIX,
  S3_WIDEST_IPV6_PREFIX,
} from '../../data/public-trusted-keys.ts';
import { inNetwork, type Network, readNetwork } from '../conditions/address.ts';

/** S3's meaning of "public": one statement that everybody can meet makes the whole policy public (rule 82). */
export const isPublic = (document: PolicyDocument, resource: string): boolean =>
  document.statements.some(
    (one) =>
      one.effect === 'Allow' && namesAnyone(one) && !one.conditions.some((condition) => isFixed(condition, resource)),
  );

const namesAnyone = ({ principals }: Statement): boolean =>
  principals !== undefined &&
  ('notIn' in principals || principals.in.some((one) => one.kind === 'AWS' && one.value === '*'));

/** Holds a trusted key to fixed values: a positive operator that a missing key does not meet. */
function isFixed({ operator, key, values }: Condition, resource: string): boolean {
  const name = key.toLowerCase();
  if (operator.ifExists || operator.quantifier === 'ForAllValues' || values.length === 0) return false;
  if (operator.name === 'Bool') return name === 'aws:principalisawsservice' && values.every((one) => one === 'true');
  if (!FIXING.has(operator.name) || !S3_TRUSTED_KEYS.has(name)) return false;
  if (name === 'aws:sourceip') return values.every(isNarrow);
  if (name === 's3:dataaccesspointarn' && !resource.includes(':accesspoint/')) return values.every(namesAccount);
  return values.every((one) => !/[*?]|\$\{/.test(one));
}
const FIXING = new Set(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress']);

/** In a bucket policy the access point may be a wildcard, its account not. */
const namesAccount = (arn: string): boolean => /^[^*?$]*:\d{12}:accesspoint\/[^$]*$/.test(arn);

const PRIVATE = S3_PRIVATE_NETWORKS.map(readNetwork).filter((one): one is Network => one !== undefined);

function isNarrow(cidr: string): boolean {
  const network = readNetwork(cidr);
  if (network === undefined) return false;
  if (PRIVATE.some((one) => inNetwork(network, one) && network.prefix >= one.prefix)) return true;
  return network.prefix >= (network.bits === 32 ? S3_WIDEST_IPV4_PREFIX : S3_WIDEST_IPV6_PREFIX);
}
