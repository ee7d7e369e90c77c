import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, textOf } from './answers.ts';
import { NEXT_TOKEN } from './described.ts';

/** Ways to objects that are not judged here: that one is there leaves answers about S3 open. */
export type S3RegionalDoor = 'ListAccessPointsForDirectoryBuckets';

/** Their scope narrows what their policy allows. Source: Configuring IAM policies for using access points for directory buckets. */
export async function noteDirectoryAccessPoints(reader: Reader<S3RegionalDoor>): Promise<void> {
  const { account, partition, region } = reader.place;
  for (const one of await listed(reader, 'ListAccessPointsForDirectoryBuckets', 'AccessPointList')) {
    const name = neededText(one, 'Name');
    const arn = textOf(one, 'AccessPointArn') ?? `arn:${partition}:s3express:${region}:${account}:accesspoint/${name}`;
    const text = 'access through an access point of a directory bucket is not judged';
    reader.open('ListAccessPointsForDirectoryBuckets', arn, text);
  }
}

async function listed<Operation extends string>(
  reader: Reader<Operation>,
  operation: Operation,
  list: string,
): Promise<readonly JsonObject[]> {
  const items = await reader.items(operation, { AccountId: reader.place.account }, list, NEXT_TOKEN);
  return items.filter(isObject);
}
