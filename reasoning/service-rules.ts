import { isIdentityOnly, isNfsAction } from './action-facts.ts';
import { serviceOfAction } from './actions.ts';
import { kept } from './ask.ts';
import { OWN_GRANTS } from './data/own-grants.ts';
import { crossingOfShared, isUnsureOf } from './data/shared-snapshots.ts';
import type { Gathering } from './gathering.ts';
import {
  callerKind,
  doubted,
  grantAcross,
  identityOnly,
  identitySide,
  namedSomehow,
  type Said,
} from './grant-formula.ts';
import { asks } from './inquiry.ts';
import { isSharedWith } from './sharing-facts.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair, UNKNOWN } from './space.ts';
import { orPairs } from './symbolic.ts';

/** Services with rules of their own, and actions that only identity policies grant. */
export function otherGrant(said: Said, situation: Situation): Pair {
  const { question } = said.gathering;
  switch (asks(question, serviceOfAction)) {
    case 'execute-api':
      return apiGrant(said, situation);
    case 'elasticfilesystem':
      return fileSystemGrant(said, situation);
    case 'ec2':
    case 'ebs':
    case 'rds':
      return sharedGrant(said, situation);
    case 'ssm':
      return situation.facts.snapshotSharedWith === undefined ? grantAcross(said) : sharedGrant(said, situation);
    default:
      return asks(question, isIdentityOnly) ? identityOnly(said) : grantAcross(said);
  }
}

/** Methods of REST APIs: who authorises, and what is then asked of the API's policy (rule 86). */
function apiGrant(said: Said, situation: Situation): Pair {
  const { apiAuthorizer } = situation.facts;
  if (!isNamed(said, /^invoke$/)) return grantAcross(said);
  const signed = callerKind(said) !== 'anonymous';
  if (apiAuthorizer === undefined)
    return signed
      ? grantAcross(said)
      : doubted(said, said.named('anyone'), 86, 'how the method authorises is not given');
  if (apiAuthorizer === 'unread')
    return doubted(said, CERTAIN, 86, 'how the method authorises was not read, or methods differ');
  if (apiAuthorizer === 'AWS_IAM') return signed ? grantAcross(said) : NEVER;
  if (signed) return doubted(said, CERTAIN, 86, 'a signed request to a method that does not look at the signature');
  if (apiAuthorizer === 'LAMBDA') return orPairs(said.space, said.identity, said.named('anyone'));
  return hasNoPolicy(situation) ? CERTAIN : said.named('anyone');
}

/** A file system without a policy is open to whoever reaches its mount target (rule 87). */
function fileSystemGrant(said: Said, situation: Situation): Pair {
  const { question } = said.gathering;
  if (!asks(question, isNfsAction)) return grantAcross(said);
  if (hasNoPolicy(situation)) return CERTAIN;
  if (said.border !== 'cross') return grantAcross(said);
  const side = orPairs(said.space, namedSomehow(said), identitySide(said));
  return orPairs(said.space, grantAcross(said), doubted(said, side, 87, NFS_ACROSS));
}
const NFS_ACROSS = 'whether one side is enough for an NFS client of another account';

/** Snapshots and images have no policy, but a list of accounts; documents have one or the other (rule 88). */
function sharedGrant(said: Said, { facts, policies }: Situation): Pair {
  const { question } = said.gathering;
  const { caller, target } = question;
  const reaches = said.border === 'cross' ? crossingOfShared(target.arn) : undefined;
  if (reaches === undefined) return grantAcross(said);
  const shared = facts.snapshotSharedWith ?? [];
  const sealed = facts.snapshotEncryption;
  const restores = asks(question, serviceOfAction) === 'rds' && isNamed(said, /^restore/);
  if (sealed === 'awsManaged' || (sealed !== undefined && restores)) return NEVER;
  const crossing = asks(question, reaches);
  if (crossing === 'stays') return NEVER;
  const both = identitySide(said);
  if (isSharedWith(facts, caller)) return crossing === 'unclear' ? doubted(said, both, 88, SHARED_USE_UNCLEAR) : both;
  const unsure = policies.unread?.includes('resource') === true || isUnsureOf(shared);
  return unsure ? doubted(said, both, 88, SHARED_UNKNOWN) : NEVER;
}

const SHARED_UNKNOWN = 'whether it is shared with the account';
const SHARED_USE_UNCLEAR = 'whether sharing reaches this action';

/** What has a say after all policies: grants of a service's own (rules 88k, 88q, 90), and the volume behind an access point. */
export function furtherFilter(gathering: Gathering, { facts }: Situation): Pair {
  const { question, doubts } = gathering;
  const own = OWN_GRANTS[asks(question, ownGrantIn)];
  const answer = own === undefined ? undefined : facts[own.fact];
  if (answer === 'denies') return NEVER;
  const volume = asks(question, serviceOfAction) === 's3' && facts.accessPointOfVolume === true;
  if (own !== undefined && answer === 'unread') doubts.push(own.doubt);
  if (volume) doubts.push({ rule: 83, text: 'what the volume lets the file system user of the access point do' });
  return answer === 'unread' || volume ? UNKNOWN : CERTAIN;
}

export const ownGrantIn = kept((action): number => OWN_GRANTS.findIndex(({ of }) => of.test(action)));

const isNamed = ({ gathering }: Said, name: RegExp): boolean =>
  asks(gathering.question, (action) => name.test(action.slice(action.indexOf(':') + 1).toLowerCase()));

const hasNoPolicy = ({ policies }: Situation): boolean =>
  (policies.resource ?? []).length === 0 && policies.unread?.includes('resource') !== true;
