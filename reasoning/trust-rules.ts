import { lastSegment } from '../domain/arn.ts';
import { callerKind, caps, doubted, grantAcross, identitySide, namedSomehow, type Said } from './grant-formula.ts';
import { assumesRole } from './question.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair } from './space.ts';
import { andPairs, orPairs } from './symbolic.ts';

/** Assuming a role always needs its trust policy (rules 23 to 27); other calls of AWS STS follow the ordinary formula. */
export function trustGrant(said: Said, situation: Situation): Pair {
  const { question } = said.gathering;
  const { space, named, border } = said;
  const [, action = ''] = question.action.toLowerCase().split(':');
  if (action === 'assumeroot') return identitySide(said);
  const signIn = /^assumerolewith(saml|webidentity)$/.test(action);
  if (signIn || (assumesRole(question) && callerKind(said) === 'federated'))
    return orPairs(space, bySignIn(said, situation), doubted(said, named('anyone'), 25, STAR_FOR_FEDERATED));
  if (!assumesRole(question) || border === 'noAccount') return grantAcross(said);
  // AWS, Monitor and control actions taken with assumed roles: chains need sts:SetSourceIdentity on both sides (rule 27).
  const chained = action === 'setsourceidentity' && callerKind(said) === 'roleSession';
  const bothSides = border === 'cross' || chained;
  const trusted = bothSides ? andPairs(space, namedSomehow(said), identitySide(said)) : withinAccount(said);
  return orPairs(space, trusted, itself(said, situation));
}
const STAR_FOR_FEDERATED = 'whether `*` in a trust policy names callers of identity providers';

/** A provider that nobody read may not be there, or not take the token. */
function bySignIn(said: Said, { facts }: Situation): Pair {
  const federated = said.named('federated');
  if (facts.identityProvider !== 'unread') return federated;
  const calls = said.gathering.unread.get('provider') ?? [];
  const text =
    calls.length === 0
      ? 'the identity provider could not be read'
      : `the identity provider could not be read: ${calls.join(', ')}`;
  return doubted(said, federated, 25, text);
}

/** Stricter than other resources: a boundary binds even a user that the trust policy names (rule 23). */
function withinAccount(said: Said): Pair {
  const { space, named } = said;
  const limits = caps(said);
  const anyone = named('anyone');
  const sure = andPairs(space, anyone, limits);
  if (sure.lower !== anyone.lower) doubted(said, anyone, 23, 'a boundary or session policy against a trust in `*`');
  return orPairs(
    space,
    { lower: sure.lower, upper: anyone.upper },
    named('session'),
    andPairs(space, named('user', 'role'), limits),
    andPairs(space, named('account'), identitySide(said)),
  );
}

/** Since September 2022 a role must trust itself; some older ones, or ones of unknown age, need not (rule 24). */
function itself(said: Said, { facts }: Situation): Pair {
  const { caller, target } = said.gathering.question;
  const { principal } = caller;
  const self =
    principal.kind === 'roleSession' &&
    said.border === 'same' &&
    lastSegment(target.arn) === principal.roleName &&
    facts.roleCreatedBefore2022 !== false;
  if (!self) return NEVER;
  return doubted(said, identitySide(said), 24, 'a role that assumes itself without a word of trust');
}
