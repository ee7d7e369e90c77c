import { type AclGrant, accountOfCanonicalUser } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { isCrossAccountAction } from '../data/cross-account-actions.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from '../data/s3-acl-actions.ts';
import type { Naming } from '../reference/principal-matching.ts';
import { isPublic } from '../reference/services/s3-public.ts';
import { NO as FALSE, type Truth, truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, boundsOf, MAYBE, NO, none, perhaps } from './expression.ts';
import { across, agreed, borderOf, EVERY_NAMING, inAccount, own, type Terms, withoutAccount } from './grants.ts';
import { accountOf } from './layers.ts';
import { RESOURCE } from './samples.ts';

/** Objects of another owner, Block Public Access, ACLs. */
export function onBucket(terms: Terms): Bounds {
  const { claim, samples } = terms;
  const { facts, resource, principal } = claim;
  const object = samples.over([RESOURCE], ({ arn }) => truth(arn?.account === '' && arn.resource.includes('/')));
  const foreign = facts.s3ObjectOwner !== undefined && facts.s3ObjectOwner !== resource.account ? object : NO;
  const blocked = facts.s3BlockPublicAccess === true || facts.s3RestrictPublicBuckets === true;
  const cut =
    blocked && principal.kind !== 'service' && facts.accessPointVpc === undefined
      ? samples.over([RESOURCE], ({ request }) =>
          truth((claim.policies.resource ?? []).some((policy) => isPublic(policy.document, request.resource.arn))),
        )
      : NO;
  const open: Terms = { ...terms, named: (...how) => anyOf(allOf(none(cut), terms.named(...how)), acl(terms, how)) };
  return anyOf(allOf(foreign, foreignObject(terms)), allOf(none(foreign), bucket(terms, open)));
}

function bucket(terms: Terms, open: Terms): Bounds {
  switch (borderOf(terms.claim)) {
    case 'same':
      return inAccount(terms);
    case 'cross':
      return anyOf(across(open), behindAccessPoint(open));
    case 'none':
      return withoutAccount(open);
    case 'unclear':
      return agreed(inAccount(terms), across(open));
  }
}

/** Identity policies of another account that allow on the access point only: AWS does not say whether that is enough. */
function behindAccessPoint({ samples, named }: Terms): Bounds {
  const behind = samples.over([RESOURCE, 's3:DataAccessPointArn'], ({ arn, context }) =>
    truth(context.has('s3:dataaccesspointarn') && arn?.resource.startsWith('accesspoint/') !== true),
  );
  return perhaps(allOf(samples.actionIs(isCrossAccountAction), behind, named(...EVERY_NAMING)));
}

/** The bucket policy only denies; the ACL of the object opens it. */
function foreignObject(terms: Terms): Bounds {
  const { claim } = terms;
  if (accountOf(claim) === claim.facts.s3ObjectOwner) return own(terms);
  if (accountOf(claim) === undefined) return acl(terms, ['anyone']);
  return allOf(acl(terms, ['account', 'anyone']), own(terms));
}

function acl({ claim, samples }: Terms, how: readonly Naming[]): Bounds {
  return anyOf(
    unreadAcl({ claim, samples }, how),
    ...(claim.facts.s3Acl ?? []).map((grant) => {
      const names = anyOf(...how.map((one) => boundsOf(aclNames(claim, grant, one))));
      return names.upper === 'false'
        ? NO
        : allOf(
            samples.actionIs((action) => aclActions(grant).includes(action.toLowerCase())),
            names,
          );
    }),
  );
}

/** What the ACLs of single objects may grant. */
function unreadAcl({ claim, samples }: Pick<Terms, 'claim' | 'samples'>, how: readonly Naming[]): Bounds {
  const { facts, principal } = claim;
  const account = how.includes('account') && 'account' in principal && facts.s3ObjectAclsUnread !== undefined;
  const anyone = how.includes('anyone') && principal.kind === 'anonymous' && facts.s3ObjectAclsUnread === 'everybody';
  if (!account && !anyone) return NO;
  const object = samples.over([RESOURCE], ({ arn }) => truth(arn?.account === '' && arn.resource.includes('/')));
  const acts = samples.actionIs((action) => OBJECT_ACL_ACTIONS.FULL_CONTROL.includes(action.toLowerCase()));
  return allOf(object, acts, MAYBE);
}

function aclNames({ principal, facts }: Claim, { grantee }: AclGrant, how: Naming): Truth {
  const shut = facts.s3BlockPublicAccess === true;
  if (grantee.kind === 'allUsers') return truth(how === 'anyone' && !shut);
  if (how !== 'account' || !('account' in principal) || grantee.kind === 'logDelivery') return FALSE;
  if (grantee.kind === 'authenticatedUsers') return truth(!shut);
  const account = grantee.account ?? accountOfCanonicalUser(facts, grantee.canonicalId);
  return account === undefined ? unknown(44, 'a canonical user id') : truth(account === principal.account);
}

const aclActions = ({ on, permission }: AclGrant): readonly string[] =>
  (on === 'object' ? OBJECT_ACL_ACTIONS : BUCKET_ACL_ACTIONS)[permission];
