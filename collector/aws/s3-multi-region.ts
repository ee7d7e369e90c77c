import type { S3MultiRegionAccessPoint, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, objectsOf, textOf } from './answers.ts';
import { given, NEXT_TOKEN } from './described.ts';
import { publicAccessBlockOf } from './s3.ts';

export type MultiRegionCall = 'ListMultiRegionAccessPoints' | 'GetMultiRegionAccessPointPolicy';

/** Both calls are answered in one Region, for all of them. Source: Amazon S3 API Reference, ListMultiRegionAccessPoints. */
const HOME_OF_ALL = 'us-west-2';

export async function collectMultiRegionAccessPoints(
  reader: Reader<MultiRegionCall>,
): Promise<readonly S3MultiRegionAccessPoint[]> {
  const { account, partition, cellRegion } = reader.place;
  if (partition !== 'aws') return [];
  const there = reader.inRegion(HOME_OF_ALL, cellRegion);
  const listed = await there.items('ListMultiRegionAccessPoints', { AccountId: account }, 'AccessPoints', NEXT_TOKEN);
  return Promise.all(listed.filter(isObject).map((one) => readPoint(there, one)));
}

async function readPoint(reader: Reader<MultiRegionCall>, listed: JsonObject): Promise<S3MultiRegionAccessPoint> {
  const { account, partition } = reader.place;
  const name = neededText(listed, 'Name');
  const arn = `arn:${partition}:s3::${account}:accesspoint/${textOf(listed, 'Alias') ?? name}`;
  return {
    type: 'AWS::S3::MultiRegionAccessPoint',
    arn,
    account,
    region: '',
    name,
    tags: {},
    ...given('policy', await readPolicy(reader, name, arn)),
    buckets: objectsOf(listed, 'Regions').map((one) => ({
      bucket: neededText(one, 'Bucket'),
      region: textOf(one, 'Region') ?? '',
      ...given('account', textOf(one, 'BucketAccountId')),
    })),
    ...given('publicAccessBlock', publicAccessBlockOf(objectOf(listed, 'PublicAccessBlock'))),
  };
}

/** Until all Regions have taken over a policy, it is the proposed one. Source: ProposedMultiRegionAccessPointPolicy. */
async function readPolicy(
  reader: Reader<MultiRegionCall>,
  name: string,
  arn: string,
): Promise<StoredPolicy | undefined> {
  const call = 'GetMultiRegionAccessPointPolicy';
  const input = { AccountId: reader.place.account, Name: name };
  const answer = await reader.get(call, input, { target: arn, notSet: ['NoSuchMultiRegionAccessPointPolicy'] });
  const policies = objectOf(answer, 'Policy');
  const established = textOf(objectOf(policies, 'Established') ?? {}, 'Policy');
  const proposed = textOf(objectOf(policies, 'Proposed') ?? {}, 'Policy');
  if (proposed !== undefined && proposed !== established)
    reader.doubt(call, arn, 'another policy has been proposed, which some Regions may have taken over');
  return established === undefined
    ? undefined
    : { name: 'Multi-Region access point policy', document: documentOf(established) };
}
