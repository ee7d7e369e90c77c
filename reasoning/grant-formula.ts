import { crossingOn } from './action-facts.ts';
import { serviceOfAction } from './actions.ts';
import type { Crossing } from './data/cross-account-actions.ts';
import { ANONYMOUS_BELIEVED, isOwnersAlone, takesUnsigned } from './data/service-facts.ts';
import type { Gathering } from './gathering.ts';
import { asks } from './inquiry.ts';
import type { NamingForm } from './naming.ts';
import type { Reason } from './predicates.ts';
import type { Border } from './question.ts';
import { CERTAIN, NEVER, type Pair, type Space } from './space.ts';
import { agreed, andPairs, orPairs, perhaps } from './symbolic.ts';

/** What all layers say about the requests of one question. */
export interface Said {
  readonly space: Space;
  readonly gathering: Gathering;
  readonly border: Border;
  readonly identity: Pair;
  readonly permissionsBoundary: Pair;
  readonly session: Pair;
  /** Grants of the resource policy, by how they name the caller. */
  readonly named: (...forms: readonly NamingForm[]) => Pair;
}

/** Boundary and session policy: they cap what identity policies and role names grant. */
export const caps = ({ space, permissionsBoundary, session }: Said): Pair =>
  andPairs(space, permissionsBoundary, session);

/** The caller's own side: identity policies under their caps. */
export const identitySide = (said: Said): Pair => andPairs(said.space, said.identity, caps(said));

export const callerKind = ({ gathering }: Said): string => gathering.question.caller.principal.kind;

/** Something that AWS does not warrant, with the reason why. */
export function doubted({ gathering }: Pick<Said, 'gathering'>, pair: Pair, rule: number, text: string): Pair {
  if (pair.upper !== NEVER.upper) gathering.doubts.push({ rule, text });
  return perhaps(pair);
}

/** Named so that nothing of the caller's own side is needed within one account (layers table B). */
export function namedAlone(said: Said): Pair {
  const anyone = said.named('anyone');
  const open =
    callerKind(said) === 'federatedUser' ? doubted(said, anyone, 8, 'a grant to `*` for a federated user') : anyone;
  return orPairs(said.space, said.named('user', 'session', 'federatedUser', 'federated'), open);
}

const WAYS: readonly NamingForm[] = [
  'account',
  'user',
  'role',
  'session',
  'federatedUser',
  'viaUser',
  'federated',
  'anyone',
];

/** Named in any way that a caller with an account can be. */
export const namedSomehow = ({ named }: Said): Pair => named(...WAYS);

/** Who can grant where the service has no rule of its own: the caller's and the resource's side of the border. */
export function grantAcross(said: Said): Pair {
  switch (said.border) {
    case 'same':
      return sameAccount(said);
    case 'cross':
      return crossAccount(said);
    case 'noAccount':
      return withoutAccount(said);
    case 'unclear':
      return eitherOwner(said, sameAccount(said), crossAccount(said));
  }
}

/** Which account owns the resource is not known (rule 5). */
export function eitherOwner({ space, gathering }: Said, same: Pair, cross: Pair): Pair {
  const pair = agreed(space, same, cross);
  if (pair.lower !== pair.upper) gathering.doubts.push(ownerUnknown(gathering));
  return pair;
}

/** With the call that would tell, where that was not made everywhere. */
function ownerUnknown({ unread }: Gathering): Reason {
  const calls = unread.get('owner') ?? [];
  const text =
    calls.length === 0
      ? 'which account owns the resource is not known'
      : `which account owns the resource is not known: ${calls.join(', ')}`;
  return { rule: 5, text };
}

/** One account: identity side and resource grant are alternatives (rules 4, 6, 8). */
export function sameAccount(said: Said): Pair {
  const { space, named } = said;
  if (callerKind(said) === 'root') return CERTAIN;
  if (callerKind(said) === 'assumedRoot') return rootTask(said);
  const capped = andPairs(space, orPairs(space, said.identity, named('role', 'viaUser')), caps(said));
  return orPairs(space, namedAlone(said), capped);
}

/** A session of sts:AssumeRoot has its task policy; whether a resource can grant to it beside is open (rule 22). */
export function rootTask(said: Said): Pair {
  const granted = said.named('account', 'anyone');
  const open = doubted(said, granted, 22, 'a resource grant to a session of sts:AssumeRoot');
  return orPairs(said.space, identitySide(said), open);
}

/** Two accounts: both sides must allow, and the action must be one that crosses (rules 5, 10, 88). */
export function crossAccount(said: Said): Pair {
  if (!crosses(said)) return NEVER;
  const both = andPairs(said.space, namedSomehow(said), identitySide(said));
  if (crossing(said) !== 'unclear') return both;
  return doubted(said, both, 88, `whether ${said.gathering.question.action} crosses accounts`);
}

/** Many services let only a closed list of actions cross accounts (rule 88). */
export const crosses = (said: Said): boolean => crossing(said) !== 'stays';

const crossing = ({ gathering: { question } }: Said): Crossing => asks(question, crossingOn(question.target.arn));

/** No resource policy takes part. */
export function identityOnly(said: Said): Pair {
  if (said.border !== 'same') return NEVER;
  return callerKind(said) === 'root' ? CERTAIN : identitySide(said);
}

/** Services, and callers without credentials: only the resource policy speaks (rules 43, 49). */
export function withoutAccount(said: Said): Pair {
  const { named, gathering } = said;
  const { question } = gathering;
  if (callerKind(said) === 'service') return asks(question, isOwnersAlone) ? NEVER : named('service', 'anyone');
  const service = asks(question, serviceOfAction);
  if (!asks(question, (action) => takesUnsigned(action, question.target.arn))) return NEVER;
  if (ANONYMOUS_BELIEVED.has(service))
    gathering.leanings.push({ rule: 88, text: `${service} takes unsigned requests` });
  return named('anyone');
}
