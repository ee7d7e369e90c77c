import type { DynamoDbStream, DynamoDbTable, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { documentOf, neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import {
  copiesField,
  type DynamoDbCopyCall,
  readChangeStreams,
  readTableCopies,
  replicasOf,
  type TableCopies,
} from './dynamodb-copies.ts';

export type DynamoDbCall =
  | 'ListTables'
  | 'DescribeTable'
  | 'GetResourcePolicy'
  | 'ListTagsOfResource'
  | DynamoDbCopyCall;

export const DYNAMODB: ServiceCalls<DynamoDbCall> = {
  service: 'dynamodb',
  reach: 'region',
  permissions: {
    ListTables: ['dynamodb:ListTables'],
    DescribeTable: ['dynamodb:DescribeTable'],
    GetResourcePolicy: ['dynamodb:GetResourcePolicy'],
    ListTagsOfResource: ['dynamodb:ListTagsOfResource'],
    ListBackups: ['dynamodb:ListBackups'],
    ListExports: ['dynamodb:ListExports'],
    DescribeExport: ['dynamodb:DescribeExport'],
    DescribeKinesisStreamingDestination: ['dynamodb:DescribeKinesisStreamingDestination'],
  },
};

type DynamoDbReader = Reader<DynamoDbCall>;

/** Tables with their indexes, and their streams as resources of their own. */
export async function collectTables(reader: DynamoDbReader): Promise<readonly (DynamoDbTable | DynamoDbStream)[]> {
  const paging = { answer: 'LastEvaluatedTableName', input: 'ExclusiveStartTableName' };
  const names = await reader.items('ListTables', { Limit: 100 }, 'TableNames', paging);
  const copies: TableCopies = names.length === 0 ? new Map() : await readTableCopies(reader);
  const tables = await Promise.all(
    names.filter((name) => typeof name === 'string').map((name) => readTable(reader, name, copies)),
  );
  return tables.flat();
}

async function readTable(
  reader: DynamoDbReader,
  name: string,
  copies: TableCopies,
): Promise<readonly (DynamoDbTable | DynamoDbStream)[]> {
  const { account, partition, region } = reader.place;
  const arn = `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
  const [described, policy, tags, changes] = await Promise.all([
    reader.get('DescribeTable', { TableName: name }, { target: arn }),
    readPolicy(reader, arn),
    reader.pages('ListTagsOfResource', { ResourceArn: arn }, NEXT_TOKEN, { target: arn }),
    readChangeStreams(reader, name, arn),
  ]);
  const table = objectOf(described, 'Table');
  // a table that was not described may be under any key
  const sealed = described === undefined ? {} : encryptionOf(objectOf(table, 'SSEDescription'));
  const common = { account, region, ...sealed };
  const indexes = [...objectsOf(table, 'GlobalSecondaryIndexes'), ...objectsOf(table, 'LocalSecondaryIndexes')];
  const stream = textOf(table ?? {}, 'LatestStreamArn');
  return [
    {
      type: 'AWS::DynamoDB::Table',
      arn,
      name,
      tags: tagsOf({ Tags: tags.flatMap((page) => objectsOf(page, 'Tags')) }),
      ...common,
      ...(policy === undefined ? {} : { policy }),
      ...copiesField([...replicasOf(table, arn, region), ...changes, ...(copies.get(arn) ?? [])]),
      indexes: indexes.map((index) => neededText(index, 'IndexName')).sort(),
    },
    ...(stream === undefined ? [] : [await readStream(reader, stream, arn, common)]),
  ];
}
const NEXT_TOKEN = { answer: 'NextToken', input: 'NextToken' };

async function readStream(
  reader: DynamoDbReader,
  arn: string,
  table: string,
  common: Pick<DynamoDbStream, 'account' | 'region' | 'encryption'>,
): Promise<DynamoDbStream> {
  const policy = await readPolicy(reader, arn);
  const name = arn.slice(arn.indexOf('/') + 1);
  return {
    type: 'AWS::DynamoDB::Stream',
    arn,
    name,
    tags: {},
    ...common,
    ...(policy === undefined ? {} : { policy }),
    table,
  };
}

async function readPolicy(reader: DynamoDbReader, arn: string): Promise<StoredPolicy | undefined> {
  const aim = { target: arn, notSet: ['PolicyNotFoundException'] };
  const answer = await reader.get('GetResourcePolicy', { ResourceArn: arn }, aim);
  const text = answer === undefined ? undefined : textOf(answer, 'Policy');
  return text === undefined ? undefined : { name: 'resource policy', document: documentOf(text) };
}

/** No description: the default, a key AWS owns. Which keys AWS manages in the account is known from KMS only. */
function encryptionOf(description: JsonObject | undefined): Pick<DynamoDbTable, 'encryption'> {
  const key = textOf(description ?? {}, 'KMSMasterKeyArn');
  const active = /^(ENABLED|ENABLING|UPDATING)$/.test(textOf(description ?? {}, 'Status') ?? '');
  return { encryption: key !== undefined && active ? { kind: 'customerManaged', key } : { kind: 'awsOwned' } };
}
