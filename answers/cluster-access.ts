import type { ReachedCluster } from '../domain/cluster-access.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { ReachedGrant } from '../domain/lake-formation.ts';
import type { DescribedResource } from '../domain/snapshot.ts';
import { narrowedCallers } from '../reasoning/narrowed.ts';
import type { World } from '../reasoning/world.ts';
import { type PathContext, pathOfRoute } from './access-paths.ts';
import type { AccessReader } from './access-reader.ts';
import { routesEach } from './cut-routes.ts';
import { distancesTo, routesBetween, type Ways, waysInto } from './routes.ts';

/**
 * The access entries of EKS clusters that a subject has itself or as a role that it gets into. What an entry gives are
 * permissions of Kubernetes: no policy of IAM takes part in them, and none is judged here (rule 90).
 */
export async function reachedClusters(
  context: PathContext,
  reader: AccessReader,
  subject: string,
): Promise<{ readonly clusters?: readonly ReachedCluster[] }> {
  const clusters = await reachedOf(context, reader, subject, entriesOf(context.world));
  return clusters.length === 0 ? {} : { clusters };
}

/**
 * The permissions of Lake Formation that a subject has itself or as somebody that it gets into: they too are told alone (rule 90). What
 * data access policies grant in collections is judged as one action, and told in its parts (rule 88q).
 */
export async function reachedGrants(
  context: PathContext,
  reader: AccessReader,
  subject: string,
): Promise<{ readonly dataGrants?: readonly ReachedGrant[] }> {
  const { resources } = context.world.snapshot;
  const granted = resources.flatMap((one): readonly Granted[] => {
    if (one.type === 'AWS::Glue::Catalog') return one.dataGrants ?? [];
    return one.type === 'AWS::OpenSearchServerless::Collection' ? grantsOfRules(one) : [];
  });
  const dataGrants = await reachedOf(context, reader, subject, granted);
  return dataGrants.length === 0 ? {} : { dataGrants };
}

type Granted = Omit<ReachedGrant, 'verdict'>;

const grantsOfRules = ({ arn, dataAccess = [] }: DescribedResource): readonly Granted[] =>
  dataAccess.flatMap(({ policy, principals, permissions, on }) =>
    principals
      .filter((principal) => principal.startsWith('arn:'))
      .map((principal) => ({ principal, permissions, on: arn, by: { policy, parts: on } })),
  );

async function reachedOf<T extends { readonly principal: string }>(
  context: PathContext,
  reader: AccessReader,
  subject: string,
  entries: readonly T[],
): Promise<readonly (T & Pick<ReachedCluster, 'verdict'>)[]> {
  if (entries.length === 0) return [];
  const actingAs = everyoneActing(context.world);
  const goals = [...new Set(entries.flatMap(({ principal }) => actingAs(principal)))];
  const ways = await waysInto(reader, goals);
  const verdicts = new Map(goals.map((goal) => [goal, wayTo(context, ways, subject, goal)]));
  return entries.flatMap((entry) => {
    const found = actingAs(entry.principal).map((goal) => verdicts.get(goal));
    const verdict = SUREST_FIRST.find((one) => found.includes(one));
    return verdict === undefined ? [] : [{ ...entry, verdict }];
  });
}

/** The principal, and sessions of it that session policies cut: a cluster asks who somebody is, which no policy denies (rule 30). */
function everyoneActing(world: World): (principal: string) => readonly string[] {
  const sessions = groupedBy(narrowedCallers(world), ({ entity }) => entity?.arn ?? '');
  return (principal) => [principal, ...(sessions.get(principal) ?? []).map(({ id }) => id)];
}

const entriesOf = ({ snapshot }: World): readonly Omit<ReachedCluster, 'verdict'>[] =>
  snapshot.identitySources.flatMap(({ id, name, accessEntries = [] }) =>
    accessEntries.map((entry) => ({ cluster: id, name, ...entry })),
  );

const SUREST_FIRST = ['allowed', 'conditional', 'unknown'] as const;

/** The surest of all routes. Where there are more than were followed, one of them may be surer than what was found. */
function wayTo(context: PathContext, ways: Ways, subject: string, goal: string): ReachedCluster['verdict'] | undefined {
  if (subject === goal) return 'allowed';
  const { routes, cut } = routesBetween(ways, distancesTo(ways, goal), subject, routesEach(1));
  const verdicts = new Set(routes.map((route) => pathOfRoute(context, route)?.verdict));
  if (cut && !verdicts.has('allowed')) return 'unknown';
  return SUREST_FIRST.find((one) => verdicts.has(one));
}
