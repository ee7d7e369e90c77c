import { COMPUTE_CALLS, COMPUTE_TYPES } from '../domain/compute-types.ts';
import type { FacetCall } from '../domain/described-types.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { RunningThing, UsedBy } from '../domain/used-by.ts';
import type { World } from '../reasoning/world.ts';

/** Told of a role by name; how many there are is told besides. */
const TOLD = 5;

/** What acts as each role, by ARN: first by type, then by name. */
export function usedByRole({ resources, computeBindings }: Snapshot): ReadonlyMap<string, UsedBy> {
  const bound = computeBindings.map(({ resource: id, type, name, use, role }) => ({ role, id, type, name, use }));
  const functions = resources.flatMap(({ arn: id, name, ...one }) =>
    one.type === 'AWS::Lambda::Function'
      ? [{ role: one.role, id, type: one.type, name, use: 'execution' as const }]
      : [],
  );
  const things = [...bound, ...functions].flatMap(({ role, ...thing }) =>
    role === undefined ? [] : [{ role, thing }],
  );
  return new Map(
    [...groupedBy(things, ({ role }) => role)].map(([role, all]) => {
      const first = sorted(all.map(({ thing }) => thing)).slice(0, TOLD);
      return [role, { total: all.length, first }];
    }),
  );
}

const sorted = (things: readonly RunningThing[]): readonly RunningThing[] =>
  things.toSorted((a, b) => compare(a.type, b.type) || compare(a.name, b.name) || compare(a.use, b.use));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The calls that would have told of more things that act as roles of the account: `ecs:ListTaskDefinitions`. */
export function usersUnread(world: World, account: string): readonly string[] {
  const lists = [COMPUTE_CALLS[0], ...Object.values(COMPUTE_TYPES).map(({ calls }) => calls[0])];
  const unlisted = lists.flatMap((call) => (call === undefined || world.knows(...call, account) ? [] : [call]));
  const partly = COMPUTE_CALLS.filter((call) => hasGap(world, call, account));
  return [...new Set([...unlisted, ...partly].map((call) => call.join(':')))].sort();
}

const hasGap = ({ snapshot }: World, [service, call]: FacetCall, account: string): boolean =>
  snapshot.coverage.some(
    (cell) => cell.account === account && cell.service === service && cell.call === call && cell.status !== 'complete',
  );
