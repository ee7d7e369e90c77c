import type { PolicyDocument, PrincipalEntry, Statement } from '../domain/policy.ts';
import { parseCidr } from './ip.ts';

/** Keys that, held to fixed values, keep a statement from being public. Source: Amazon S3, Blocking public access (rule 82). */
const FIXING_KEYS = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);
const POSITIVE = /^(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/;

/** One public statement makes the whole policy public. */
export const isPublicPolicy = (document: PolicyDocument): boolean => document.statements.some(isPublicStatement);

function isPublicStatement(statement: Statement): boolean {
  if (statement.effect !== 'Allow' || statement.principals === undefined) return false;
  if ('in' in statement.principals && !statement.principals.in.some(isEverybody)) return false;
  return !statement.conditions.some(
    ({ operator, key, values }) =>
      POSITIVE.test(operator.name) &&
      !operator.ifExists &&
      operator.quantifier !== 'ForAllValues' &&
      FIXING_KEYS.has(key.toLowerCase()) &&
      values.length > 0 &&
      values.every((value) => isFixed(key.toLowerCase(), value)),
  );
}

const isEverybody = (entry: PrincipalEntry): boolean => entry.kind === 'AWS' && entry.value === '*';

function isFixed(key: string, value: string): boolean {
  if (key === 'aws:sourceip') return isNarrow(value);
  if (value.includes('${')) return false;
  if (key === 's3:dataaccesspointarn') return /^arn:[^:*?]+:s3:[^:*?]*:\d{12}:accesspoint\/.+$/.test(value);
  if (key === 'aws:userid') return /^A[A-Z0-9]+:\*$/.test(value) || !/[*?]/.test(value);
  return !/[*?]/.test(value);
}

/** Public: wider than /8 (IPv4) or /32 (IPv6), private ranges apart. */
function isNarrow(value: string): boolean {
  const cidr = parseCidr(value);
  if (cidr === undefined) return false;
  const { low, high, version } = cidr.range;
  const size = high - low + 1n;
  return version === 4 ? size <= 1n << 24n : size <= 1n << 96n;
}
