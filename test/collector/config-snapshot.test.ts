import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importPaths } from '../../collector/import.ts';
import { mismatch } from '../../collector/schema-check.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { SCHEMA } from '../../collector/snapshot-schema.ts';
import type { Json } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { explainActions } from '../../reasoning/explain.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { Dice } from '../properties/dice.ts';
import { SMALL } from './small-snapshot.ts';

const ONE = '111122223333';
const folder = mkdtempSync(join(tmpdir(), 'tadori-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function file(content: unknown, name = `file-${++files}.json`): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}
const read = (...paths: readonly string[]) => importPaths(paths, { now: () => new Date('2026-11-28T12:00:00.000Z') });
async function snapshot(...paths: readonly string[]): Promise<Snapshot> {
  const imported = await read(...paths);
  if (!imported.ok) throw new Error(imported.error.message);
  return imported.value;
}

const ANN = `arn:aws:iam::${ONE}:user/ann`;
const OPEN = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ANN }, Action: '*', Resource: '*' }],
};
type Fields = Readonly<Record<string, Json>>;
const item = (resourceType: string, arn: string, more: Fields): Fields => ({
  version: '1.3',
  accountId: ONE,
  arn,
  awsRegion: 'eu-west-1',
  resourceType,
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: '2026-11-20T00:00:00.000Z',
  tags: { team: 'bakers' },
  relationships: [],
  ...more,
});
const bucket = (more: Fields = {}, name = 'cakes'): Fields =>
  item('AWS::S3::Bucket', `arn:aws:s3:::${name}`, {
    configuration: { name, creationDate: '2024-01-01T00:00:00.000Z' },
    supplementaryConfiguration: {
      AccessControlList: '{"grantSet":null}',
      BucketPolicy: { policyText: JSON.stringify(OPEN) },
      PublicAccessBlockConfiguration: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: false,
        restrictPublicBuckets: true,
      },
      ServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256', kmsMasterKeyID: null },
            bucketKeyEnabled: false,
          },
        ],
      },
    },
    ...more,
  });
const QUEUE_ARN = `arn:aws:sqs:eu-west-1:${ONE}:orders`;
const queue = (configuration: Fields): Fields => item('AWS::SQS::Queue', QUEUE_ARN, { configuration });
const topic = (configuration: Fields): Fields =>
  item('AWS::SNS::Topic', `arn:aws:sns:eu-west-1:${ONE}:news`, { configuration });
const config = (...configurationItems: readonly Fields[]): Fields => ({
  fileVersion: '1.0',
  configSnapshotId: '16da64e4-cb65-4846-b061-e6c3ba43cb96',
  configurationItems,
});
const details = (statement: Json): Json => ({
  UserDetailList: [
    {
      Path: '/',
      UserName: 'ann',
      UserId: 'AIDAANN',
      Arn: ANN,
      UserPolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statement } }],
    },
  ],
});
const NOTHING = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' };

function verdictOf(of: Snapshot, action: string, arn: string): string | undefined {
  const world = new World(of);
  const caller = callerOfId(world, ANN);
  const target = targetOfArn(arn, of.resources);
  if (caller === undefined || target === undefined) throw new Error('ann and the thing are there');
  return explainActions(world, caller, target, [action], ordinaryCaller(of.takenAt))[0]?.verdict;
}
const cells = (of: Snapshot, call: string) =>
  of.coverage.filter((one) => one.call === call).map((one) => [one.status, one.region, one.target ?? '']);

