import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { Resource } from '../domain/snapshot.ts';
import { callerOfId, callersOf } from '../reasoning/callers.ts';
import { effectiveAccess } from '../reasoning/effective.ts';
import { assumeHops } from '../reasoning/hops.ts';
import type { AccessReader } from './access-reader.ts';
import { askingEngine } from './asking-engine.ts';
import { hopIndex } from './hop-index.ts';
import type { OpenSnapshot } from './open-snapshot.ts';

/**
 * Stores hold the edges of callers that the snapshot knows or some policy names. Any other caller (a role of some other account,
 * a service, a sign-in) may still be let in by a policy that names its whole account or everybody: its edges are computed when
 * it is asked about.
 */
export function readerWith(open: OpenSnapshot, subject: string): AccessReader {
  const { world, reader } = open;
  const caller = callerOfId(world, subject);
  if (caller === undefined || callersOf(world).some((one) => one.id === caller.id)) return reader;
  const options = askingEngine(open);
  const { roles, resources } = world.snapshot;
  const accesses = (list: readonly Resource[]): readonly EffectiveAccess[] =>
    list.flatMap((resource) => effectiveAccess(world, caller, resource, options));
  const hops = (to?: readonly string[]): readonly Hop[] =>
    roles
      .filter(({ arn }) => to === undefined || to.includes(arn))
      .flatMap((role) => assumeHops(world, caller, role, options));
  return {
    accessTo: async (resource) => [
      ...(await reader.accessTo(resource)),
      ...accesses(resources.filter(({ arn }) => arn === resource)),
    ],
    principalsTo: async (resource) => [...(await reader.principalsTo(resource)), caller.id],
    accessOf: async (principal, resource) =>
      principal === caller.id
        ? accesses(resources.filter(({ arn }) => resource === undefined || arn === resource))
        : reader.accessOf(principal, resource),
    resourcesOf: async (principal) =>
      principal === caller.id ? resources.map(({ arn }) => arn) : reader.resourcesOf(principal),
    hopsTo: async (nodes) => [...(await reader.hopsTo(nodes)), ...hops(nodes)],
    hopsFrom: async (nodes) => [...(await reader.hopsFrom(nodes)), ...(nodes.includes(caller.id) ? hops() : [])],
    hops: async () => {
      const stored = await reader.hops();
      const own = hopIndex(hops());
      return {
        into: (node) => [...stored.into(node), ...own.into(node)],
        outOf: (node) => [...stored.outOf(node), ...own.outOf(node)],
        placeOf: stored.placeOf,
      };
    },
  };
}
