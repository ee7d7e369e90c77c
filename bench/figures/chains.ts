import type { AccessReader } from '../../answers/access-reader.ts';
import { hopIndex } from '../../answers/hop-index.ts';
import { NodeBook } from '../../answers/node-info.ts';
import type { OpenSnapshot } from '../../answers/open-snapshot.ts';
import { whoCan } from '../../answers/who-can.ts';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import { groupedBy } from '../../domain/grouped.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { assumeHops, directoryHops } from '../../reasoning/hops.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import { chainedRoles } from '../chained-roles.ts';
import { type Figure, type Measured, secondsSince } from '../figure.ts';
import { got } from '../sample.ts';

const SEED = 6;

/** For every critical table: all people who reach it, over which roles, with the verdict of each path. Hops and accesses are proved before. */
async function secondsForPaths(): Promise<Measured> {
  const world = new World(chainedRoles(SEED));
  const proving = performance.now();
  const [hops, access] = [hopsIn(world), accessIn(world)];
  const proved = secondsSince(proving);
  const open: OpenSnapshot = {
    snapshot: 'chains',
    world,
    book: new NodeBook(world),
    reader: readerOf(hops, access),
    certificate: () => undefined,
  };
  const started = performance.now();
  let [people, paths] = [0, 0];
  for (const { arn } of world.snapshot.resources) {
    const { results } = got(await whoCan(open, { resource: arn, actions: ['read'], among: 'people', language: 'en' }));
    people += results.length;
    paths += results.reduce((sum, one) => sum + one.paths.length, 0);
  }
  const value = secondsSince(started);
  const assumes = hops.filter(({ kind }) => kind === 'assumes').length;
  process.stderr.write(
    `  ${assumes} assume edges, proved with the accesses in ${proved.toFixed(1)} s; ${people} accesses of people, ${paths} paths\n`,
  );
  return { value };
}

/** Of the pairs that trust policies name: all others are closed by them. */
function hopsIn(world: World): readonly Hop[] {
  const found = world.snapshot.roles.flatMap((role) =>
    trustedBy(world, role).flatMap((one) => assumeHops(world, roleCaller(one), role, optionsOf(world))),
  );
  return [...directoryHops(world), ...found];
}

function trustedBy(world: World, { trustPolicy }: IamRole): readonly IamRole[] {
  const parsed = parsePolicy(trustPolicy);
  const entries = parsed.ok ? parsed.value.statements.flatMap(({ principals }) => principals ?? []) : [];
  return entries.flatMap((one) => ('in' in one ? one.in.flatMap(({ value }) => world.role(value) ?? []) : []));
}

/** Of the roles that the policies of the tables name. */
const accessIn = (world: World): readonly EffectiveAccess[] =>
  world.snapshot.roles
    .filter(({ inlinePolicies }) => inlinePolicies.some(({ name }) => name === 'tables'))
    .flatMap((role) =>
      world.snapshot.resources.flatMap((one) => effectiveAccess(world, roleCaller(role), one, optionsOf(world))),
    );

const optionsOf = (world: World): EngineOptions => ({
  profile: ordinaryCaller(world.snapshot.takenAt),
  replay: decide,
  onDisagreement: (one) => {
    throw new Error(JSON.stringify(one));
  },
});

function readerOf(hops: readonly Hop[], access: readonly EffectiveAccess[]): AccessReader {
  const [into, outOf] = [groupedBy(hops, ({ to }) => to), groupedBy(hops, ({ from }) => from)];
  const [on, of] = [groupedBy(access, ({ resource }) => resource), groupedBy(access, ({ principal }) => principal)];
  return {
    hopsTo: async (nodes) => nodes.flatMap((node) => into.get(node) ?? []),
    hopsFrom: async (nodes) => nodes.flatMap((node) => outOf.get(node) ?? []),
    accessTo: async (resource) => on.get(resource) ?? [],
    principalsTo: async (resource) => (on.get(resource) ?? []).map(({ principal }) => principal),
    accessOf: async (principal) => of.get(principal) ?? [],
    resourcesOf: async (principal) => (of.get(principal) ?? []).map(({ resource }) => resource),
    hops: async () => hopIndex(hops),
  };
}

export const figures: readonly Figure[] = [
  { name: 'paths over 5,000 roles', unit: 's', goal: { atMost: 10 }, measure: secondsForPaths },
];
