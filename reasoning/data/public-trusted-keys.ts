/**
 * Condition keys that keep an S3 policy from being public where they are held to fixed values.
 * Source: Blocking public access to your Amazon S3 storage, The meaning of "public" (copy of 2026).
 */
export const S3_TRUSTED_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

/** Networks that are never public, and the widest prefixes that count as fixed elsewhere. */
export const S3_PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;
export const S3_WIDEST_IPV4_PREFIX = 8;
export const S3_WIDEST_IPV6_PREFIX = 32;
