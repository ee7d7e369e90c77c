import { describe, expect, it } from 'vitest';
import type { EffectiveAccess } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { differenceOf } from '../../reasoning/difference.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { type Caller, ordinaryCaller } from '../../reasoning/question.ts';
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
  readonly on: readonly Resource['type'][];
  readonly under: readonly Json[];
}

const TYPES = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::KMS::Key'] as const;

const ALL: Guarded = {
  on: TYPES,
  has: policy(allow('*'), { Effect: 'Deny', Action: 's3:DeleteObject', Resource: 'arn:aws:s3:::*/kept/*' }),
  under: [
    deny(['s3:AbortMultipartUpload', 's3:CreateBucket', 'dynamodb:BatchGetItem', 'sqs:AddPermission']),
    deny(['kms:Decrypt', 'kms:GenerateDataKey']),
    deny('s3:*'),
  ],
};

/** Of which some hangs on who asks with what. */
const LITTLE: Guarded = {
  on: [...TYPES, 'AWS::S3::AccessPoint'],
  has: policy(
    allow([
      's3:ListBucket',
      's3:GetBucketTagging',
      'sqs:SendMessage',
      'sqs:GetQueueUrl',
      'sqs:UntagQueue',
      'dynamodb:Query',
    ]),
    deny('sqs:UntagQueue'),
    allow(['s3:DeleteBucket', 'dynamodb:Scan', 'sqs:DeleteQueue'], agent('*b')),
    allow(['s3:GetBucketPolicy', 'dynamodb:GetItem', 'sqs:PurgeQueue'], agent('b*')),
    allow(['s3:GetObject', 's3:PutObject'], agent('x*')),
    deny('sqs:GetQueueUrl', { StringMatches: { 'aws:UserAgent': 'x' } }),
  ),
  under: [
    deny(['s3:DeleteBucket', 'dynamodb:Scan', 'sqs:DeleteQueue']),
    deny(['s3:PutObject', 'dynamodb:Query', 'sqs:SendMessage']),
    deny(['s3:GetBucketTagging', 'sqs:GetQueueUrl'], { ArnLike: { 'aws:PrincipalArn': '*:role/*' } }),
    deny(['s3:GetBucketTagging', 'sqs:GetQueueUrl'], { ArnLike: { 'aws:PrincipalArn': '*:user/*' } }),
    deny(['s3:PutBucketAcl', 's3:PutObjectAcl', 'sqs:TagQueue', 'dynamodb:PutItem'], agent('x')),
  ],
};

/** One of each type, a sealed one if there is one. */
function fewOf({ resources }: Snapshot, types: Guarded['on']): readonly Resource[] {
  const isSealed = ({ encryption }: Resource): boolean => encryption?.kind === 'customerManaged';
  const sorted = [...resources.filter(isSealed), ...resources.filter((one) => !isSealed(one))];
  return types.flatMap((wanted) => sorted.filter(({ type }) => type === wanted).slice(0, 1));
}

interface Pair {
  readonly role: IamRole;
  readonly caller: Caller;
  readonly resource: Resource;
}

/** Each with a role of its account that has this policy. */
const pairsOf = (sample: Snapshot, { has: document, on }: Guarded): readonly Pair[] =>
  fewOf(sample, on).map((resource) => {
    const found = sample.roles.find(({ account }) => account === resource.account);
    if (found === undefined) throw new Error('no role');
    const role = { ...found, inlinePolicies: [{ name: 'own', document }], attachedPolicies: [] };
    return { role, caller: roleCaller(role), resource };
  });

interface Asked {
  readonly world: World;
  /** Of each pair. */
  readonly records: readonly (readonly EffectiveAccess[])[];
}

const OPTIONS = { replay: decide, onDisagreement: () => undefined, withoutEmpty: true } as const;

/** The SCPs of its accounts are these and one that allows everything. */
function asked(sample: Snapshot, pairs: readonly Pair[], statements: readonly Json[]): Asked {
  const roles = new Map(pairs.map(({ role }) => [role.arn, role]));
  const limits = {
    id: 'p-limits',
    name: 'Limits',
    type: 'scp' as const,
    awsManaged: false,
    targets: [...new Set(pairs.map(({ role }) => role.account))],
    document: policy(allow('*'), ...statements),
  };
  const organizationPolicies = [...sample.organizationPolicies, limits];
  const world = askedWorld(new World({ ...sample, users: [], roles: [...roles.values()], organizationPolicies }));
  const options = { ...OPTIONS, profile: ordinaryCaller(sample.takenAt) };
  return { world, records: pairs.map(({ caller, resource }) => effectiveAccess(world, caller, resource, options)) };
}

describe('what is left of earlier records under statements that only limit', () => {
  it('is what is found by asking everything, whether one comes or goes', async () => {
    const sample = await shippedSample();
    const options = { ...OPTIONS, profile: ordinaryCaller(sample.takenAt) };
    let [taken, decidedAgain] = [0, 0];
    const compare = (pairs: readonly Pair[], before: Asked, after: Asked): void => {
      const difference = differenceOf(before.world, after.world, options.profile);
      for (const [at, { caller, resource }] of pairs.entries()) {
        const { resources = [], limits } = difference.caller(caller) ?? {};
        if (resources.some(({ arn }) => arn === resource.arn)) continue;
        const found = before.records[at] ?? [];
        const again = found.length === 0 ? undefined : limits?.again(caller, resource, found, options);
        if (again === undefined) taken += 1;
        else decidedAgain += 1;
        expect(JSON.stringify(again ?? found)).toBe(JSON.stringify(after.records[at]));
      }
    };
    for (const guarded of [ALL, LITTLE]) {
      const pairs = pairsOf(sample, guarded);
      const bare = asked(sample, pairs, []);
      for (const statement of guarded.under) {
        const closed = asked(sample, pairs, [statement]);
        compare(pairs, bare, closed);
        compare(pairs, closed, bare);
      }
    }
    expect(taken).toBeGreaterThan(10);
    expect(decidedAgain).toBeGreaterThan(10);
  });
});
