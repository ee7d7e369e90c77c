import { type AclGrant, accountOfCanonicalUser } from '../../../domain/request.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from '../../data/s3-acl-actions.ts';
import { crossAccount, identitySide, namedAlone, namedSomehow, sameAccount, withoutAccount } from '../formula.ts';
import type { Said } from '../layers.ts';
import type { Naming } from '../principal-matching.ts';
import type { Situation } from '../situation.ts';
import { agreed, allOf, anyOf, assuming, limited, NO, quiet, type Truth, unknown, YES } from '../truth.ts';
import { isPublic } from './s3-public.ts';

/** Bucket policy, ACLs, who owns the object, and Block Public Access (rules 81, 82). Undefined: the ordinary formula. */
export function s3Grant(said: Said): Truth | undefined {
  const { situation } = said;
  const { facts, border, caller } = situation;
  if (facts.s3ObjectOwner !== undefined && facts.s3ObjectOwner !== situation.resourceAccount && isObject(situation))
    return foreignObject(said);
  if (border === 'same')
    return situation.arn?.resource.startsWith('accesspoint/') === true ? accessPoint(said) : undefined;
  const blocked = facts.s3BlockPublicAccess === true || facts.s3RestrictPublicBuckets === true;
  const restricted = blocked && caller.kind !== 'service' && hasPublicPolicy(situation);
  const policy = restricted ? () => CUT : said.named;
  const open: Said = { ...said, named: withAcl(policy, situation) };
  if (border === 'unclear') return agreed(sameAccount(said), crossAccount(open), 5, 'which account owns the bucket');
  return border === 'cross' ? crossAccount(open) : withoutAccount(open);
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
    anyOf([named(how), ...(situation.facts.s3Acl ?? []).map((grant) => quiet(aclNames(grant, how, situation)))]);

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
