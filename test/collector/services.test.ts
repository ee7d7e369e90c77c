import { describe, expect, it } from 'vitest';
import { collectTables, DYNAMODB } from '../../collector/aws/dynamodb.ts';
import { collectVpcEndpoints, EC2_ENDPOINTS, EC2_REGIONS, readRegions } from '../../collector/aws/ec2.ts';
import { collectKeys, KMS } from '../../collector/aws/kms.ts';
import { collectLambda, LAMBDA } from '../../collector/aws/lambda.ts';
import { collectSecrets, SECRETS_MANAGER } from '../../collector/aws/secretsmanager.ts';
import { collectTopics, SNS } from '../../collector/aws/sns.ts';
import { collectQueues, SQS } from '../../collector/aws/sqs.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

describe('dynamodb', () => {
  it('reads tables and streams, each with its own policy', async () => {
    const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`;
    const changes = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/changes`;
    const { value, gaps } = await read(DYNAMODB, collectTables, {
      'dynamodb:ListTables': ({ ExclusiveStartTableName }) =>
        ExclusiveStartTableName === undefined ? { TableNames: ['t'], LastEvaluatedTableName: 't' } : { TableNames: [] },
      'dynamodb:DescribeTable': {
        Table: {
          GlobalSecondaryIndexes: [{ IndexName: 'z' }],
          LocalSecondaryIndexes: [{ IndexName: 'a' }],
          LatestStreamArn: `${table}/stream/2026`,
          Replicas: [{ RegionName: 'us-east-1' }, { RegionName: REGION }],
          SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'arn:aws:kms:eu-west-1:1:key/k' },
        },
      },
      'dynamodb:GetResourcePolicy': ({ ResourceArn }) =>
        ResourceArn === table ? { Policy: TEXT } : failure('PolicyNotFoundException'),
      'dynamodb:ListTagsOfResource': { Tags: [{ Key: 'k', Value: 'v' }] },
      'dynamodb:ListBackups': { BackupSummaries: [{ TableArn: table, BackupArn: `${table}/backup/01` }] },
      'dynamodb:ListExports': {
        ExportSummaries: [
          { ExportArn: `${table}/export/01`, ExportStatus: 'COMPLETED' },
          { ExportArn: `${table}/export/02`, ExportStatus: 'FAILED' },
        ],
      },
      'dynamodb:DescribeExport': { ExportDescription: { S3Bucket: 'lake' } },
      'dynamodb:DescribeKinesisStreamingDestination': {
        KinesisDataStreamDestinations: [
          { StreamArn: changes, DestinationStatus: 'DISABLED' },
          { StreamArn: `${changes}-never`, DestinationStatus: 'ENABLE_FAILED' },
        ],
      },
    });
    const encryption = { kind: 'customerManaged', key: 'arn:aws:kms:eu-west-1:1:key/k' };
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::DynamoDB::Table',
        arn: table,
        name: 't',
        account: ACCOUNT,
        region: REGION,
        tags: { k: 'v' },
        policy: { name: 'resource policy', document: POLICY },
        copies: [
          { way: 'backup', at: `${table}/backup/01` },
          { way: 'export', at: 'arn:aws:s3:::lake' },
          { way: 'replica', at: table.replace(REGION, 'us-east-1') },
          { way: 'stream', at: changes },
        ],
        indexes: ['a', 'z'],
        encryption,
      },
      {
        type: 'AWS::DynamoDB::Stream',
        arn: `${table}/stream/2026`,
        name: 't/stream/2026',
        account: ACCOUNT,
        region: REGION,
        tags: {},
        table,
        encryption,
      },
    ]);
  });

  it('says nothing of the key of a table that could not be described', async () => {
    const { value, gaps } = await read(DYNAMODB, collectTables, {
      'dynamodb:ListTables': { TableNames: ['t'] },
      'dynamodb:DescribeTable': () => failure('AccessDeniedException', 'denied'),
      'dynamodb:GetResourcePolicy': () => failure('PolicyNotFoundException'),
      'dynamodb:ListTagsOfResource': { Tags: [] },
      'dynamodb:ListBackups': {},
      'dynamodb:ListExports': {},
      'dynamodb:DescribeKinesisStreamingDestination': {},
    });
    expect(gaps).toMatchObject([{ call: 'DescribeTable', status: 'denied' }]);
    expect(value).toHaveLength(1);
    expect(value[0]?.encryption).toBeUndefined();
  });
});

