import { CONDITION_KEYS } from '../data/condition-keys.ts';
import { remembered } from './remembered.ts';

/** `service:Name`, both in lower case. Written anew: to find it among the 22,000 that AWS lists takes longer. */
export function readCall(text: string): { readonly service: string; readonly action: string } {
  const name = text.toLowerCase();
  const colon = name.indexOf(':');
  if (colon < 0) return { service: name, action: '' };
  const end = name.indexOf(':', colon + 1);
  return { service: name.slice(0, colon), action: name.slice(colon + 1, end < 0 ? undefined : end) };
}

const keysThatAre = (cardinality: 'multi' | 'single'): ReadonlySet<string> =>
  new Set(CONDITION_KEYS.filter((one) => one.cardinality === cardinality).map((one) => one.key.toLowerCase()));
const MULTIVALUED = keysThatAre('multi');
const SINGLE_VALUED = keysThatAre('single');

/** A condition key in lower case, and what is known of it. */
export const readKey = remembered((name) => {
  const key = name.toLowerCase();
  const bucketTag = key.startsWith('aws:resourcetag/') || key.startsWith('s3:buckettag/');
  return { key, multivalued: MULTIVALUED.has(key), singleValued: SINGLE_VALUED.has(key), bucketTag };
});
