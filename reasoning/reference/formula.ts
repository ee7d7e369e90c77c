import { crossingOf } from '../data/cross-account-actions.ts';
import { ANONYMOUS_BELIEVED, isOwnersAlone, takesUnsigned } from '../data/service-facts.ts';
import type { Said } from './layers.ts';
import type { Situation } from './situation.ts';
import { allOf, anyOf, assuming, limited, onlyMaybe, quiet, type Truth, YES } from './truth.ts';

/** Boundary and session policy: they cap what identity policies and role names grant. */
export const caps = (said: Said): Truth => allOf([said.permissionsBoundary, said.session]);

/** The caller's own side: identity policies under their caps. */
export const identitySide = (said: Said): Truth => allOf([said.identity, caps(said)]);

/** Named so that nothing of the caller's own side is needed within one account (layers table B). */
export function namedAlone({ named, situation }: Said): Truth {
  const federated = situation.caller.kind === 'federatedUser';
  const anyone = federated ? onlyMaybe(named('anyone'), 8, 'a grant to `*` for a federated user') : named('anyone');
  return anyOf([named('user'), named('session'), named('federatedUser'), named('federated'), anyone]);
}

/** Named in any way that a caller with an account can be. */
export const namedSomehow = ({ named }: Said): Truth => anyOf(WAYS.map(named));
const WAYS = ['account', 'user', 'role', 'session', 'federatedUser', 'viaUser', 'federated', 'anyone'] as const;

/** One account: identity side and resource grant are alternatives (rules 4, 6, 8). */
export function sameAccount(said: Said): Truth {
  const { named, situation } = said;
  if (situation.caller.kind === 'root') return YES;
  if (situation.caller.kind === 'assumedRoot') return rootTask(said);
  return anyOf([quiet(namedAlone(said)), allOf([anyOf([said.identity, named('role'), named('viaUser')]), caps(said)])]);
}

/** A session of sts:AssumeRoot has its task policy; whether a resource can grant to it beside is open (rule 22). */
export function rootTask(said: Said): Truth {
  const granted = quiet(anyOf([said.named('account'), said.named('anyone')]));
  return anyOf([identitySide(said), onlyMaybe(granted, 22, 'a resource grant to a session of sts:AssumeRoot')]);
}

/** Two accounts: both sides must allow, and the action must be one that crosses (rules 5, 10, 88). */
export function crossAccount(said: Said): Truth {
  const { named, situation } = said;
  const { action, resource } = situation.request;
  const crossing = crossingOf(action, resource.arn);
  if (crossing === 'stays') return closedToOthers(situation);
  const both = allOf([namedSomehow(said), identitySide(said)]);
  if (crossing === 'unclear') return onlyMaybe(both, 88, `whether ${action} crosses accounts`);
  const single = named('session').is === true || named('federatedUser').is === true;
  return both.is === false && single && said.identity.is === true
    ? assuming(both, 10, 'boundary and session policy bind across accounts even where the session itself is named')
    : both;
}

export const closedToOthers = ({ request }: Situation): Truth =>
  limited({ rule: 88, text: `${request.action} does not cross accounts, whatever the resource policy says` });

/** No resource policy takes part. */
export function identityOnly(said: Said): Truth {
  const { border, caller } = said.situation;
  if (border !== 'same') return closedToOthers(said.situation);
  return caller.kind === 'root' ? YES : identitySide(said);
}

/** Services, and callers without credentials: only the resource policy speaks (rules 43, 49). */
export function withoutAccount({ named, situation }: Said): Truth {
  const { caller, service, request } = situation;
  if (caller.kind === 'service') {
    if (isOwnersAlone(request.action)) return closedToOthers(situation);
    const anyone =
      named('anyone').is === true ? assuming(named('anyone'), 37, '`*` names AWS services as well') : named('anyone');
    return anyOf([named('service'), quiet(anyone)]);
  }
  if (!takesUnsigned(request.action, request.resource.arn))
    return limited({ rule: 88, text: `${request.action} takes no unsigned requests` });
  if (!ANONYMOUS_BELIEVED.has(service) || named('anyone').is !== true) return named('anyone');
  return assuming(named('anyone'), 88, `${service} takes unsigned requests`);
}