describe('kms', () => {
  it('reads keys with policy, grants, aliases and tags', async () => {
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
    const { value, gaps } = await read(KMS, collectKeys, {
      'kms:ListKeys': { Keys: [{ KeyId: 'k', KeyArn: arn }] },
      'kms:ListAliases': {
        Aliases: [
          { AliasName: 'alias/b', TargetKeyId: 'k' },
          { AliasName: 'alias/a', TargetKeyId: 'k' },
          { AliasName: 'alias/aws/s3' },
        ],
      },
      'kms:DescribeKey': { KeyMetadata: { KeyManager: 'CUSTOMER', KeyState: 'Enabled' } },
      'kms:GetKeyPolicy': { Policy: TEXT },
      'kms:ListGrants': ({ Marker }) =>
        Marker === undefined
          ? {
              Grants: [
                {
                  GrantId: 'g1',
                  GranteePrincipal: 'arn:aws:iam::1:role/r',
                  IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
                  Operations: ['Encrypt', 'Decrypt'],
                  Constraints: { EncryptionContextSubset: { b: '2', a: '1' } },
                },
              ],
              Truncated: true,
              NextMarker: 'm',
            }
          : {
              Grants: [
                {
                  GrantId: 'g2',
                  GranteeServicePrincipal: 'dynamodb.amazonaws.com',
                  RetiringServicePrincipal: 'dynamodb.amazonaws.com',
                  Operations: ['Decrypt'],
                  Constraints: { SourceArn: 'arn:aws:dynamodb:x:1:table/t' },
                },
              ],
            },
      'kms:ListResourceTags': { Tags: [{ TagKey: 'k', TagValue: 'v' }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::KMS::Key',
        arn,
        account: ACCOUNT,
        region: REGION,
        name: 'k',
        tags: { k: 'v' },
        policy: { name: 'key policy', document: POLICY },
        manager: 'CUSTOMER',
        state: 'Enabled',
        aliases: ['alias/a', 'alias/b'],
        grants: [
          {
            id: 'g1',
            grantee: 'arn:aws:iam::1:role/r',
            issuingAccount: ACCOUNT,
            operations: ['Decrypt', 'Encrypt'],
            encryptionContextSubset: { a: '1', b: '2' },
          },
          {
            id: 'g2',
            grantee: 'dynamodb.amazonaws.com',
            granteeIsService: true,
            retiring: 'dynamodb.amazonaws.com',
            operations: ['Decrypt'],
            sourceArn: 'arn:aws:dynamodb:x:1:table/t',
          },
        ],
      },
    ]);
  });

  it('nobody can tag a key that AWS manages, so its tags are not asked for', async () => {
    const { value, gaps, calls } = await read(KMS, collectKeys, {
      'kms:ListKeys': { Keys: [{ KeyId: 'k' }] },
      'kms:ListAliases': { Aliases: [{ AliasName: 'alias/aws/s3', TargetKeyId: 'k' }] },
      'kms:DescribeKey': { KeyMetadata: { KeyManager: 'AWS' } },
      'kms:GetKeyPolicy': { Policy: TEXT },
      'kms:ListGrants': {},
    });
    expect([value[0]?.manager, gaps]).toEqual(['AWS', []]);
    expect(calls.map((call) => call.operation)).not.toContain('ListResourceTags');
  });
});

describe('lambda', () => {
  it('reads functions, versions, aliases, URLs and layers, each with its own policy', async () => {
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`;
    const { value, gaps } = await read(LAMBDA, collectLambda, {
      'lambda:ListFunctions': { Functions: [{ FunctionName: 'f', FunctionArn: arn, Role: 'arn:aws:iam::1:role/r' }] },
      'lambda:ListVersionsByFunction': { Versions: [{ Version: '$LATEST' }, { Version: '3' }] },
      'lambda:ListAliases': { Aliases: [{ Name: 'live' }] },
      'lambda:GetPolicy': ({ Qualifier }) =>
        Qualifier === 'live' ? { Policy: TEXT } : failure('ResourceNotFoundException'),
      'lambda:GetFunctionUrlConfig': ({ Qualifier }) =>
        Qualifier === undefined
          ? { AuthType: 'NONE', CreationTime: '2026-03-01T00:00:00Z' }
          : failure('ResourceNotFoundException'),
      'lambda:ListTags': { Tags: { Environment: 'prod' } },
      'lambda:ListLayers': {
        Layers: [{ LayerName: 'icing', LayerArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing` }],
      },
      'lambda:ListLayerVersions': {
        LayerVersions: [{ Version: 1, LayerVersionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing:1` }],
      },
      'lambda:GetLayerVersionPolicy': { Policy: TEXT },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::Lambda::Function',
        arn,
        account: ACCOUNT,
        region: REGION,
        name: 'f',
        tags: { Environment: 'prod' },
        role: 'arn:aws:iam::1:role/r',
        qualifiers: [
          { name: '3', kind: 'version' },
          { name: 'live', kind: 'alias', policy: { name: 'resource policy', document: POLICY } },
        ],
        url: { authType: 'NONE', createdAt: '2026-03-01T00:00:00Z' },
      },
      {
        type: 'AWS::Lambda::LayerVersion',
        arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:icing:1`,
        account: ACCOUNT,
        region: REGION,
        name: 'icing:1',
        tags: {},
        policy: { name: 'layer version policy', document: POLICY },
      },
    ]);
  });
});

