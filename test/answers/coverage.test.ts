import { describe, expect, it } from 'vitest';
import { relevantGaps } from '../../answers/coverage.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';

const cell = (service: string, call: string, status: CoverageCell['status'] = 'denied'): CoverageCell => ({
  account: '111122223333',
  region: 'eu-west-1',
  service,
  call,
  status,
});
const told = (services: readonly string[], ...coverage: readonly CoverageCell[]): readonly string[] =>
  relevantGaps(new World({ ...NOTHING, coverage }), new Set(services)).map((gap) => `${gap.service}:${gap.call}`);

describe('gaps that are told with an answer', () => {
  it.each([
    ['eks', 'ListPodIdentityAssociations'],
    ['cognito-identity', 'GetIdentityPoolRoles'],
    ['rolesanywhere', 'ListProfiles'],
    ['account-access', 'ListEntitlements'],
  ])('are those of entrances, whatever is asked about: %s:%s', (service, call) => {
    expect(told(['dynamodb'], cell(service, call))).toEqual([`${service}:${call}`]);
  });

  it('are those of the service itself, also where its client is called otherwise, and of no other', () => {
    expect(told(['es'], cell('opensearch', 'DescribeDomains'), cell('kafka', 'GetClusterPolicy'))).toEqual([
      'opensearch:DescribeDomains',
    ]);
  });

  it('are those of places registered with Lake Formation where S3 or the Data Catalog is asked about', () => {
    const place = cell('lakeformation', 'ListResources', 'unsupported');
    expect([told(['s3'], place), told(['lakeformation'], place), told(['sqs'], place)]).toEqual([
      ['lakeformation:ListResources'],
      [],
      [],
    ]);
  });

  it('are none where the call was complete', () => {
    expect(told(['dynamodb'], cell('eks', 'ListClusters', 'complete'))).toEqual([]);
  });
});
