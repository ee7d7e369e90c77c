import type { IamRole, IamUser, Snapshot } from '../domain/snapshot.ts';
import { matchActions } from './action-patterns.ts';
import { roleCaller, userCaller } from './callers.ts';
import { explainActions } from './explain.ts';
import { ordinaryCaller } from './question.ts';
import { targetOfArn } from './targets.ts';
import { World } from './world.ts';

/**
 * Whoever approves the request of a partner hands on what it can, once the token is released. Source: IAM API Reference,
 * AcceptDelegationRequest, SendDelegationToken; IAM User Guide, Review temporary delegation requests.
 */
const BOTH = ['iam:AcceptDelegationRequest', 'iam:SendDelegationToken'];

/** A world keeps what it has parsed: of more principals than this at a time it would be too much. */
const AT_A_TIME = 2000;

/** Users and roles whom both calls are not denied, of some request of their account; at most so many are asked about. */
export function delegatorsOf(
  snapshot: Snapshot,
  most: number,
): { readonly found: readonly string[]; readonly all: boolean } {
  const entities = [...snapshot.users, ...snapshot.roles];
  const found: string[] = [];
  let asked = 0;
  for (let from = 0; from < entities.length; from += AT_A_TIME) {
    const world = new World(snapshot);
    for (const entity of entities.slice(from, from + AT_A_TIME)) {
      if (!isAllowedByName(world, entity)) continue;
      if (asked === most) return { found, all: false };
      asked += 1;
      if (mayBoth(world, entity)) found.push(entity.arn);
    }
  }
  return { found, all: true };
}

function mayBoth(world: World, entity: IamUser | IamRole): boolean {
  const [, partition = 'aws'] = entity.arn.split(':');
  const request = targetOfArn(`arn:${partition}:iam::${entity.account}:delegation-request/some`, []);
  if (request === undefined) return false;
  const caller = 'groups' in entity ? userCaller(entity) : roleCaller(entity);
  const told = explainActions(world, caller, request, BOTH, ordinaryCaller(world.snapshot.takenAt));
  return told.every(({ verdict }) => verdict !== 'denied');
}

/** Cheap: some Allow of the identity policies names each. */
function isAllowedByName(world: World, entity: IamUser | IamRole): boolean {
  const statements = world.identityPolicies(entity).policies.flatMap(({ document }) => document.statements);
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  return BOTH.every((action) =>
    allows.some(({ actions }) =>
      'in' in actions ? matchActions(actions.in, action) !== false : matchActions(actions.notIn, action) !== true,
    ),
  );
}
