import type { Decision } from '../domain/decision.ts';
import type { AccessRequest } from '../domain/request.ts';
import { crossAccount, sameAccount, withoutAccount } from './reference/formula.ts';
import { type Said, whatLayersSay } from './reference/layers.ts';
import { kmsGrant } from './reference/services/kms.ts';
import { lambdaGrant } from './reference/services/lambda.ts';
import { otherGrant, ownGrant, volumeLets } from './reference/services/others.ts';
import { s3Grant } from './reference/services/s3.ts';
import { trustGrant } from './reference/services/sts.ts';
import { settledBeforePolicies } from './reference/settled.ts';
import { isDelegated, situationOf } from './reference/situation.ts';
import { agreed, allOf, assuming, not, type Truth, YES } from './reference/truth.ts';

/**
 * The reference semantics: one page, no shortcuts. Everything faster is tested against this.
 * Any Deny wins; every limit must allow; then somebody must grant. What is not known reaches the answer only if it decides.
 * Source: AWS, How AWS enforcement code logic evaluates requests to allow or deny access; docs/semantics.md.
 */
export function decide(request: AccessRequest): Decision {
  const situation = situationOf(request);
  const settled = settledBeforePolicies(situation);
  if (settled !== undefined) return settled;

  const said = whatLayersSay(situation);
  if (said.denied.is === true) return { kind: 'explicitlyDenied', by: said.denied.by, assumptions: said.denied.given };

  const template = isDelegated(situation) ? assuming(said.session, 116, 'its policy cuts every grant') : YES;
  const filters = allOf([ownGrant(situation), volumeLets(situation), template]);
  const allowed = allOf([said.scp, said.vpcEndpoint, granted(said), filters]);
  return answer(allowed, allOf([allowed, not(said.denied)]));
}

/** Who can grant: the service's own rule where it has one, else the caller's and the resource's side of the border. */
function granted(said: Said): Truth {
  return grantOfService(said) ?? grantAcross(said);
}

function grantOfService(said: Said): Truth | undefined {
  switch (said.situation.service) {
    case 'kms':
      return kmsGrant(said);
    case 'sts':
      return trustGrant(said);
    case 's3':
      return s3Grant(said);
    case 'lambda':
      return lambdaGrant(said);
    default:
      return otherGrant(said);
  }
}

function grantAcross(said: Said): Truth {
  switch (said.situation.border) {
    case 'same':
      return sameAccount(said);
    case 'cross':
      return crossAccount(said);
    case 'noAccount':
      return withoutAccount(said);
    case 'unclear':
      return agreed(sameAccount(said), crossAccount(said), 5, 'which account owns the resource is not known');
  }
}

/** `allowed` leaves the denials out: where it is false, the request is denied whatever they say. */
function answer(allowed: Truth, whole: Truth): Decision {
  const last = allowed.is === false ? allowed : whole;
  if (last.is === 'unknown') return { kind: 'unknown', reasons: last.because };
  if (last.is === true) return { kind: 'allowed', by: last.by, assumptions: last.given };
  const { missing, given, limit } = last;
  return { kind: 'implicitlyDenied', missing, assumptions: given, ...(limit === undefined ? {} : { limit }) };
}
