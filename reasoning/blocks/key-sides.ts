import { splitKey } from '../key-state.ts';

/** Whose facts settle what a key holds: the caller's (and what is the same for everybody), the target's, or both. */
export type Side = 'caller' | 'target' | 'both';

/** Of the keys that have a rule of their own in keys.ts; the others hang on the caller at most. */
const OF_TARGETS: ReadonlySet<string> = new Set([
  'aws:resourcetag/',
  's3:buckettag/',
  's3:accesspointtag/',
  'iam:resourcetag/',
  'secretsmanager:resourcetag/',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  's3:resourceaccount',
  'kms:resourcealiases',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:accesspointnetworkorigin',
  'aws:requestedregion',
  'lambda:functionurlauthtype',
]);
const OF_BOTH: ReadonlySet<string> = new Set(['lambda:invokedviafunctionurl']);

/** Of those of callers: all that they hang on is who the caller is, whatever is called and on what. */
const OF_CALLER_ALONE: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principaltag/',
  'aws:principaltype',
  'aws:userid',
  'aws:username',
]);

export const hangsOnCallerAlone = (key: string): boolean => OF_CALLER_ALONE.has(splitKey(key)[0]);

export function sideOf(key: string): Side {
  const [name] = splitKey(key);
  if (OF_BOTH.has(name)) return 'both';
  return OF_TARGETS.has(name) ? 'target' : 'caller';
}
