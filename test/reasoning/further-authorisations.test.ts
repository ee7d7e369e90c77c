import { describe, expect, it } from 'vitest';
import type { LambdaFunction, Resource, S3Bucket } from '../../domain/snapshot.ts';
import { allow, ask, at, bucket, KEY, kmsKey, OTHER, OWN, role, smallWorld } from './small-world.ts';

const EVERYONE = { Principal: '*' };
const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [app, stranger];
const SEALED = { kind: 'customerManaged', key: KEY } as const;
const secretArn = `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:oven-abcdef`;
const queueArn = `arn:aws:sqs:eu-west-1:${OWN}:orders`;
const secret: Resource = {
  type: 'AWS::SecretsManager::Secret',
  arn: secretArn,
  name: 'oven',
  ...at(OWN),
  encryption: SEALED,
};
const queue: Resource = { type: 'AWS::SQS::Queue', arn: queueArn, name: 'orders', ...at(OWN), encryption: SEALED };

/** The key opens itself to the role where the encryption context holds the pair. */
const keyFor = (pair: string, value: string): Resource =>
  kmsKey(
    'CUSTOMER',
    allow('kms:*', '*', {
      Principal: { AWS: app.arn },
      Condition: { StringEquals: { [`kms:EncryptionContext:${pair}`]: value } },
    }),
  );

describe('what AWS Secrets Manager tells the key', () => {
  const verdict = (pair: string, value: string): string =>
    ask(
      smallWorld({ roles, resources: [secret, keyFor(pair, value)] }),
      app.arn,
      'secretsmanager:GetSecretValue',
      secretArn,
    ).verdict;

  it('is which secret it is', () => {
    expect(verdict('SecretARN', secretArn)).toBe('allowed');
    expect(verdict('SecretARN', `${secretArn}x`)).toBe('denied');
  });

  it('is some version of it', () => expect(verdict('SecretVersionId', 'v1')).toBe('conditional'));

  it('is nothing else', () => expect(verdict('app', 'oven')).toBe('denied'));
});

describe('what Amazon SQS tells the key', () => {
  const asked = (pair: string, value: string) =>
    ask(smallWorld({ roles, resources: [queue, keyFor(pair, value)] }), app.arn, 'sqs:ReceiveMessage', queueArn);

  it('is not documented, so that a key which asks for it leaves the answer open', () => {
    const { verdict, assumptions } = asked('aws:sqs:arn', queueArn);
    expect(verdict).toBe('unknown');
    expect(assumptions.map(({ text }) => text)).toContain(
      'which encryption context the service passes is not documented',
    );
  });

  it('does not matter to a key that does not ask', () => {
    const open = kmsKey('CUSTOMER', allow('kms:*', '*', { Principal: { AWS: app.arn } }));
    const world = smallWorld({ roles, resources: [queue, open] });
    expect(ask(world, app.arn, 'sqs:ReceiveMessage', queueArn).verdict).toBe('allowed');
  });
});

describe('a dead-letter queue', () => {
  const dead: Resource = { ...queue, encryption: { kind: 'awsOwned' } };
  const source: Resource = { ...queue, arn: `${queueArn}-in`, name: 'orders-in', deadLetterQueue: queueArn };
  const key = (...actions: readonly string[]): Resource =>
    kmsKey('CUSTOMER', allow(actions, '*', { Principal: { AWS: app.arn } }));
  const received = (resources: readonly Resource[], caller = app) =>
    ask(smallWorld({ roles: [caller], resources }), caller.arn, 'sqs:ReceiveMessage', queueArn);

  it('asks for the keys of the queues that its messages came from', () => {
    expect(received([dead, source, key('kms:Encrypt')]).verdict).toBe('denied');
    const { verdict, alsoNeeds } = received([dead, source, key('kms:Decrypt')]);
    expect(verdict).toBe('allowed');
    expect(alsoNeeds).toMatchObject([{ action: 'kms:Decrypt', resource: KEY, verdict: 'allowed' }]);
  });

  it('asks for a key once that seals it and its sources alike', () =>
    expect(received([{ ...dead, encryption: SEALED }, source, key('kms:Decrypt')]).alsoNeeds).toHaveLength(1));

  it('and another queue do not', () => {
    const elsewhere = { ...source, deadLetterQueue: `${queueArn}-other` };
    expect(received([dead, elsewhere, key('kms:Encrypt')]).verdict).toBe('allowed');
  });

  it('gives up its messages to who may take them out', () => {
    const move = (...actions: readonly string[]): string => {
      const mover = role('Mover', OWN, allow(actions, '*'));
      const world = smallWorld({ roles: [mover], resources: [dead] });
      return ask(world, mover.arn, 'sqs:StartMessageMoveTask', queueArn).verdict;
    };
    expect(move('sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage')).toBe('denied');
    expect(move('sqs:StartMessageMoveTask', 'sqs:Receive*', 'sqs:Delete*', 'sqs:GetQueueAttributes')).toBe('allowed');
  });
});

describe('a secret that is replicated', () => {
  const replicated = (action: string): string => {
    const key = kmsKey('CUSTOMER', allow(action, '*', { Principal: { AWS: app.arn } }));
    const world = smallWorld({ roles, resources: [secret, key] });
    return ask(world, app.arn, 'secretsmanager:ReplicateSecretToRegions', secretArn).verdict;
  };

  it('is read first, with its key', () => {
    expect(replicated('kms:Decrypt')).toBe('allowed');
    expect(replicated('kms:GenerateDataKey')).toBe('denied');
  });
});

