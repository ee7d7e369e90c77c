import type { CoverageCell } from '../domain/gap.ts';
import type { World } from '../reasoning/world.ts';

/** Services whose policies decide on identities and guardrails everywhere. */
const EVERYWHERE = new Set(['iam', 'organizations', 'sso-admin', 'identitystore', 'sts']);

/** Calls that were not complete and could change an answer about these services; other services' gaps do not matter to it. */
export function relevantGaps(world: World, services: ReadonlySet<string>): readonly CoverageCell[] {
  return world.snapshot.coverage.filter(
    (cell) => cell.status !== 'complete' && (EVERYWHERE.has(cell.service) || services.has(cell.service)),
  );
}
