import { describe, expect, it } from 'vitest';
import { pathsTo } from '../../../answers/access-paths.ts';
import { NodeBook } from '../../../answers/node-info.ts';
import { routeOver } from '../../../answers/routes.ts';
import type { EffectiveAccess, Grant, Hop } from '../../../domain/access.ts';
import type { Formula } from '../../../domain/formula.ts';
import { permissionSetId, ssoGroupId, ssoUserId } from '../../../domain/node-ids.ts';
import { World } from '../../../reasoning/world.ts';
import { HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// A policy of the role, or an SCP, denies everything where identitystore:UserId is one user's.

const SET_ROLE = role('AWSReservedSSO_Baker_0123456789abcdef');
const CHAINED = role('chained');
const TABLE = `arn:aws:dynamodb:eu-west-1:${HOME}:table/orders`;
const SET = permissionSetId('arn:aws:sso:::permissionSet/ssoins-1/ps-1', HOME);
const BAKERS = ssoGroupId('bakers');

const hop = (kind: Hop['kind'], from: string, to: string, when: Formula = { kind: 'true' }): Hop => ({
  kind,
  from,
  to,
  technique: kind,
  verdict: when.kind === 'true' ? 'allowed' : 'conditional',
  when,
  by: [],
  assumptions: [],
  proof: 'certified',
});
const intoSet = (user: string): readonly Hop[] => [
  hop('assigned', ssoUserId(user), BAKERS),
  hop('assigned', BAKERS, SET),
  hop('federatesTo', SET, SET_ROLE.arn),
];
const userIs = (...values: readonly string[]): Formula => ({
  kind: 'test',
  operator: { name: 'StringEquals', ifExists: false },
  key: 'identitystore:userId',
  values,
});
const denied = (user: string): Formula => ({ kind: 'not', of: userIs(user) });

/** Verdict of the path over these hops to an access of their last role under the condition. */
function verdict(route: readonly Hop[], when: Formula): string | undefined {
  const world = new World(snapshotOf({ roles: [SET_ROLE, CHAINED] }));
  const grant: Grant = {
    actions: ['dynamodb:GetItem'],
    verdict: when.kind === 'true' ? 'allowed' : 'conditional',
    when,
    by: [],
    alsoNeeds: [],
    assumptions: [],
    proof: 'certified',
  };
  const access: EffectiveAccess = {
    principal: route.at(-1)?.to ?? '',
    resource: TABLE,
    scope: { kind: 'whole', pattern: TABLE, except: [], sample: TABLE },
    grants: [grant],
    cuts: [],
    unlisted: [],
  };
  const toGrant = pathsTo({ world, book: new NodeBook(world), language: 'en' }, access, grant);
  return toGrant(routeOver(route))?.verdict;
}

describe('a denial by identitystore:UserId (identity case 5)', () => {
  it('leaves nothing of the path of that user through a permission set, and others as they are', () => {
    expect(verdict(intoSet('ann'), denied('ann'))).toBeUndefined();
    expect(verdict(intoSet('bob'), denied('ann'))).toBe('allowed');
    expect(verdict(intoSet('bob'), userIs('ann', 'bob'))).toBe('allowed');
    expect(verdict(intoSet('eve'), userIs('ann', 'bob'))).toBeUndefined();
  });

  it('counts for the next role that the session enters, too', () => {
    const onwards = (user: string): readonly Hop[] => [
      ...intoSet(user),
      hop('assumes', SET_ROLE.arn, CHAINED.arn, denied('ann')),
    ];
    expect(verdict(onwards('ann'), { kind: 'true' })).toBeUndefined();
    expect(verdict(onwards('bob'), { kind: 'true' })).toBe('allowed');
  });

  it('stays a condition where AWS does not say what the session carries: behind a second role, and from account access manager', () => {
    const behind = [...intoSet('ann'), hop('assumes', SET_ROLE.arn, CHAINED.arn)];
    expect(verdict(behind, denied('ann'))).toBe('conditional');
    const manager = [
      hop('assigned', ssoUserId('ann'), 'entitlement:aa'),
      hop('assumes', 'entitlement:aa', CHAINED.arn),
    ];
    expect(verdict(manager, denied('ann'))).toBe('conditional');
  });
});