describe('a configuration snapshot of AWS Config', () => {
  it('holds buckets, queues and topics with their policies', async () => {
    const { resources, accounts, users } = await snapshot(
      file(
        config(
          bucket(),
          queue({
            Policy: JSON.stringify(OPEN),
            KmsMasterKeyId: 'alias/aws/sqs',
            RedrivePolicy: `{"deadLetterTargetArn":"${QUEUE_ARN}-dead"}`,
          }),
          topic({ Policy: JSON.stringify(OPEN), KmsMasterKeyId: null }),
          item('AWS::IAM::Role', `arn:aws:iam::${ONE}:role/r`, { configuration: {} }),
        ),
      ),
    );
    expect([accounts, users]).toEqual([[{ id: ONE, partition: 'aws' }], []]);
    const where = { account: ONE, region: 'eu-west-1', tags: { team: 'bakers' } };
    expect(resources).toEqual([
      {
        type: 'AWS::S3::Bucket',
        arn: 'arn:aws:s3:::cakes',
        name: 'cakes',
        ...where,
        policy: { name: 'bucket policy', document: OPEN },
        encryption: { kind: 'awsOwned' },
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: false,
          restrictPublicBuckets: true,
        },
        acl: [],
      },
      {
        type: 'AWS::SNS::Topic',
        arn: `arn:aws:sns:eu-west-1:${ONE}:news`,
        name: 'news',
        ...where,
        policy: { name: 'topic policy', document: OPEN },
      },
      {
        type: 'AWS::SQS::Queue',
        arn: QUEUE_ARN,
        name: 'orders',
        ...where,
        policy: { name: 'queue policy', document: OPEN },
        deadLetterQueue: `${QUEUE_ARN}-dead`,
        encryption: { kind: 'awsManaged' },
      },
    ]);
  });

  it('may hold configurations as text, and an ARN in capitals, as notifications do', async () => {
    const { arn, accountId, ...rest } = bucket();
    const text = {
      ...rest,
      ARN: arn ?? '',
      awsAccountId: accountId ?? '',
      supplementaryConfiguration: { BucketPolicy: JSON.stringify({ policyText: JSON.stringify(OPEN) }) },
    };
    const [resource] = (await snapshot(file(config(text)))).resources;
    expect(resource?.policy?.document).toEqual(OPEN);
  });

  it('may be answers of a query over the aggregator, and hold keys, functions, tables, secrets and described types', async () => {
    const key = `arn:aws:kms:eu-west-1:${ONE}:key/k`;
    const called = { ...OPEN, Version: '2012-10-17' };
    const rows: readonly Fields[] = [
      bucket({ tags: [{ tag: 'team=bakers', key: 'team', value: 'bakers' }] }),
      item('AWS::KMS::Key', key, {
        configuration: { keyManager: 'CUSTOMER', keyState: 'Enabled' },
        supplementaryConfiguration: { Policy: JSON.stringify(OPEN) },
      }),
      item('AWS::Lambda::Function', `arn:aws:lambda:eu-west-1:${ONE}:function:bake`, {
        configuration: { role: `arn:aws:iam::${ONE}:role/r` },
        supplementaryConfiguration: { Policy: { policy: JSON.stringify(called), revisionId: 'a' } },
      }),
      item('AWS::DynamoDB::Table', `arn:aws:dynamodb:eu-west-1:${ONE}:table/ledger`, {
        configuration: { tableArn: 'a', ssedescription: { kmsmasterKeyArn: key, status: 'ENABLED' } },
      }),
      item('AWS::SecretsManager::Secret', `arn:aws:secretsmanager:eu-west-1:${ONE}:secret:s-AbCdEf`, {
        configuration: { Name: 's', KMSKeyId: key },
      }),
      item('AWS::ECR::Repository', `arn:aws:ecr:eu-west-1:${ONE}:repository/ovens`, { configuration: {} }),
    ];
    const of = await snapshot(
      file({ Results: rows.map((row) => JSON.stringify(row)), QueryInfo: { SelectFields: [] } }),
    );
    expect(
      of.resources.map(({ type, policy, tags, encryption }) => [type, policy?.document, tags, encryption]),
    ).toEqual([
      ['AWS::DynamoDB::Table', undefined, { team: 'bakers' }, { kind: 'customerManaged', key }],
      ['AWS::ECR::Repository', undefined, { team: 'bakers' }, undefined],
      ['AWS::KMS::Key', OPEN, { team: 'bakers' }, undefined],
      ['AWS::Lambda::Function', called, { team: 'bakers' }, undefined],
      ['AWS::S3::Bucket', OPEN, { team: 'bakers' }, { kind: 'awsOwned' }],
      ['AWS::SecretsManager::Secret', undefined, { team: 'bakers' }, { kind: 'customerManaged', key }],
    ]);
    const world = new World(of);
    const known = (service: string, call: string): boolean => world.knows(service, call, ONE, undefined, 'eu-west-1');
    expect([known('kms', 'GetKeyPolicy'), known('lambda', 'GetPolicy'), known('dynamodb', 'DescribeTable')]).toEqual([
      true,
      true,
      true,
    ]);
    // tables, secrets and repositories have policies of which AWS Config says nothing
    expect([
      known('dynamodb', 'GetResourcePolicy'),
      known('secretsmanager', 'GetResourcePolicy'),
      known('ecr', 'GetRepositoryPolicy'),
      known('kms', 'ListGrants'),
      known('lambda', 'ListFunctions'),
    ]).toEqual([false, false, false, false, false]);
  });

  it('a row of a query that is no object is refused with its place', async () => {
    const imported = await read(file({ Results: ['[]'] }));
    expect(imported.ok ? '' : imported.error.message).toContain('(Results[0]): is no text of a JSON object');
  });

  it('beside account authorization details gives answers', async () => {
    const both = await snapshot(
      file(config(bucket(), queue({ Policy: JSON.stringify(OPEN) }))),
      file(details(NOTHING)),
    );
    expect(verdictOf(both, 's3:GetObject', 'arn:aws:s3:::cakes/a')).not.toBe('denied');
    expect(both.coverage.find((one) => one.call === 'GetBucketPolicy')?.status).toBe('complete');
    expect(both.coverage.find((one) => one.call === 'GetAccountAuthorizationDetails')?.status).toBe('complete');
    const world = new World(both);
    expect(world.knows('sqs', 'GetQueueAttributes', ONE, QUEUE_ARN, 'eu-west-1')).toBe(true);
  });

  it('without details leaves every caller of the account open', async () => {
    const alone = await snapshot(
      file(config(bucket({ supplementaryConfiguration: { BucketPolicy: { policyText: null } } }))),
    );
    expect(verdictOf(alone, 's3:GetObject', 'arn:aws:s3:::cakes/a')).toBe('unknown');
  });

  it('says of what it does not hold that it was not read', async () => {
    const of = await snapshot(file(config(bucket({ supplementaryConfiguration: {} }), queue({}), bucket({}, 'pies'))));
    expect(cells(of, 'GetBucketPolicy')).toEqual([
      ['complete', 'eu-west-1', ''],
      ['skipped', 'eu-west-1', 'arn:aws:s3:::cakes'],
    ]);
    expect(cells(of, 'GetQueueAttributes')).toEqual([['skipped', '*', '']]);
    for (const call of ['ListBuckets', 'GetBucketAcl', 'GetBucketOwnershipControls', 'ListQueues', 'ListKeys'])
      expect(
        cells(of, call).map(([status]) => status),
        call,
      ).toEqual(['skipped']);
    const world = new World(of);
    const known = (call: string, name: string): boolean =>
      world.knows('s3', call, ONE, `arn:aws:s3:::${name}`, 'eu-west-1');
    expect([known('GetBucketPolicy', 'cakes'), known('GetBucketPolicy', 'pies')]).toEqual([false, true]);
    expect(known('GetBucketAcl', 'pies')).toBe(false);
    expect(
      verdictOf(
        await snapshot(file(config(bucket({ supplementaryConfiguration: {} }))), file(details(NOTHING))),
        's3:GetObject',
        'arn:aws:s3:::cakes/a',
      ),
    ).toBe('unknown');
  });

  it('a bucket without a policy has none', async () => {
    const none = bucket({ supplementaryConfiguration: { BucketPolicy: { policyText: null } } });
    const of = await snapshot(file(config(none)));
    expect(of.resources[0]).not.toHaveProperty('policy');
    expect(cells(of, 'GetBucketPolicy')).toEqual([['complete', 'eu-west-1', '']]);
  });

  it('passes over what is gone', async () => {
    const gone = bucket({ configurationItemStatus: 'ResourceDeleted' }, 'gone');
    expect((await snapshot(file(config(gone, bucket())))).resources.map((one) => one.name)).toEqual(['cakes']);
  });

  it.each([['before'], ['after']])('stands back behind a snapshot that has read the service, %s it', async (order) => {
    const data = join(folder, `data-${order}`);
    const read: Snapshot = {
      ...SMALL,
      resources: [],
      coverage: [{ account: ONE, region: 'global', service: 's3', call: 'ListBuckets', status: 'complete' }],
    };
    const id = await writeSnapshot(data, read);
    if (!id.ok) throw new Error(id.error.message);
    const paths = [join(data, 'snapshots', id.value), file(config(bucket(), queue({ Policy: null })))];
    const both = await snapshot(...(order === 'before' ? paths.toReversed() : paths));
    expect(both.resources.map((one) => one.arn)).toEqual([QUEUE_ARN]);
    expect(cells(both, 'GetBucketPolicy')).toEqual([['skipped', 'global', '']]);
    expect(cells(both, 'DeliverConfigSnapshot')).toEqual([['skipped', '*', 's3']]);
  });
});

