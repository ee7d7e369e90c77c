import type { Claim } from '../claim.ts';
import { crossingOf } from '../data/cross-account-actions.ts';
import { isOwnersAlone, takesUnsigned } from '../data/service-facts.ts';
import type { Naming } from '../reference/principal-matching.ts';
import { truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, NO, none, perhaps, YES } from './expression.ts';
import { accountOf, serviceOf } from './layers.ts';
import { RESOURCE, type Samples } from './samples.ts';

/** What the combination of layers needs, as terms. */
export interface Terms {
  readonly claim: Claim;
  readonly samples: Samples;
  readonly identity: Bounds;
  readonly boundary: Bounds;
  readonly session: Bounds;
  readonly named: (...how: readonly Naming[]) => Bounds;
}

export const EVERY_NAMING: readonly Naming[] = [
  'account',
  'user',
  'role',
  'session',
  'federatedUser',
  'viaUser',
  'federated',
  'anyone',
];

type Border = 'none' | 'same' | 'cross' | 'unclear';
export function borderOf(claim: Claim): Border {
  const account = accountOf(claim);
  if (account === undefined) return 'none';
  const owner = claim.resource.account;
  if (owner === undefined) return 'unclear';
  return owner === account ? 'same' : 'cross';
}

export function byBorder(terms: Terms): Bounds {
  switch (borderOf(terms.claim)) {
    case 'same':
      return inAccount(terms);
    case 'cross':
      return across(terms);
    case 'none':
      return withoutAccount(terms);
    case 'unclear':
      return agreed(inAccount(terms), across(terms));
  }
}

export const agreed = (one: Bounds, other: Bounds): Bounds => ({
  lower: allOf(one, other).lower,
  upper: anyOf(one, other).upper,
});

export const own = ({ identity, boundary, session }: Terms): Bounds => allOf(identity, boundary, session);
export const caps = ({ boundary, session }: Terms): Bounds => allOf(boundary, session);

/** Named so that nothing else is needed; `*` for a federated user session is not documented. */
export function alone({ claim, named }: Terms): Bounds {
  const anyone = claim.principal.kind === 'federatedUser' ? perhaps(named('anyone')) : named('anyone');
  return anyOf(named('user', 'session', 'federatedUser', 'federated'), anyone);
}

export function inAccount(terms: Terms): Bounds {
  const { claim, named } = terms;
  if (claim.principal.kind === 'root') return YES;
  if (claim.principal.kind === 'assumedRoot') return byTask(terms);
  return anyOf(alone(terms), own(terms), allOf(named('role', 'viaUser'), caps(terms)));
}

export const byTask = (terms: Terms): Bounds => anyOf(own(terms), perhaps(terms.named('account', 'anyone')));

export const across = (terms: Terms): Bounds => allOf(crossing(terms), terms.named(...EVERY_NAMING), own(terms));

/** Of AWS Glue the resource has a say, too. */
function crossing({ claim, samples }: Terms): Bounds {
  const keys = serviceOf(claim) === 'glue' ? [RESOURCE] : [];
  return samples.overEachAction(keys, ({ request: { action, resource } }) => {
    const found = crossingOf(action, resource.arn);
    return found === 'unclear' ? unknown(88, 'whether the action crosses accounts') : truth(found === 'crosses');
  });
}

export const byIdentity = (terms: Terms): Bounds =>
  borderOf(terms.claim) !== 'same' ? NO : terms.claim.principal.kind === 'root' ? YES : own(terms);

export function withoutAccount({ claim, named, samples }: Terms): Bounds {
  if (claim.principal.kind !== 'service') {
    const unsigned = samples.actionIs((action) => takesUnsigned(action, claim.resource.arn));
    return allOf(unsigned, named('anyone'));
  }
  return allOf(none(samples.actionIs(isOwnersAlone)), named('service', 'anyone'));
}
