import { CONDITION_KEYS } from '../data/condition-keys.ts';
import { remembered } from './remembered.ts';

/** `service:Name`, both in lower case. */
export const readCall = remembered((text): { readonly service: string; readonly action: string } => {
  const [service = '', action = ''] = text.toLowerCase().split(':');
  return { service, action };
});

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
