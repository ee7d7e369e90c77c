import type { EffectiveAccess } from '../domain/access.ts';
import { type AccessReader, type Route, routesFrom } from './access-reader.ts';

/** Access that a subject holds itself or gains over some route, grouped by the principal that acts. */
export interface ReachedPrincipal {
  readonly principal: string;
  readonly routes: readonly Route[];
  readonly access: readonly EffectiveAccess[];
}

export async function reachedBy(
  reader: AccessReader,
  subject: string,
): Promise<{ readonly reached: readonly ReachedPrincipal[]; readonly truncated: boolean }> {
  const { routes, truncated } = await routesFrom(reader, subject);
  const byEnd = new Map<string, Route[]>();
  for (const route of routes) {
    const end = route.at(-1)?.to ?? subject;
    byEnd.set(end, [...(byEnd.get(end) ?? []), route]);
  }
  const reached: ReachedPrincipal[] = [];
  for (const [principal, ways] of byEnd) {
    reached.push({ principal, routes: ways, access: await reader.accessOf(principal) });
  }
  return { reached, truncated };
}
