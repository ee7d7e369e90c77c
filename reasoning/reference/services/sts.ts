import { lastSegment } from '../../../domain/arn.ts';
import { caps, identitySide, namedSomehow } from '../formula.ts';
import type { Said } from '../layers.ts';
import { assumesRole, isFederatedCall, type Situation } from '../situation.ts';
import { allOf, anyOf, assuming, onlyMaybe, quiet, type Truth, unknown } from '../truth.ts';

/** Assuming a role always needs its trust policy (rules 23 to 27); undefined: no such call. */
export function trustGrant(said: Said): Truth | undefined {
  const { situation, named } = said;
  const { border, action, caller } = situation;
  if (action === 'assumeroot') return identitySide(said);
  if (isFederatedCall(situation) || (assumesRole(situation) && caller.kind === 'federated'))
    return anyOf([
      bySignIn(said),
      quiet(onlyMaybe(named('anyone'), 25, 'whether `*` in a trust policy names callers of identity providers')),
    ]);
  if (!assumesRole(situation) || border === 'noAccount') return undefined;
  const trusted = namedSomehow(said);
  if (trusted.is === false) return itself(situation) ? selfAssumption(said, trusted) : trusted;
  // AWS, Monitor and control actions taken with assumed roles: chains need sts:SetSourceIdentity on both sides (rule 27).
  const bothSides = border === 'cross' || (action === 'setsourceidentity' && caller.kind === 'roleSession');
  return bothSides ? allOf([trusted, identitySide(said)]) : withinAccount(said);
}

/** A provider that nobody read may not be there, or not take the token. */
const bySignIn = ({ named, situation }: Said): Truth =>
  situation.facts.identityProvider === 'unread'
    ? onlyMaybe(named('federated'), 25, 'the identity provider could not be read')
    : named('federated');

/** Stricter than other resources: a boundary binds even a user that the trust policy names (rule 23). */
function withinAccount(said: Said): Truth {
  const { named } = said;
  const limits = caps(said);
  const anyone =
    limits.is === true
      ? named('anyone')
      : onlyMaybe(named('anyone'), 23, 'a boundary or session policy against a trust in `*`');
  const session =
    named('session').is === true
      ? assuming(named('session'), 23, 'a trust in the session itself is not capped')
      : named('session');
  return anyOf([
    quiet(anyone),
    quiet(session),
    afterTrust(anyOf([named('user'), named('role')]), limits),
    afterTrust(named('account'), identitySide(said)),
  ]);
}

/** A way in that the trust policy does not open is not missed. */
const afterTrust = (trust: Truth, own: Truth): Truth => (trust.is === false ? quiet(trust) : allOf([trust, own]));

const itself = ({ caller, arn, border }: Situation): boolean =>
  caller.kind === 'roleSession' &&
  border === 'same' &&
  arn !== undefined &&
  lastSegment(arn.resource) === caller.roleName;

/** Since September 2022 a role must trust itself; some older ones need not (rule 24). */
function selfAssumption(said: Said, silent: Truth): Truth {
  if (said.situation.facts.roleCreatedBefore2022 === false || identitySide(said).is === false) return silent;
  return unknown(24, 'a role that assumes itself without a word of trust');
}
