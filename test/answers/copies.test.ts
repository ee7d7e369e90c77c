import { describe, expect, it } from 'vitest';
import { copiesOf, copyCallsUnread } from '../../answers/copies.ts';
import { relevantGaps } from '../../answers/coverage.ts';
import { NodeBook } from '../../answers/node-info.ts';
import type { OpenSnapshot } from '../../answers/open-snapshot.ts';
import { whoCanReport } from '../../answers/report/who-can.ts';
import { whoCanWithCopies } from '../../answers/who-can-copies.ts';
import { ofWhoCan } from '../../cli/expectation.ts';
import type { EffectiveAccess } from '../../domain/access.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { Resource } from '../../domain/snapshot.ts';
import { World } from '../../reasoning/world.ts';
import { HOME, role, snapshotOf } from '../reasoning/two-accounts.ts';
import { readerOf } from './list-reader.ts';

const PLACE = { account: HOME, region: 'eu-west-1', tags: {} };
const TABLE = `arn:aws:dynamodb:eu-west-1:${HOME}:table/cakes`;
const REPLICA = TABLE.replace('eu-west-1', 'us-east-1');
const STREAM = `${TABLE}/stream/2026`;
const LAKE = 'arn:aws:s3:::lake';
const MIRROR = 'arn:aws:s3:::mirror';
const FAR = 'arn:aws:s3:::far';
const VAULT = `arn:aws:backup:eu-west-1:${HOME}:backup-vault:safe`;
const COOK = `arn:aws:iam::${HOME}:role/cook`;

const bucket = (arn: string, to?: string): Resource => ({
  type: 'AWS::S3::Bucket',
  arn,
  ...PLACE,
  name: arn.slice(LAKE.lastIndexOf(':') + 1),
  acl: [],
  ...(to === undefined ? {} : { copies: [{ way: 'replication', at: to }] }),
});
const RESOURCES: readonly Resource[] = [
  {
    type: 'AWS::DynamoDB::Table',
    arn: TABLE,
    ...PLACE,
    name: 'cakes',
    indexes: [],
    copies: [
      { way: 'backup', at: `${TABLE}/backup/01` },
      { way: 'export', at: LAKE },
      { way: 'replica', at: REPLICA },
    ],
  },
  { type: 'AWS::DynamoDB::Stream', arn: STREAM, ...PLACE, name: 'cakes/stream/2026', table: TABLE },
  bucket(LAKE, MIRROR),
  bucket(MIRROR, FAR),
  { type: 'AWS::Backup::BackupVault', arn: VAULT, ...PLACE, name: 'safe', recoveryPointsOf: [TABLE] },
];
const CALLS = [
  ['dynamodb', 'DescribeTable'],
  ['dynamodb', 'DescribeKinesisStreamingDestination'],
  ['dynamodb', 'ListBackups'],
  ['dynamodb', 'ListExports'],
  ['backup', 'ListBackupVaults'],
  ['backup', 'ListProtectedResourcesByBackupVault'],
].map((call) => call.join(':'));

const grant = (resource: string, action: string, verdict: 'allowed' | 'unknown'): EffectiveAccess => ({
  principal: COOK,
  resource,
  scope: { kind: 'whole', pattern: resource, except: [], sample: resource },
  grants: [
    { actions: [action], verdict, when: { kind: 'true' }, by: [], alsoNeeds: [], assumptions: [], proof: 'replayed' },
  ],
  cuts: [],
  unlisted: [],
});

async function answerOf(
  actions: readonly string[],
  withCopies: boolean,
  access: readonly EffectiveAccess[],
  resources = RESOURCES,
) {
  const world = new World(snapshotOf({ roles: [role('cook')], resources }, ...CALLS));
  const reader = readerOf([], access);
  const open: OpenSnapshot = { snapshot: 's', world, book: new NodeBook(world), reader, certificate: () => undefined };
  const ask = { resource: TABLE, actions, language: 'en' } as const;
  const answered = await whoCanWithCopies(open, withCopies ? { ...ask, withCopies } : ask);
  if (!answered.ok) throw new Error(answered.error.message);
  return answered.value;
}

const told = ({ copies = [] }: WhoCanAnswer) =>
  copies.map(({ way, resource, answer, notAsked }) => [
    way,
    resource,
    notAsked ?? answer?.results.flatMap((one) => one.actions),
  ]);

