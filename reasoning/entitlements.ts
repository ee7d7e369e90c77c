import type { Hop } from '../domain/access.ts';
import {
  entitlementId,
  entitlementTechnique,
  entranceId,
  fitsItsRole,
  openOf,
  type RoleEntitlement,
} from '../domain/entitlement.ts';
import { ssoGroupId, ssoUserId } from '../domain/node-ids.ts';
import { ENTITLEMENT_DOUBTS } from './entitlement-doubts.ts';
import type { Environment } from './environment.ts';
import { environmentOf } from './environment.ts';
import { fixed } from './key-state.ts';
import type { Caller } from './question.ts';
import type { World } from './world.ts';

/** A way into one role, for whoever a source entitles to it. */
export interface Entrance {
  readonly caller: Caller;
  readonly role: string;
}

/** Every way in that some source tells of, by its node id; those through a provider of another account lead nowhere (rule 25b). */
export function entrancesOf(world: World): ReadonlyMap<string, Entrance> {
  const known = memo.get(world) ?? findEntrances(world);
  memo.set(world, known);
  return known;
}

const memo = new WeakMap<World, ReadonlyMap<string, Entrance>>();

const findEntrances = ({ snapshot }: World): ReadonlyMap<string, Entrance> =>
  new Map(
    snapshot.entitlements.filter(fitsItsRole).map((one) => {
      const id = entitlementId(one);
      return [id, { caller: entranceCaller(id, one), role: one.role }];
    }),
  );

function entranceCaller(id: string, { through, fixes = {}, needs = [] }: RoleEntitlement): Caller {
  const entrance = entranceId(through);
  const principal = entrance.startsWith('service:')
    ? ({ kind: 'service', name: through } as const)
    : ({ kind: 'federated', provider: through } as const);
  return { id, principal, entrance: { fixes: new Map(lowered(fixes)), needs } };
}

const lowered = <Value>(record: Readonly<Record<string, Value>>): readonly [string, Value][] =>
  Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]);

/** What the snapshot attaches, with the values that the caller's entrance gives to keys of the call. */
export function environmentFor(world: World, { entrance }: Caller): Environment {
  const environment = environmentOf(world);
  if (entrance === undefined) return environment;
  return {
    ...environment,
    keyState: (question, key) => {
      const value = entrance.fixes.get(key.toLowerCase());
      return value === undefined ? environment.keyState(question, key) : fixed(value);
    },
  };
}

/** Who is entitled, as the sources say: facts, whatever the trust policy of the role lets in. */
export function entitlementHops({ snapshot }: World): readonly Hop[] {
  const kinds = new Map(snapshot.identitySources.map(({ id, kind }) => [id, kind]));
  return snapshot.entitlements.filter(fitsItsRole).map((one): Hop => {
    const { principalKind, principalId, source, rule } = one;
    const assumptions = openOf(one).map((why) => ENTITLEMENT_DOUBTS[why]);
    return {
      kind: 'assigned',
      from: principalKind === 'user' ? ssoUserId(principalId) : ssoGroupId(principalId),
      to: entitlementId(one),
      technique: entitlementTechnique(kinds.get(source), rule),
      verdict: assumptions.length > 0 ? 'unknown' : 'allowed',
      when: { kind: 'true' },
      by: [],
      assumptions,
      proof: 'certified',
    };
  });
}

/** `*` stands for the id of any account. */
function standsFor(provider: string, entrance: string): boolean {
  const parts = entranceId(provider).split('*');
  const [head = '', tail] = parts;
  if (tail === undefined) return head === entrance;
  const between = entrance.slice(head.length, entrance.length - tail.length);
  return entrance.startsWith(head) && entrance.endsWith(tail) && /^\d{12}$/.test(between);
}

/** Is everybody who comes in here told of, person by person, by the sources that stand for the entrance? */
export function isToldByEntitlements({ snapshot }: World, caller: Caller): boolean {
  const standing = snapshot.identitySources.filter(({ providers }) =>
    providers.some((provider) => standsFor(provider, caller.id)),
  );
  return standing.length > 0 && standing.every(({ closed }) => closed);
}