describe('what is no configuration snapshot is refused, with file, place and mend', () => {
  it.each<[string, string | Fields, string]>([
    [
      'no items',
      config(),
      ': it holds no items; expected is a configuration snapshot of AWS Config, or answers of its queries',
    ],
    [
      'other types alone',
      config(item('AWS::EC2::Volume', `arn:aws:ec2:eu-west-1:${ONE}:volume/v`, {})),
      ': it holds no thing of a type that is read from it',
    ],
    [
      'a bucket without Region',
      config(bucket({ awsRegion: null })),
      '(configurationItems[0]): an item has no `awsRegion`',
    ],
    [
      'a bucket without account',
      config(bucket({ accountId: 'me' })),
      '(configurationItems[0]): an item has no `account of 12 digits`',
    ],
    ['an ARN that is none', config(bucket({ arn: 'cakes' })), '(configurationItems[0]): an item has no `ARN`'],
    ['a file cut short', JSON.stringify(config(bucket())).slice(0, 500), ': the file ends where the end of'],
    ['items that are no list', '{"fileVersion":"1.0","configurationItems":{}}', 'where a list is expected'],
  ])('%s', async (_, content, message) => {
    const imported = await read(file(content));
    expect(imported.ok ? 'it was read' : imported.error.message).toContain(message);
  });
});

