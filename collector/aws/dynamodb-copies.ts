import type { DataCopy } from '../../domain/copies.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, textOf } from './answers.ts';
import { NEXT_TOKEN } from './described.ts';

export type DynamoDbCopyCall = 'ListBackups' | 'ListExports' | 'DescribeExport' | 'DescribeKinesisStreamingDestination';

type CopyReader = Reader<DynamoDbCopyCall>;

/** Copies of tables by the ARN of the table. */
export type TableCopies = ReadonlyMap<string, readonly DataCopy[]>;

/**
 * Backups and exports of all tables of a Region. The list of exports does not say where they went, and holds those of the last
 * 90 days. Source: Amazon DynamoDB API Reference, ListBackups, ListExports, DescribeExport.
 */
export async function readTableCopies(reader: CopyReader): Promise<TableCopies> {
  const [backups, exports] = await Promise.all([
    reader.items('ListBackups', { BackupType: 'ALL' }, 'BackupSummaries', BACKUPS),
    reader.items('ListExports', { MaxResults: 25 }, 'ExportSummaries', NEXT_TOKEN),
  ]);
  const made = exports.filter(isObject).filter((one) => textOf(one, 'ExportStatus') !== 'FAILED');
  const found = [
    ...backups.filter(isObject).map(backupOf),
    ...(await Promise.all(made.map((one) => readExport(reader, neededText(one, 'ExportArn'))))).flat(),
  ];
  const byTable = new Map<string, DataCopy[]>();
  for (const [table, copy] of found) byTable.set(table, [...(byTable.get(table) ?? []), copy]);
  return byTable;
}

const BACKUPS = { answer: 'LastEvaluatedBackupArn', input: 'ExclusiveStartBackupArn' };

type Told = readonly [table: string, copy: DataCopy];

const backupOf = (item: JsonObject): Told => [
  neededText(item, 'TableArn'),
  { way: 'backup', at: neededText(item, 'BackupArn') },
];

async function readExport(reader: CopyReader, arn: string): Promise<readonly Told[]> {
  const answer = await reader.get('DescribeExport', { ExportArn: arn }, { target: arn });
  const bucket = textOf(objectOf(answer, 'ExportDescription') ?? {}, 'S3Bucket');
  const at = `arn:${reader.place.partition}:s3:::${bucket ?? ''}`;
  return bucket === undefined ? [] : [[arn.replace(/\/export\/.*$/, ''), { way: 'export', at }]];
}

/** The same table in other Regions, or in other accounts. Source: Amazon DynamoDB API Reference, ReplicaDescription. */
export const replicasOf = (table: JsonObject | undefined, arn: string, region: string): readonly DataCopy[] =>
  objectsOf(table, 'Replicas').flatMap((replica): readonly DataCopy[] => {
    const other = textOf(replica, 'RegionName');
    const named = textOf(replica, 'ReplicaArn');
    const at = named ?? (other === undefined || other === region ? arn : arn.replace(`:${region}:`, `:${other}:`));
    return at === arn ? [] : [{ way: 'replica', at }];
  });

/**
 * Kinesis streams that the table's changes are, or were, written to: a stream holds on to them when writing has ended.
 * Source: Amazon DynamoDB API Reference, KinesisDataStreamDestination.
 */
export async function readChangeStreams(reader: CopyReader, name: string, arn: string): Promise<readonly DataCopy[]> {
  const answer = await reader.get('DescribeKinesisStreamingDestination', { TableName: name }, { target: arn });
  return objectsOf(answer, 'KinesisDataStreamDestinations')
    .filter((one) => textOf(one, 'DestinationStatus') !== 'ENABLE_FAILED')
    .map((one) => ({ way: 'stream', at: neededText(one, 'StreamArn') }));
}

/** As a snapshot holds them: sorted, each once, and left out where there are none. */
export function copiesField(copies: readonly DataCopy[]): { readonly copies?: readonly DataCopy[] } {
  const byKey = new Map(copies.map((copy) => [`${copy.way} ${copy.at}`, copy]));
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, copy]) => copy);
  return sorted.length === 0 ? {} : { copies: sorted };
}
