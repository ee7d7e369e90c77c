import { describe, expect, it } from 'vitest';
import type { Resource } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { isInside } from '../../reasoning/verify/scope.ts';
import {
  accessPoint,
  allow,
  ask,
  at,
  bucket,
  deny,
  KEY,
  kmsKey,
  OTHER,
  OWN,
  recorded,
  role,
  smallWorld,
} from './small-world.ts';

const EVERYONE = { Principal: '*' };
const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [app, stranger];
const SEALED = { kind: 'customerManaged', key: KEY } as const;
/** The account decides who may use the key. */
const ACCOUNT_ONLY = allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${OWN}:root` } });
const objects = (name: string): string => `arn:aws:s3:::${name}/*`;

const verdict = (resources: readonly Resource[], caller: string, action: string, arn: string, denied?: string) =>
  ask(smallWorld({ roles, resources, denied: denied === undefined ? [] : [denied] }), caller, action, arn).verdict;

/** Names of objects with the verdicts of all records that speak of them. */
function verdictsOf(
  resources: readonly Resource[],
  of: Resource,
  action: string,
  names: readonly string[],
  inside: string,
) {
  const world = smallWorld({ roles, resources });
  const records = recorded(world, app.arn, of, action);
  return names.map((name) => {
    const arn = `${inside}${name}`;
    const found = records.filter(({ scope }) => isInside(arn, scope));
    return { name, recorded: found.map((one) => one.verdict), asked: [ask(world, app.arn, action, arn).verdict] };
  });
}

describe('a key that AWS manages', () => {
  const managed = { kind: 'awsManaged' } as const;
  const table = (encryption: Resource['encryption']): Resource => ({
    type: 'AWS::DynamoDB::Table',
    arn: `arn:aws:dynamodb:eu-west-1:${OWN}:table/t`,
    name: 't',
    ...at(OWN),
    indexes: [],
    ...(encryption === undefined ? {} : { encryption }),
    policy: {
      name: 'resource policy',
      document: { Statement: [allow('dynamodb:GetItem', '*', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })] },
    },
  });
  const open = bucket('open', managed, allow(['s3:GetObject', 's3:PutObject'], objects('open'), EVERYONE));
  const topic: Resource = {
    type: 'AWS::SNS::Topic',
    arn: `arn:aws:sns:eu-west-1:${OWN}:t`,
    name: 't',
    ...at(OWN),
    encryption: managed,
    policy: {
      name: 'resource policy',
      document: { Statement: [allow('sns:Publish', '*', { Principal: { Service: 's3.amazonaws.com' } })] },
    },
  };
  const secret: Resource = {
    type: 'AWS::SecretsManager::Secret',
    arn: `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:s-abcdef`,
    name: 's',
    ...at(OWN),
    encryption: managed,
    policy: {
      name: 'resource policy',
      document: {
        Statement: [allow('secretsmanager:GetSecretValue', '*', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })],
      },
    },
  };

  it.each([
    ['nobody without credentials reads a public bucket under it', open, 'anyone', 's3:GetObject', '/a', 'denied'],
    ['another account does not read such a bucket', open, stranger.arn, 's3:GetObject', '/a', 'denied'],
    [
      'who writes to it from another account uses a key of its own',
      open,
      stranger.arn,
      's3:PutObject',
      '/a',
      'allowed',
    ],
    ['its own account does read it', open, app.arn, 's3:GetObject', '/a', 'allowed'],
    ['another account does not read a table under it', table(managed), stranger.arn, 'dynamodb:GetItem', '', 'denied'],
    ['under a key of AWS it does', table({ kind: 'awsOwned' }), stranger.arn, 'dynamodb:GetItem', '', 'allowed'],
    ['another account does not read a secret', secret, stranger.arn, 'secretsmanager:GetSecretValue', '', 'denied'],
    ['a service does not publish to a topic', topic, 'service:s3.amazonaws.com', 'sns:Publish', '', 'denied'],
  ] as const)('%s', (_, resource, caller, action, name, expected) => {
    expect(verdict([resource], caller, action, `${resource.arn}${name}`)).toBe(expected);
  });

  it('that was read is asked itself', () => {
    const policy = allow('kms:*', '*', {
      Principal: { AWS: '*' },
      Condition: {
        StringEquals: { 'kms:CallerAccount': OWN, 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' },
      },
    });
    const resources = [table({ kind: 'awsManaged', key: KEY }), kmsKey('AWS', policy)];
    const arn = `arn:aws:dynamodb:eu-west-1:${OWN}:table/t`;
    expect(verdict(resources, stranger.arn, 'dynamodb:GetItem', arn)).toBe('denied');
    expect(verdict(resources, app.arn, 'dynamodb:GetItem', arn)).toBe('allowed');
  });
});

it.each([
  `arn:aws:kms:eu-west-1:${OTHER}:alias/shared`,
  `arn:aws:kms:eu-west-1:${OWN}:alias/own`,
])('which key the alias %s names is not known, and so is access to what it seals', (key) => {
  const queue: Resource = {
    type: 'AWS::SQS::Queue',
    arn: `arn:aws:sqs:eu-west-1:${OWN}:q`,
    name: 'q',
    ...at(OWN),
    encryption: { kind: 'customerManaged', key },
  };
  const world = smallWorld({ roles, resources: [queue], denied: ['kms:ListAliases'] });
  const { verdict: said, assumptions } = ask(world, app.arn, 'sqs:SendMessage', queue.arn);
  expect(said).toBe('unknown');
  expect(assumptions.map(({ text }) => text).join()).toContain('kms:ListAliases');
});

