import { type AclGrant, accountOfCanonicalUser } from '../../../domain/request.ts';
import { isCrossAccountAction } from '../../data/cross-account-actions.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from '../../data/s3-acl-actions.ts';
import { crossAccount, identitySide, namedAlone, namedSomehow, sameAccount, withoutAccount } from '../formula.ts';
import type { Said } from '../layers.ts';
import type { Naming } from '../principal-matching.ts';
import type { Situation } from '../situation.ts';
import { agreed, allOf, anyOf, assuming, limited, NO, onlyMaybe, quiet, type Truth, unknown, YES } from '../truth.ts';
import { isPublic } from './s3-public.ts';

/** Bucket policy, ACLs, who owns the object, and Block Public Access (rules 81, 82). Undefined: the ordinary formula. */
export function s3Grant(said: Said): Truth | undefined {
  const { situation } = said;
  const { facts, border, caller } = situation;
  if (facts.s3ObjectOwner !== undefined && facts.s3ObjectOwner !== situation.resourceAccount && isObject(situation))
    return foreignObject(said);
  if (border === 'same') return isAccessPoint(situation) ? accessPoint(said) : ownObject(sameAccount(said), said);
  const blocked = facts.s3BlockPublicAccess === true || facts.s3RestrictPublicBuckets === true;
  const restricted = blocked && caller.kind !== 'service' && hasPublicPolicy(situation);
  const policy = restricted ? () => CUT : said.named;
  const open: Said = { ...said, named: withAcl(policy, situation) };
  if (border === 'unclear') return agreed(sameAccount(said), crossAccount(open), 5, 'which account owns the bucket');
  return ownObject(border === 'cross' ? onBothArns(open) : withoutAccount(open), said);
}

const isAccessPoint = ({ arn }: Situation): boolean => arn?.resource.startsWith('accesspoint/') === true;

/** Whether the policies of the caller's account must name the bucket behind an access point, too, AWS does not say (rule 83). */
function onBothArns(said: Said): Truth {
  const { situation } = said;
  const both = crossAccount(said);
  const behind = situation.context.has('s3:dataaccesspointarn') && !isAccessPoint(situation);
  if (!behind || !isCrossAccountAction(situation.request.action)) return both;
  return anyOf([both, onlyMaybe(namedSomehow(said), 83, BUCKET_BEHIND)]);
}
const BUCKET_BEHIND =
  'whether identity policies of another account must allow on the bucket behind the access point, too';

/** Where ACLs count, an object may be its writer's, and the bucket policy then grants nothing on it. */
function ownObject(one: Truth, { situation }: Said): Truth {
  const open = situation.facts.s3ObjectAclsUnread !== undefined && isObject(situation);
  return open && one.is === true && situation.facts.s3ObjectOwner === undefined
    ? assuming(one, 81, 'the account of the bucket owns the object')
    : one;
}

/** AWS says that both sides must permit; that an identity policy can be either side follows (rule 83). */
function accessPoint(said: Said): Truth {
  const whole = sameAccount(said);
  const byIdentity = whole.is === true && said.situation.caller.kind !== 'root' && namedAlone(said).is !== true;
  return byIdentity ? assuming(whole, 83, 'an identity policy opens an access point whose policy is silent') : whole;
}

const CUT = limited({ rule: 82, text: 'RestrictPublicBuckets cuts a public policy to the account of the bucket' });

const isObject = ({ arn }: Situation): boolean => arn?.account === '' && arn.resource.includes('/');

const hasPublicPolicy = ({ request, facts }: Situation): boolean =>
  facts.accessPointVpc === undefined &&
  (request.policies.resource ?? []).some((policy) => isPublic(policy.document, request.resource.arn));

/** An object that another account owns: the bucket policy only denies, the allow comes from the object's ACL (rule 81). */
function foreignObject(said: Said): Truth {
  const { situation } = said;
  if (situation.callerAccount === situation.facts.s3ObjectOwner) return identitySide(said);
  const acl = withAcl(() => NO, situation);
  const allowed =
    situation.border === 'noAccount'
      ? acl('anyone')
      : allOf([anyOf([acl('account'), acl('anyone')]), identitySide(said)]);
  return namedSomehow(said).is === true
    ? assuming(allowed, 81, 'the bucket policy does not grant on objects that another account owns')
    : allowed;
}

/** ACL grants as if the bucket policy had made them: a canonical user is an account. */
const withAcl =
  (named: Said['named'], situation: Situation): Said['named'] =>
  (how) =>
    anyOf([
      named(how),
      ...(situation.facts.s3Acl ?? []).map((grant) => quiet(aclNames(grant, how, situation))),
      unreadAcl(how, situation),
    ]);

/** The ACL of the object itself may say more. */
function unreadAcl(how: Naming, situation: Situation): Truth {
  const { facts, callerAccount, caller, request } = situation;
  const acts = OBJECT_ACL_ACTIONS.FULL_CONTROL.includes(request.action.toLowerCase()) && isObject(situation);
  const unsigned = how === 'anyone' && caller.kind === 'anonymous' && facts.s3ObjectAclsUnread === 'everybody';
  const signed = how === 'account' && callerAccount !== undefined && facts.s3ObjectAclsUnread !== undefined;
  return acts && (unsigned || signed) ? unknown(81, 'ACLs of single objects may say more') : NO;
}

function aclNames(grant: AclGrant, how: Naming, { facts, callerAccount, request }: Situation): Truth {
  const actions = (grant.on === 'object' ? OBJECT_ACL_ACTIONS : BUCKET_ACL_ACTIONS)[grant.permission];
  if (!actions.includes(request.action.toLowerCase())) return NO;
  const { grantee } = grant;
  if (grantee.kind === 'allUsers') return how === 'anyone' && facts.s3BlockPublicAccess !== true ? YES : NO;
  if (how !== 'account' || callerAccount === undefined || grantee.kind === 'logDelivery') return NO;
  if (grantee.kind === 'authenticatedUsers')
    return facts.s3BlockPublicAccess === true
      ? NO
      : assuming(YES, 81, 'a grant to AuthenticatedUsers still needs an identity policy');
  const account = grantee.account ?? accountOfCanonicalUser(facts, grantee.canonicalId);
  if (account === undefined) return unknown(44, 'whose canonical user id the ACL names is not known');
  return account === callerAccount ? YES : NO;
}
