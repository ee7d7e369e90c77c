import type { AccessReader } from '../../answers/access-reader.ts';
import { hopIndex } from '../../answers/hop-index.ts';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';

/** What a store with these records is read as. */
export const readerOf = (hops: readonly Hop[], access: readonly EffectiveAccess[] = []): AccessReader => ({
  accessTo: async (arn) => access.filter(({ resource }) => resource === arn),
  principalsTo: async (arn) => access.filter(({ resource }) => resource === arn).map(({ principal }) => principal),
  accessOf: async (id, arn) =>
    access.filter(({ principal, resource }) => principal === id && (arn === undefined || resource === arn)),
  resourcesOf: async (id) => [
    ...new Set(access.filter(({ principal }) => principal === id).map(({ resource }) => resource)),
  ],
  hopsTo: async (nodes) => hops.filter(({ to }) => nodes.includes(to)),
  hopsFrom: async (nodes) => hops.filter(({ from }) => nodes.includes(from)),
  hops: async () => hopIndex(hops),
});
