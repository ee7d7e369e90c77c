import { describe, expect, it } from 'vitest';
import type { EffectiveAccess } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import type { Resource, Snapshot } from '../../domain/snapshot.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { differenceOf } from '../../reasoning/difference.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const policy = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
const allow = (actions: Json, condition?: Json): Json => ({
  Effect: 'Allow',
  Action: actions,
  Resource: '*',
  ...(condition === undefined ? {} : { Condition: condition }),
});
const agent = (name: string): Json => ({ StringLike: { 'aws:UserAgent': name } });

const deny = (actions: Json, condition?: Json): Json => ({
  Effect: 'Deny',
  Action: actions,
  Resource: '*',
  ...(condition === undefined ? {} : { Condition: condition }),
});

interface Guarded {
  readonly has: Json;
  readonly under: readonly Json[];
}

const ALL: Guarded = {
  has: policy(allow('*'), { Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::*/kept/*' }),
  under: [
    deny(['s3:AbortMultipartUpload', 's3:CreateBucket', 'dynamodb:BatchGetItem', 'sqs:AddPermission']),
    deny(['kms:Decrypt', 'kms:GenerateDataKey']),
    deny('s3:*'),
  ],
};

/** Of which some hangs on who asks with what. */
const LITTLE: Guarded = {
  has: policy(
    allow(['s3:ListBucket', 's3:GetBucketTagging', 'sqs:SendMessage', 'sqs:GetQueueUrl', 'dynamodb:Query']),
    allow(['s3:DeleteBucket', 'dynamodb:Scan', 'sqs:DeleteQueue'], agent('*b')),
    allow(['s3:GetBucketPolicy', 'dynamodb:GetItem', 'sqs:PurgeQueue'], agent('b*')),
    allow(['s3:GetObject', 's3:PutObject'], agent('x*')),
  ),
  under: [
    deny(['s3:DeleteBucket', 'dynamodb:Scan', 'sqs:DeleteQueue']),
    deny(['s3:PutObject', 'dynamodb:Query', 'sqs:SendMessage']),
    deny(['s3:GetBucketTagging', 'sqs:GetQueueUrl'], { ArnLike: { 'aws:PrincipalArn': '*:role/*' } }),
    deny(['s3:GetBucketTagging', 'sqs:GetQueueUrl'], { ArnLike: { 'aws:PrincipalArn': '*:user/*' } }),
    deny(['s3:PutBucketAcl', 's3:PutObjectAcl', 'sqs:TagQueue', 'dynamodb:PutItem'], agent('x')),
  ],
};

/** Its SCPs are these and one that allows everything. */
function guarded(snapshot: Snapshot, account: string, statements: readonly Json[]): Snapshot {
  const own = {
    id: 'p-limits',
    name: 'Limits',
    type: 'scp' as const,
    awsManaged: false,
    targets: [account],
    document: policy(allow('*'), ...statements),
  };
  return { ...snapshot, organizationPolicies: [...snapshot.organizationPolicies, own] };
}

const TYPES = ['AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'];

/** One of each type, a sealed one if there is one. */
function fewOf({ resources }: Snapshot): readonly Resource[] {
  const isSealed = ({ encryption }: Resource): boolean => encryption?.kind === 'customerManaged';
  const sorted = [...resources.filter(isSealed), ...resources.filter((one) => !isSealed(one))];
  return TYPES.flatMap((wanted) => sorted.filter(({ type }) => type === wanted).slice(0, 1));
}

const OPTIONS = { replay: decide, onDisagreement: () => undefined, withoutEmpty: true } as const;

describe('what is left of earlier records under statements that only limit', () => {
  it('is what is found by asking everything, whether one comes or goes', async () => {
    const sample = await shippedSample();
    const few = fewOf(sample);
    const account = few[0]?.account ?? '';
    const options = { ...OPTIONS, profile: ordinaryCaller(sample.takenAt) };
    let [taken, decidedAgain] = [0, 0];
    for (const { has: document, under } of [ALL, LITTLE]) {
      const first = sample.roles.find((one) => one.account === account);
      if (first === undefined) throw new Error('no role');
      const role = { ...first, inlinePolicies: [{ name: 'own', document }], attachedPolicies: [] };
      const snapshot = { ...sample, roles: sample.roles.map((one) => (one === first ? role : one)) };
      const caller = roleCaller(role);
      const worldOf = (statements: readonly Json[]): World =>
        askedWorld(new World(guarded(snapshot, account, statements)));
      const recordsIn = (world: World): ReadonlyMap<string, readonly EffectiveAccess[]> =>
        new Map(few.map((one) => [one.arn, effectiveAccess(world, caller, one, options)]));
      const bare = worldOf([]);
      const ofBare = recordsIn(bare);
      for (const statement of under) {
        const closed = worldOf([statement]);
        const ofClosed = recordsIn(closed);
        const ways = [
          [bare, ofBare, closed, ofClosed],
          [closed, ofClosed, bare, ofBare],
        ] as const;
        for (const [before, was, after, is] of ways) {
          const { resources = [], limits } = differenceOf(before, after, options.profile).caller(caller) ?? {};
          const reached = new Set(resources.map(({ arn }) => arn));
          for (const one of few.filter(({ arn }) => !reached.has(arn))) {
            const found = was.get(one.arn) ?? [];
            const again = found.length === 0 ? undefined : limits?.again(caller, one, found, options);
            if (again === undefined) taken += 1;
            else decidedAgain += 1;
            expect(JSON.stringify(again ?? found)).toBe(JSON.stringify(is.get(one.arn)));
          }
        }
      }
    }
    expect(taken).toBeGreaterThan(10);
    expect(decidedAgain).toBeGreaterThan(10);
  });
});
