import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf, textsOf } from './answers.ts';
import { given, placeOf, sealedAs } from './described.ts';

export type RdsCall =
  | 'DescribeDBSnapshots'
  | 'DescribeDBSnapshotAttributes'
  | 'DescribeDBClusterSnapshots'
  | 'DescribeDBClusterSnapshotAttributes';

export const RDS: ServiceCalls<RdsCall> = {
  service: 'rds',
  reach: 'region',
  permissions: {
    DescribeDBSnapshots: ['rds:DescribeDBSnapshots'],
    DescribeDBSnapshotAttributes: ['rds:DescribeDBSnapshotAttributes'],
    DescribeDBClusterSnapshots: ['rds:DescribeDBClusterSnapshots'],
    DescribeDBClusterSnapshotAttributes: ['rds:DescribeDBClusterSnapshotAttributes'],
  },
};

/** How AWS calls a kind of snapshot in the names of its calls and fields. */
interface Kind {
  readonly type: 'AWS::RDS::DBSnapshot' | 'AWS::RDS::DBClusterSnapshot';
  readonly word: 'DBSnapshot' | 'DBClusterSnapshot';
  readonly source: 'DBInstanceIdentifier' | 'DBClusterIdentifier';
  /** Source: API DBSnapshot, DBClusterSnapshot. */
  readonly copied: 'SourceDBSnapshotIdentifier' | 'SourceDBClusterSnapshotArn';
}
const KINDS: readonly Kind[] = [
  {
    type: 'AWS::RDS::DBSnapshot',
    word: 'DBSnapshot',
    source: 'DBInstanceIdentifier',
    copied: 'SourceDBSnapshotIdentifier',
  },
  {
    type: 'AWS::RDS::DBClusterSnapshot',
    word: 'DBClusterSnapshot',
    source: 'DBClusterIdentifier',
    copied: 'SourceDBClusterSnapshotArn',
  },
];

export async function collectDatabaseSnapshots(reader: Reader<RdsCall>): Promise<readonly DescribedResource[]> {
  const lists = await Promise.all(KINDS.map((kind) => collectKind(reader, kind)));
  return lists.flat();
}

async function collectKind(reader: Reader<RdsCall>, kind: Kind): Promise<readonly DescribedResource[]> {
  const lists = await Promise.all(
    LISTS.map((input) => reader.items(`Describe${kind.word}s`, input, `${kind.word}s`, MARKER)),
  );
  const byArn = new Map(
    lists
      .flat()
      .filter(isObject)
      .map((one) => [neededText(one, `${kind.word}Arn`), one]),
  );
  return Promise.all([...byArn.values()].map((one) => readSnapshot(reader, kind, one)));
}

const MARKER = { answer: 'Marker', input: 'Marker' };
/**
 * Without a type, those made by hand and by RDS itself are listed; those that AWS Backup manages only by their type.
 * Source: API DescribeDBSnapshots, DescribeDBClusterSnapshots, SnapshotType.
 */
const LISTS = [{}, { SnapshotType: 'awsbackup' }];

/** Snapshots that RDS or AWS Backup makes are not shared, and cannot be: a copy by hand is. Source: Sharing a DB snapshot. */
async function readSnapshot(
  reader: Reader<RdsCall>,
  { type, word, source, copied }: Kind,
  item: JsonObject,
): Promise<DescribedResource> {
  const arn = neededText(item, `${word}Arn`);
  const name = neededText(item, `${word}Identifier`);
  const byHand = textOf(item, 'SnapshotType') === 'manual';
  const answer = byHand
    ? await reader.get(`Describe${word}Attributes`, { [`${word}Identifier`]: name }, { target: arn })
    : undefined;
  const attributes = objectsOf(objectOf(answer, `${word}AttributesResult`), `${word}Attributes`);
  const restore = attributes.find((one) => textOf(one, 'AttributeName') === 'restore');
  const sealed = item['Encrypted'] === true || item['StorageEncrypted'] === true;
  return {
    type,
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(item, 'TagList'),
    ...sealedAs(sealed, textOf(item, 'KmsKeyId')),
    ...(byHand && answer === undefined ? {} : { sharedWith: [...textsOf(restore, 'AttributeValues')].sort() }),
    ...given('copyOf', textOf(item, source)),
    ...given('copiedFrom', textOf(item, copied)),
  };
}
