import type { Hop } from '../domain/access.ts';
import {
  DELEGATION,
  entitledId,
  entitlementId,
  entitlementTechnique,
  entranceId,
  fitsItsRole,
  landingId,
  openOf,
  type RoleEntitlement,
} from '../domain/entitlement.ts';
import type { ContextValue } from '../domain/request.ts';
import { entitlementsOf } from '../domain/told-entitlements.ts';
import { ENTITLEMENT_DOUBTS } from './entitlement-doubts.ts';
import type { Environment } from './environment.ts';
import { environmentOf } from './environment.ts';
import { ABSENT, fixed, free, hidden, type KeyState } from './key-state.ts';
import { sessionOfRole } from './narrowed.ts';
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

const findEntrances = (world: World): ReadonlyMap<string, Entrance> =>
  new Map(
    entitlementsOf(world.snapshot)
      .filter((one) => fitsItsRole(one) && one.through !== DELEGATION)
      .flatMap((one): readonly [string, Entrance][] => {
        const [id, lands] = [entitlementId(one), landingId(one)];
        return [[id, { caller: entranceCaller(id, lands, one), role: one.role }], ...onwardOf(world, lands, one)];
      }),
  );

function entranceCaller(id: string, lands: string, one: RoleEntitlement): Caller {
  const { role, through, fixes = {}, opens = [], closedTags = false, needs = [] } = one;
  const entrance = {
    fixes: new Map(lowered(fixes)),
    opens: opens.map((key) => key.toLowerCase()),
    closedTags,
    needs,
    ...(lands === role ? {} : { lands }),
  };
  const principal: Caller['principal'] = entranceId(through).startsWith('service:')
    ? { kind: 'service', name: through }
    : { kind: 'federated', provider: through };
  return { id, principal, entrance };
}

/** The session of the first role enters the next one and does nothing else; that of a role that was not read, nobody knows. */
function onwardOf(world: World, id: string, { role: first, onward }: RoleEntitlement): readonly [string, Entrance][] {
  const role = onward === undefined ? undefined : world.role(first);
  if (role === undefined || onward === undefined) return [];
  const { externalId } = onward;
  const fixes = new Map(externalId === undefined ? [] : [['sts:externalid', externalId] as const]);
  const entrance = { fixes, opens: [], closedTags: true, needs: [] };
  return [[id, { caller: { ...sessionOfRole(role), id, entrance }, role: onward.role }]];
}

const lowered = <Value>(record: Readonly<Record<string, Value>>): readonly [string, Value][] =>
  Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]);

/** Does the entrance itself say what the key holds, or that it holds nothing? */
export const isSettledBy = ({ entrance }: Caller, key: string): boolean =>
  entrance !== undefined && settled(entrance, key) !== undefined;

/** What the entrance makes of the key; undefined: it says nothing of it. */
function settled(entrance: NonNullable<Caller['entrance']>, key: string): KeyState | undefined {
  const name = key.toLowerCase();
  const value = entrance.fixes.get(name);
  if (value !== undefined) return name === METHODS ? methods(key, value) : fixed(value);
  if (isOpened(entrance, name)) return free(key);
  return entrance.closedTags && /^aws:requesttag\//.test(name) ? ABSENT : undefined;
}

const METHODS = 'cognito-identity.amazonaws.com:amr';
const METHODS_UNPRINTED = {
  rule: 114,
  text: 'what else than its provider `amr` names of somebody who signed in is not documented',
};

/**
 * Of somebody who signed in, the token names the providers that were used, one of them also with the user at that provider; AWS does
 * not print in what form. Source: Amazon Cognito Developer Guide, Role trust and permissions.
 */
function methods(key: string, value: ContextValue): KeyState {
  const always = [value].flat();
  const provider = always.find((one) => !/^(un)?authenticated$/.test(one));
  if (provider === undefined) return fixed(value);
  return hidden(key, METHODS_UNPRINTED, { multi: true, mayBeAbsent: false, always, prefix: `${provider}:` });
}

/** Does the entrance give the key a value that nobody knows? `name` in lower case. */
export const isOpened = ({ opens }: NonNullable<Caller['entrance']>, name: string): boolean =>
  opens.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));

/** What the snapshot attaches, with the values that the caller's entrance gives to keys of the call. */
export function environmentFor(world: World, { entrance }: Caller): Environment {
  const environment = environmentOf(world);
  if (entrance === undefined) return environment;
  return {
    ...environment,
    keyState: (question, key) => settled(entrance, key) ?? environment.keyState(question, key),
  };
}

/** Who is entitled, as the sources say: facts, whatever the trust policy of the role lets in. */
export function entitlementHops({ snapshot }: World): readonly Hop[] {
  const kinds = new Map(snapshot.identitySources.map(({ id, kind }) => [id, kind]));
  return entitlementsOf(snapshot)
    .filter(fitsItsRole)
    .map((one): Hop => {
      const { source, rule } = one;
      const assumptions = openOf(one).map((why) => ENTITLEMENT_DOUBTS[why]);
      return {
        kind: 'assigned',
        from: entitledId(one),
        to: one.through === DELEGATION ? landingId(one) : entitlementId(one),
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