describe('copies of data', () => {
  it('are found over several steps, each once; replicas are not replicated further', () => {
    const found = copiesOf(new World(snapshotOf({ resources: RESOURCES })), TABLE);
    expect(found.map(({ way, at }) => [way, at])).toEqual([
      ['backup', `${TABLE}/backup/01`],
      ['export', LAKE],
      ['replica', REPLICA],
      ['stream', STREAM],
      ['recoveryPoint', VAULT],
      ['replication', MIRROR],
    ]);
    expect(found.at(-1)?.of).toBe(LAKE);
  });

  it('are other snapshots of the same volume, of the same account and Region', () => {
    const snap = (id: string, copyOf: string, region = 'eu-west-1'): Resource => ({
      type: 'AWS::EC2::Snapshot',
      arn: `arn:aws:ec2:${region}::snapshot/${id}`,
      ...PLACE,
      region,
      name: id,
      copyOf,
    });
    const resources = [
      snap('a', 'vol-1'),
      snap('b', 'vol-1'),
      snap('c', 'vol-2'),
      snap('d', 'vol-1', 'us-east-1'),
      snap('e', 'vol-ffffffff'),
      snap('f', 'vol-ffffffff'),
    ];
    const of = (id: string) =>
      copiesOf(new World(snapshotOf({ resources })), `arn:aws:ec2:eu-west-1::snapshot/${id}`).map(({ at }) =>
        at.slice(-1),
      );
    expect([of('a'), of('c'), of('e')]).toEqual([['b'], [], []]);
  });

  it('are snapshots of databases that were copied to another account or Region, either way', () => {
    const snap = (account: string, region: string, copiedFrom?: string): Resource => ({
      type: 'AWS::RDS::DBSnapshot',
      arn: `arn:aws:rds:${region}:${account}:snapshot:books`,
      ...PLACE,
      account,
      region,
      name: 'books',
      copyOf: 'db',
      ...(copiedFrom === undefined ? {} : { copiedFrom }),
    });
    const first = snap(HOME, 'eu-west-1');
    const far = snap('444455556666', 'us-east-1', first.arn);
    const other = snap('444455556666', 'us-west-2', 'arn:aws:rds:eu-west-1:777788889999:snapshot:books');
    const world = new World(snapshotOf({ resources: [first, far, other] }));
    const of = (arn: string) => copiesOf(world, arn).map(({ at }) => at);
    expect([of(first.arn), of(far.arn), of(other.arn)]).toEqual([[far.arn], [first.arn], []]);
  });

  it('are asked by the access level where they are of another kind; what can only be restored is unknown', async () => {
    const access = [grant(STREAM, 'dynamodb:GetRecords', 'allowed'), grant(LAKE, 's3:PutObject', 'allowed')];
    const answer = await answerOf(['dynamodb:GetItem'], true, access);
    expect(told(answer)).toEqual([
      ['backup', `${TABLE}/backup/01`, 'restoring'],
      ['export', LAKE, []],
      ['replica', REPLICA, 'notInSnapshot'],
      ['stream', STREAM, ['dynamodb:GetRecords']],
      ['recoveryPoint', VAULT, 'restoring'],
      ['replication', MIRROR, []],
    ]);
    expect(answer).toMatchObject({ complete: false, results: [] });
    expect([ofWhoCan(answer, 'allowed'), ofWhoCan(answer, 'denied')]).toEqual(['holds', 'fails']);
    const nobody = await answerOf(['dynamodb:GetItem'], true, []);
    expect([ofWhoCan(nobody, 'allowed'), ofWhoCan(nobody, 'denied')]).toEqual(['open', 'open']);
  });

  it('are the Kinesis streams that changes of a table are written to, for whoever reads those', async () => {
    const changes = `arn:aws:kinesis:eu-west-1:${HOME}:stream/changes`;
    const answer = await answerOf(
      ['dynamodb:GetItem'],
      true,
      [grant(changes, 'kinesis:GetRecords', 'allowed')],
      [
        {
          type: 'AWS::DynamoDB::Table',
          arn: TABLE,
          ...PLACE,
          name: 'cakes',
          indexes: [],
          copies: [{ way: 'stream', at: changes }],
        },
        { type: 'AWS::Kinesis::Stream', arn: changes, ...PLACE, name: 'changes' },
      ],
    );
    expect(told(answer)).toEqual([['stream', changes, ['kinesis:GetRecords']]]);
  });

  it('are left out where nobody asks for them, and their gaps touch no other answer', async () => {
    const answer = await answerOf(['dynamodb:GetItem'], false, []);
    expect(answer).not.toHaveProperty('copies');
    expect(answer.complete).toBe(true);
    const cell = {
      account: HOME,
      region: 'eu-west-1',
      service: 'dynamodb',
      call: 'ListBackups',
      status: 'denied',
    } as const;
    const world = new World(snapshotOf({ resources: RESOURCES, coverage: [cell] }, ...CALLS));
    expect(relevantGaps(world, new Set(['dynamodb']))).toEqual([]);
    expect(copyCallsUnread(world, TABLE)).toEqual(['dynamodb:ListBackups']);
    expect(copyCallsUnread(new World(snapshotOf({ resources: RESOURCES }, ...CALLS)), TABLE)).toEqual([]);
    expect(copyCallsUnread(new World(snapshotOf({ resources: RESOURCES })), LAKE)).toContain('s3:GetBucketReplication');
  });

  it('stand in text under the way they are copies, and in records before each row', async () => {
    const answer = await answerOf(['read'], true, [grant(STREAM, 'dynamodb:GetRecords', 'allowed')]);
    const { blocks, records } = whoCanReport(answer, 'ja');
    const list = blocks.find((block) => block.kind === 'list' && block.title === 'データのコピー：');
    expect(list?.kind === 'list' ? list.items : []).toContain(
      `${TABLE}/backup/01（バックアップ）：誰が復元できるかは不明（ここでは判定しない）`,
    );
    expect(blocks.some((block) => block.kind === 'table' && block.title?.includes('変更のストリーム') === true)).toBe(
      true,
    );
    expect(records.columns[0]).toBe('コピー');
    const verdict = records.columns.length - 9;
    expect(records.rows.map((row) => [row[0], row[1], row[verdict]])).toEqual([
      ['backup', `${TABLE}/backup/01`, 'unknown'],
      ['replica', REPLICA, 'unknown'],
      ['stream', STREAM, 'allowed'],
      ['recoveryPoint', VAULT, 'unknown'],
    ]);
  });
});
