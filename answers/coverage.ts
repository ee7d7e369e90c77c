import { ALL_DESCRIBED } from '../domain/described-types.ts';
import type { CoverageCell } from '../domain/gap.ts';
import type { World } from '../reasoning/world.ts';
import { tellsOfCopies } from './copies.ts';

/** Services whose policies decide on identities and guardrails everywhere. */
const EVERYWHERE = new Set([
  ...['iam', 'organizations', 'sso-admin', 'identitystore', 'sts'],
  ...['okta', 'entra', 'google', 'keycloak', 'declared'],
  ...['eks', 'cognito-identity', 'rolesanywhere', 'account-access'],
]);

/** What these bring is told, and decides nothing: they matter to who asks about their service alone. */
const DECIDING_NOTHING = new Set([
  'eks ListAccessEntries',
  'eks DescribeAccessEntry',
  'eks ListAssociatedAccessPolicies',
  'rolesanywhere ListCrls',
]);

/** Ways to objects: of all that s3control tells, they matter to questions about S3 alone. */
const DOORS_OF_S3 = new Set([
  'ListMultiRegionAccessPoints',
  'GetMultiRegionAccessPointPolicy',
  'ListAccessGrantsInstances',
  'ListAccessGrants',
  'ListAccessGrantsLocations',
  'ListAccessPointsForDirectoryBuckets',
]);

const isDoor = ({ service, call }: CoverageCell): boolean =>
  service === 'lakeformation' ? call === 'ListResources' : service === 's3control' && DOORS_OF_S3.has(call);

/** Calls that were not complete and could change an answer about these services; other services' gaps do not matter to it. */
export function relevantGaps(world: World, services: ReadonlySet<string>): readonly CoverageCell[] {
  const named = new Set([...services, ...[...services].flatMap(calledAs)]);
  return world.snapshot.coverage.filter(
    (cell) =>
      cell.status !== 'complete' &&
      !tellsOfCopies(cell.service, cell.call) &&
      (!isDoor(cell) || services.has('s3') || services.has('s3express')) &&
      (decidesEverywhere(cell) || named.has(cell.service) || (isDoor(cell) && services.has('s3'))),
  );
}

const decidesEverywhere = ({ service, call }: CoverageCell): boolean =>
  EVERYWHERE.has(service) && !DECIDING_NOTHING.has(`${service} ${call}`);

/** The services of the calls that read things of a service, by its prefix: `opensearch` for `es`. */
const calledAs = (prefix: string): readonly string[] =>
  ALL_DESCRIBED.filter(({ catalogue }) => catalogue[0] === prefix).flatMap(({ list, facets }) =>
    [list, ...Object.values(facets)].map(([service]) => service),
  );