describe('a function URL without authentication', () => {
  const arn = `arn:aws:lambda:eu-west-1:${OWN}:function:bake`;
  const open = (createdAt: string | undefined, ...actions: readonly string[]): LambdaFunction => ({
    type: 'AWS::Lambda::Function',
    arn,
    name: 'bake',
    ...at(OWN),
    qualifiers: [],
    url: { authType: 'NONE', ...(createdAt === undefined ? {} : { createdAt }) },
    policy: {
      name: 'resource policy',
      document: { Version: '2012-10-17', Statement: actions.map((action) => allow(action, arn, EVERYONE)) },
    },
  });
  const verdict = (lambda: LambdaFunction): string =>
    ask(smallWorld({ roles, resources: [lambda] }), 'anyone', 'lambda:InvokeFunctionUrl', arn).verdict;
  const [url, invoke] = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

  it('is open where both actions are granted', () => {
    expect(verdict(open('2026-03-01T00:00:00Z', url, invoke))).toBe('allowed');
    expect(verdict(open(undefined, url, invoke))).toBe('allowed');
  });

  it('is shut where it is new and one is not', () => {
    expect(verdict(open('2026-03-01T00:00:00Z', url))).toBe('denied');
    expect(verdict(open('2026-03-01T00:00:00Z', invoke))).toBe('denied');
  });

  it('leaves it open where it is old, or nobody knows how old', () => {
    expect(verdict(open('2024-03-01T00:00:00Z', url))).toBe('unknown');
    expect(verdict(open(undefined, url))).toBe('unknown');
  });
});

describe('the ACL of a bucket', () => {
  const listed = (ownership: S3Bucket['ownership'], denied: readonly string[] = []): string => {
    const old: S3Bucket = {
      ...bucket('old', undefined),
      acl: [{ grantee: { kind: 'allUsers' }, permission: 'READ' }],
    };
    const { ownership: _, ...without } = old;
    const resource = ownership === undefined ? without : { ...old, ownership };
    return ask(smallWorld({ roles, resources: [resource], denied }), 'anyone', 's3:ListBucket', old.arn).verdict;
  };

  it('counts where ownership is not enforced, and where the bucket never had ownership controls', () => {
    expect(listed('ObjectWriter')).toBe('allowed');
    expect(listed(undefined)).toBe('allowed');
    expect(listed('BucketOwnerEnforced')).toBe('denied');
  });

  it('may count where the controls were not read', () =>
    expect(listed(undefined, ['s3:GetBucketOwnershipControls'])).toBe('unknown'));

  it('leaves open what those of its objects grant', () => {
    const world = smallWorld({ roles, resources: [{ ...bucket('old', undefined), ownership: 'ObjectWriter' }] });
    expect(ask(world, 'anyone', 's3:GetObject', 'arn:aws:s3:::old/a').verdict).toBe('unknown');
    expect(ask(world, stranger.arn, 's3:GetObject', 'arn:aws:s3:::old/a').verdict).toBe('unknown');
    expect(ask(world, app.arn, 's3:GetObject', 'arn:aws:s3:::old/a').verdict).toBe('allowed');
  });
});

describe('a service that writes to a sealed queue', () => {
  const from = (condition: Readonly<Record<string, string>>): string => {
    const service = 's3.amazonaws.com';
    const policy = {
      name: 'resource policy',
      document: {
        Version: '2012-10-17',
        Statement: [allow('sqs:SendMessage', queueArn, { Principal: { Service: service } })],
      },
    };
    const key = kmsKey(
      'CUSTOMER',
      allow('kms:*', '*', { Principal: { Service: service }, Condition: { StringEquals: condition } }),
    );
    const world = smallWorld({ roles, resources: [{ ...queue, policy }, key] });
    return ask(world, `service:${service}`, 'sqs:SendMessage', queueArn).verdict;
  };

  it('calls by itself, and shows no kms:ViaService', () => {
    expect(from({ 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' })).toBe('denied');
    expect(from({ 'aws:ViaAWSService': 'false' })).toBe('allowed');
  });
});

describe('condition keys that the action list spells otherwise, or not at all', () => {
  const tagged: Resource = { ...secret, encryption: { kind: 'awsOwned' }, tags: { team: 'bakers' } };
  const reader = (tag: string) =>
    role('Reader', OWN, allow('*', '*', { Condition: { StringEquals: { 'secretsmanager:ResourceTag/team': tag } } }));
  const ofSecret = (tag: string): string =>
    ask(
      smallWorld({ roles: [reader(tag)], resources: [tagged] }),
      reader(tag).arn,
      'secretsmanager:GetSecretValue',
      secretArn,
    ).verdict;

  it('are the tags of a secret', () => {
    expect(ofSecret('bakers')).toBe('allowed');
    expect(ofSecret('sellers')).toBe('denied');
  });

  it('are the values of partition keys, which a query sends and a scan does not', () => {
    const arn = `arn:aws:dynamodb:eu-west-1:${OWN}:table/t`;
    const table: Resource = {
      type: 'AWS::DynamoDB::Table',
      arn,
      name: 't',
      ...at(OWN),
      indexes: [],
      encryption: { kind: 'awsOwned' },
    };
    const own = { 'ForAllValues:StringEquals': { 'dynamodb:FirstPartitionKeyValues': 'ann' } };
    const eater = role('Eater', OWN, allow('dynamodb:*', '*', { Condition: own }));
    const world = smallWorld({ roles: [eater], resources: [table] });
    expect(ask(world, eater.arn, 'dynamodb:Query', arn).verdict).toBe('conditional');
    expect(ask(world, eater.arn, 'dynamodb:Scan', arn).verdict).toBe('allowed');
  });
});
