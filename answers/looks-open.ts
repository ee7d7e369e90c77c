import type { LooksOpen } from '../domain/answer.ts';
import { serviceId } from '../domain/node-ids.ts';
import type { PrincipalEntry } from '../domain/policy.ts';
import { callerOfId, roleCaller, userCaller } from '../reasoning/callers.ts';
import { explainActions } from '../reasoning/explain.ts';
import { type Caller, ordinaryCaller } from '../reasoning/question.ts';
import type { World } from '../reasoning/world.ts';
import type { AskedOf } from './asked-of.ts';

/**
 * Principals of the snapshot and services that the policy of a resource (or of a role) names with Allow, and that have none of the asked
 * actions. `able`: those of them, and perhaps others, who have some.
 */
export function looksOpen(
  world: World,
  { asked, listed, policy, targets }: AskedOf,
  able: ReadonlySet<string>,
): readonly LooksOpen[] {
  const [target] = targets;
  if (policy === undefined || target === undefined) return [];
  return policy.document.statements.flatMap((statement, index): LooksOpen[] => {
    if (statement.effect !== 'Allow' || statement.principals === undefined || !('in' in statement.principals))
      return [];
    return statement.principals.in.flatMap((entry): LooksOpen[] => {
      const caller = namedBy(world, entry);
      const action = listed
        .map((one) => one.name)
        .find(
          (name) =>
            asked.includes(name) &&
            'in' in statement.actions &&
            statement.actions.in.some((text) => text.toLowerCase() === name.toLowerCase()),
        );
      if (caller === undefined || able.has(caller.id) || action === undefined) return [];
      const [explained] = explainActions(world, caller, target, [action], ordinaryCaller(world.snapshot.takenAt));
      const ref = {
        layer: 'resource' as const,
        policy: policy.name,
        index,
        ...(statement.sid === undefined ? {} : { sid: statement.sid }),
      };
      const { missing = [], deniedBy = [] } = explained ?? {};
      return [{ principal: caller.id, statement: ref, missing, ...(deniedBy.length === 0 ? {} : { deniedBy }) }];
    });
  });
}

/** Whom the policy names with Allow. */
export const namedByPolicy = (world: World, { policy }: AskedOf): readonly string[] =>
  (policy?.document.statements ?? []).flatMap(({ effect, principals }) =>
    effect === 'Allow' && principals !== undefined && 'in' in principals
      ? principals.in.flatMap((entry) => namedBy(world, entry)?.id ?? [])
      : [],
  );

function namedBy(world: World, { kind, value }: PrincipalEntry): Caller | undefined {
  if (kind === 'Service') return callerOfId(world, serviceId(value));
  const role = world.role(value);
  const user = world.user(value);
  return role !== undefined ? roleCaller(role) : user !== undefined ? userCaller(user) : undefined;
}