describe('sqs, sns, secretsmanager', () => {
  it('reads queues', async () => {
    const { value, gaps } = await read(SQS, collectQueues, {
      'sqs:ListQueues': {
        QueueUrls: [
          `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`,
          `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/plain`,
        ],
      },
      'sqs:GetQueueAttributes': ({ QueueUrl }) =>
        String(QueueUrl).endsWith('/q')
          ? {
              Attributes: {
                Policy: TEXT,
                KmsMasterKeyId: 'alias/aws/sqs',
                RedrivePolicy: `{"deadLetterTargetArn":"arn:aws:sqs:${REGION}:${ACCOUNT}:dead","maxReceiveCount":3}`,
              },
            }
          : { Attributes: { SqsManagedSseEnabled: 'true' } },
      'sqs:ListQueueTags': {},
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      {
        arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:q`,
        policy: { document: POLICY },
        encryption: { kind: 'customerManaged', key: 'alias/aws/sqs' },
        deadLetterQueue: `arn:aws:sqs:${REGION}:${ACCOUNT}:dead`,
      },
      { arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:plain`, encryption: { kind: 'awsOwned' } },
    ]);
    expect(value[1]).not.toHaveProperty('policy');
  });

  it('reads topics', async () => {
    const { value, gaps } = await read(SNS, collectTopics, {
      'sns:ListTopics': { Topics: [{ TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:t` }] },
      'sns:GetTopicAttributes': { Attributes: { Policy: TEXT, KmsMasterKeyId: 'k' } },
      'sns:ListTagsForResource': { Tags: [{ Key: 'a', Value: 'b' }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      { name: 't', policy: { document: POLICY }, tags: { a: 'b' }, encryption: { key: 'k' } },
    ]);
  });

  it('reads secrets without their values; without a key of its own, a secret has the AWS managed one', async () => {
    const { value, gaps, calls } = await read(SECRETS_MANAGER, collectSecrets, {
      'secretsmanager:ListSecrets': {
        SecretList: [
          {
            ARN: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:s-abcdef`,
            Name: 's',
            Tags: [{ Key: 'a', Value: 'b' }],
          },
        ],
      },
      'secretsmanager:GetResourcePolicy': { ResourcePolicy: TEXT },
    });
    expect(gaps).toEqual([]);
    expect(value).toMatchObject([
      { name: 's', policy: { document: POLICY }, tags: { a: 'b' }, encryption: { kind: 'awsManaged' } },
    ]);
    expect(new Set(calls.map((call) => call.operation))).toEqual(new Set(['ListSecrets', 'GetResourcePolicy']));
  });
});

describe('ec2', () => {
  it('reads VPC endpoints; Gateway is the type of those that name none', async () => {
    const { value, gaps } = await read(EC2_ENDPOINTS, collectVpcEndpoints, {
      'ec2:DescribeVpcEndpoints': {
        VpcEndpoints: [
          { VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', ServiceName: 'com.amazonaws.eu-west-1.s3', PolicyDocument: TEXT },
          {
            VpcEndpointId: 'vpce-2',
            VpcId: 'vpc-1',
            ServiceName: 'com.amazonaws.eu-west-1.kms',
            VpcEndpointType: 'Interface',
          },
          { VpcEndpointId: 'vpce-3', VpcId: 'vpc-1', ServiceName: 'x', VpcEndpointType: 'Wormhole' },
        ],
      },
    });
    expect(value.map(({ name, endpointType, policy }) => [name, endpointType, policy?.document])).toEqual([
      ['vpce-1', 'Gateway', POLICY],
      ['vpce-2', 'Interface', undefined],
    ]);
    expect(gaps).toMatchObject([{ call: 'DescribeVpcEndpoints', status: 'failed' }]);
  });

  it('follows the enabled Regions of its own partition', async () => {
    const { value } = await read(EC2_REGIONS, readRegions, {
      'ec2:DescribeRegions': {
        Regions: [
          { RegionName: 'us-east-1', OptInStatus: 'opt-in-not-required' },
          { RegionName: 'af-south-1', OptInStatus: 'opted-in' },
          { RegionName: 'me-south-1', OptInStatus: 'not-opted-in' },
          { RegionName: 'cn-north-1', OptInStatus: 'opt-in-not-required' },
        ],
      },
    });
    expect(value).toEqual(['af-south-1', 'us-east-1']);
  });
});
