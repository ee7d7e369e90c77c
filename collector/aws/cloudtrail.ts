import { accountOfArn } from '../../domain/arn.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectsOf, tagsOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, readPolicy } from './described.ts';

export type CloudTrailCall = 'ListEventDataStores' | 'GetResourcePolicy' | 'ListTags';

export const CLOUDTRAIL: ServiceCalls<CloudTrailCall> = {
  service: 'cloudtrail',
  reach: 'region',
  permissions: {
    ListEventDataStores: ['cloudtrail:ListEventDataStores'],
    GetResourcePolicy: ['cloudtrail:GetResourcePolicy'],
    ListTags: ['cloudtrail:ListTags'],
  },
};

/**
 * Event data stores of CloudTrail Lake. That of an organisation is listed to delegated administrators, too: it is read
 * where it belongs, in the management account. Source: Organization event data stores.
 */
export async function collectEventDataStores(reader: Reader<CloudTrailCall>): Promise<readonly DescribedResource[]> {
  const stores = await reader.items('ListEventDataStores', {}, 'EventDataStores', NEXT_TOKEN);
  const { account } = reader.place;
  const ownerOf = (one: JsonObject): string => accountOfArn(neededText(one, 'EventDataStoreArn')) ?? account;
  const own = stores.filter(isObject).filter((one) => ownerOf(one) === account);
  return Promise.all(own.map((one) => readStore(reader, one)));
}

/** The tags of a store that waits for its deletion are not told (InactiveEventDataStoreException): a gap of that store alone. */
async function readStore(reader: Reader<CloudTrailCall>, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'EventDataStoreArn');
  const [policy, answer] = await Promise.all([
    readPolicy(
      reader,
      'GetResourcePolicy',
      { ResourceArn: arn },
      {
        target: arn,
        field: 'ResourcePolicy',
        name: 'event data store policy',
        notSet: ['ResourcePolicyNotFoundException'],
      },
    ),
    reader.get('ListTags', { ResourceIdList: [arn] }, { target: arn }),
  ]);
  const [tags] = objectsOf(answer, 'ResourceTagList');
  return {
    type: 'AWS::CloudTrail::EventDataStore',
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'Name'),
    tags: tagsOf(tags, 'TagsList'),
    ...given('policy', policy),
  };
}
