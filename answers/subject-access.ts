import type { EffectiveAccess } from '../domain/access.ts';
import type { AccessReader } from './access-reader.ts';
import { routesEach } from './cut-routes.ts';
import { distancesTo, type Routes, routesBetween, waysOutOf } from './routes.ts';

/** Access that a subject holds itself or gains over some route, grouped by the principal that acts. */
export interface ReachedPrincipal extends Routes {
  readonly principal: string;
  readonly access: readonly EffectiveAccess[];
}

/** Nearest principals first. */
export async function reachedBy(reader: AccessReader, subject: string): Promise<readonly ReachedPrincipal[]> {
  const ways = await waysOutOf(reader, subject);
  const ends = [subject, ...[...ways.into.keys()].filter((node) => node !== subject)];
  const reached: ReachedPrincipal[] = [];
  for (const principal of ends) {
    const access = await reader.accessOf(principal);
    if (access.length === 0) continue;
    const routes = routesBetween(ways, distancesTo(ways, principal), subject, routesEach(ends.length));
    reached.push({ ...routes, principal, access });
  }
  return reached;
}