describe('the bucket behind an access point', () => {
  const point = accessPoint('ap', 'logs');
  const object = `${point.arn}/object/a`;

  it('has its key asked, too', () => {
    const shut = kmsKey('CUSTOMER', deny('kms:Decrypt', '*', { Principal: '*' }), ACCOUNT_ONLY);
    const open = kmsKey('CUSTOMER', ACCOUNT_ONLY);
    expect(verdict([point, bucket('logs', SEALED), shut], app.arn, 's3:GetObject', object)).toBe('denied');
    expect(verdict([point, bucket('logs', SEALED), open], app.arn, 's3:GetObject', object)).toBe('allowed');
  });

  it('may let some objects through and others not', () => {
    const logs = bucket('logs', undefined, deny('s3:GetObject', 'arn:aws:s3:::logs/secret/*', EVERYONE));
    const found = verdictsOf([point, logs], point, 's3:GetObject', ['a', 'secret/a', 'secret'], `${point.arn}/object/`);
    expect(found.map(({ asked }) => asked)).toEqual([['allowed'], ['denied'], ['allowed']]);
    for (const one of found) expect(one).toEqual({ ...one, recorded: one.asked });
  });
});

it('actions that AWS does not list are claimed of the access point, and certain where the bucket lets them through', () => {
  const point = accessPoint('ap', 'logs');
  const found = (logs: Resource) => {
    const claimed = new Set<string>();
    const world = smallWorld({ roles, resources: [point, logs] });
    const caller = callersOf(world).find(({ id }) => id === app.arn);
    const options = {
      profile: ordinaryCaller(world.snapshot.takenAt),
      replay: decide,
      onDisagreement: () => undefined,
      register: ({ actions, resource }: Claim) => {
        if (actions.some(({ action }) => action === 's3:<unlisted>')) claimed.add(resource.arn);
        return 'claim';
      },
    };
    const records = caller === undefined ? [] : effectiveAccess(world, caller, point, options);
    return [new Set(records.flatMap(({ unlisted }) => unlisted.map(({ verdict }) => verdict))), claimed];
  };
  const claimed = new Set([point.arn, `${point.arn}/object/x`]);
  expect(found(bucket('logs', undefined))).toEqual([new Set(['allowed']), claimed]);
  const outside = { ...EVERYONE, Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
  expect(found(bucket('logs', undefined, deny('*', '*', outside)))).toEqual([new Set(['unknown']), claimed]);
});

describe('a key policy that speaks of objects', () => {
  const NAMES = ['app/1', 'x', 'app', 'app/x/y.pem', 'secret.pem'];
  const about = (operator: string, ...arns: readonly string[]) => ({
    Principal: { AWS: '*' },
    Condition: { [operator]: { 'kms:EncryptionContext:aws:s3:arn': [...arns] } },
  });

  it.each([
    ['grants on some', [allow('kms:Decrypt', '*', about('StringLike', 'arn:aws:s3:::logs/app/*'))], 'allowed'],
    ['grants on one', [allow('kms:Decrypt', '*', about('StringEquals', 'arn:aws:s3:::logs/app/1'))], 'allowed'],
    [
      'denies all but some',
      [deny('kms:Decrypt', '*', about('StringNotLike', 'arn:aws:s3:::logs/app/*')), ACCOUNT_ONLY],
      'allowed',
    ],
    [
      'denies on some',
      [deny('kms:Decrypt', '*', about('ArnLike', 'arn:aws:s3:::logs/app/*', 'arn:aws:s3:::*.pem')), ACCOUNT_ONLY],
      'denied',
    ],
  ])('%s: each object is recorded as asking about it says', (_, policy, first) => {
    const logs = bucket('logs', SEALED);
    const found = verdictsOf([logs, kmsKey('CUSTOMER', ...policy)], logs, 's3:GetObject', NAMES, `${logs.arn}/`);
    expect(found[0]?.asked).toEqual([first]);
    expect(new Set(found.flatMap(({ asked }) => asked)).size).toBe(2);
    for (const one of found) expect(one).toEqual({ ...one, recorded: one.asked });
  });

  it('does so through an access point as well', () => {
    const logs = bucket('logs', SEALED);
    const point = accessPoint('ap', 'logs');
    const key = kmsKey('CUSTOMER', allow('kms:Decrypt', '*', about('StringLike', 'arn:aws:s3:::*/app/*')));
    const found = verdictsOf([point, logs, key], point, 's3:GetObject', NAMES, `${point.arn}/object/`);
    expect(found.map(({ asked }) => asked[0])).toEqual(['allowed', 'denied', 'denied', 'allowed', 'denied']);
    for (const one of found) expect(one).toEqual({ ...one, recorded: one.asked });
  });

  it('with an S3 Bucket Key is asked about the bucket', () => {
    const key = kmsKey('CUSTOMER', allow('kms:Decrypt', '*', about('StringEquals', 'arn:aws:s3:::logs')));
    const asked = (bucketKey?: boolean) => {
      const { bucketKey: _, ...rest } = bucket('logs', SEALED);
      const logs = { ...rest, ...(bucketKey === undefined ? {} : { bucketKey }) };
      return verdict([logs, key], app.arn, 's3:GetObject', `${logs.arn}/a`);
    };
    expect([asked(true), asked(false), asked()]).toEqual(['allowed', 'denied', 'unknown']);
  });

  it('in words that the caller chooses leaves it open which objects are meant', () => {
    const chosen = about('StringLike', `arn:aws:s3:::logs/${'$'}{aws:UserAgent}/*`);
    const logs = bucket('logs', SEALED);
    const world = smallWorld({ roles, resources: [logs, kmsKey('CUSTOMER', allow('kms:Decrypt', '*', chosen))] });
    const found = recorded(world, app.arn, logs, 's3:GetObject');
    expect(found.map((one) => one.verdict)).toEqual(['unknown']);
  });
});