it('a mutated file is read or refused, and what is read could be stored', async () => {
  const text = JSON.stringify(
    config(bucket(), queue({ Policy: JSON.stringify(OPEN), SqsManagedSseEnabled: 'true' }), topic({ Policy: null })),
  );
  const puts = ['', '"', '{', '}', '[', ']', ',', ':', 'null', '0', 'true', '\\', '\u0000', 'x', '{}', '[]', '""'];
  const dice = new Dice(6);
  const below = (n: number): number => Math.floor(dice.roll() * n);
  const seen = { read: 0, refused: 0 };
  const path = join(folder, 'mutated.json');
  for (let turn = 0; turn < 2_500; turn += 1) {
    let mutated = text;
    for (let edits = 1 + below(3); edits > 0; edits -= 1) {
      const at = below(mutated.length);
      mutated = mutated.slice(0, at) + dice.pick(puts) + mutated.slice(at + below(4));
    }
    writeFileSync(path, mutated);
    const imported = await read(path);
    seen[imported.ok ? 'read' : 'refused'] += 1;
    if (!imported.ok) {
      expect(imported.error.kind).toBe('badInput');
      continue;
    }
    for (const { policy, ...resource } of imported.value.resources) {
      // stored records name their document by its hash
      const stored =
        policy === undefined ? resource : { ...resource, policy: { name: policy.name, document: '0'.repeat(32) } };
      expect([mutated, mismatch(SCHEMA, 'Resource', JSON.parse(JSON.stringify(stored)) as Json)]).toEqual([
        mutated,
        undefined,
      ]);
    }
  }
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(250);
}, 120_000);
