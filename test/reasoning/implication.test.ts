import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, NamedPolicy } from '../../domain/policy.ts';
import { implication } from '../../reasoning/implication/implication.ts';
import type { Implication } from '../../reasoning/implication/new-access.ts';

type JsonStatement = Readonly<Record<string, Json>>;

function policy(statements: readonly JsonStatement[]): readonly NamedPolicy[] {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return [{ name: 'p', document: parsed.value }];
}

const allow = (Action: Json, Resource: Json = '*', more: JsonStatement = {}): JsonStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: Json, Resource: Json = '*', more: JsonStatement = {}): JsonStatement => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const when = (operator: string, key: string, value: Json): JsonStatement => ({
  Condition: { [operator]: { [key]: value } },
});
const to = (Principal: Json, more: JsonStatement = {}): JsonStatement => ({ Principal, ...more });

type Statements = readonly JsonStatement[];
const identity = (existing: Statements, newer: Statements): Implication =>
  implication({ type: 'IDENTITY_POLICY', existing: policy(existing), newer: policy(newer) });
const resource = (existing: Statements, newer: Statements): Implication =>
  implication({ type: 'RESOURCE_POLICY', existing: policy(existing), newer: policy(newer) });

const HOME = 'arn:aws:s3:::home';
/** The folder of the caller's team, where its tag fits. */
const ofTeam = (operator: string, value: string): JsonStatement =>
  allow('s3:GetObject', `${HOME}/\${aws:PrincipalTag/team}/*`, when(operator, 'aws:PrincipalTag/team', value));
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/x`;

type Case = readonly [string, Implication['kind'], Statements, Statements];

const IDENTITY: readonly Case[] = [
  ['fewer actions', 'implied', [allow('s3:*')], [allow('s3:Get*')]],
  ['more actions', 'new', [allow('s3:Get*')], [allow('s3:*')]],
  ['a part of the bucket', 'implied', [allow('s3:GetObject', `${HOME}/*`)], [allow('s3:GetObject', `${HOME}/a/*`)]],
  ['another bucket', 'new', [allow('s3:GetObject', `${HOME}/*`)], [allow('s3:GetObject', 'arn:aws:s3:::other/*')]],
  ['one character more', 'new', [allow('s3:GetObject', `${HOME}/?`)], [allow('s3:GetObject', `${HOME}/??`)]],
  ['buckets are listed as `*` only', 'implied', [allow('sqs:*')], [allow('s3:ListAllMyBuckets', 'arn:aws:s3:::a')]],
  ['buckets are listed as all of them, too', 'new', [allow('sqs:*')], [allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*')]],
  ['the list of all buckets', 'implied', [allow('s3:List*')], [allow('s3:ListAllMyBuckets', 'arn:aws:s3:::*')]],
  ['an object action on a bucket', 'implied', [allow('sqs:*')], [allow('s3:GetObject', 'arn:aws:s3:::a')]],
  [
    'a deny of objects leaves listing',
    'new',
    [allow('s3:*'), deny('s3:*')],
    [allow('s3:*'), deny('s3:*', `${HOME}/*`)],
  ],
  ['a folder named by a tag that a condition fixes', 'new', [allow('s3:PutObject')], [ofTeam('StringEquals', 'eng')]],
  ['a folder named by a tag that a pattern bounds', 'new', [allow('s3:PutObject')], [ofTeam('StringLike', 'e?g*')]],
  [
    'the folder of a tag that a condition fixes, had by its name',
    'implied',
    [allow('s3:GetObject', `${HOME}/eng/*`)],
    [ofTeam('StringEquals', 'eng')],
  ],
  [
    'the folders of the tags that a pattern bounds, had for one of them',
    'new',
    [allow('s3:GetObject', `${HOME}/eng/*`)],
    [ofTeam('StringLike', 'eng*')],
  ],
  [
    'an alias of a function, where it was the function alone',
    'new',
    [allow('lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:f')],
    [allow('lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:f:live')],
  ],
  ['a deny that is gone', 'new', [allow('s3:*'), deny('s3:DeleteBucket')], [allow('s3:*')]],
  ['a deny that is new', 'implied', [allow('*')], [allow('*'), deny('iam:*')]],
  ['names that are not listed yet', 'new', [allow(['sqs:SendMessage', 'sqs:ReceiveMessage'])], [allow('sqs:*Message')]],
  ['a name nobody knows', 'new', [allow('s3:Get*')], [allow('s3:NotYetKnown')]],
  ['a name nobody knows, inside', 'implied', [allow('s3:Not*')], [allow('s3:NotYetKnown')]],
  ['NotAction', 'new', [allow('s3:*')], [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]],
  ['inside NotAction', 'implied', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }], [allow('s3:*')]],
  [
    'outside NotResource',
    'implied',
    [{ Effect: 'Allow', Action: 's3:*', NotResource: `${HOME}/*` }],
    [allow('s3:GetObject', 'arn:aws:s3:::other/*')],
  ],
  [
    'inside NotResource',
    'new',
    [{ Effect: 'Allow', Action: 's3:*', NotResource: `${HOME}/*` }],
    [allow('s3:GetObject', `${HOME}/*`)],
  ],
  [
    'a narrower range',
    'implied',
    [allow('s3:*', '*', when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'))],
    [allow('s3:*', '*', when('IpAddress', 'aws:SourceIp', '10.1.0.0/16'))],
  ],
  [
    'a wider range',
    'new',
    [allow('s3:*', '*', when('IpAddress', 'aws:SourceIp', '10.1.0.0/16'))],
    [allow('s3:*', '*', when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'))],
  ],
  [
    'a condition that is gone',
    'new',
    [allow('s3:*', '*', when('Bool', 'aws:MultiFactorAuthPresent', 'true'))],
    [allow('s3:*')],
  ],
  [
    'IfExists',
    'new',
    [allow('s3:*', '*', when('Bool', 'aws:MultiFactorAuthPresent', 'true'))],
    [allow('s3:*', '*', when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'true'))],
  ],
  [
    'a key the action never sends',
    'implied',
    [allow('sqs:*')],
    [allow('s3:ListAllMyBuckets', '*', when('StringLike', 's3:prefix', '*'))],
  ],
  [
    'the home of each user, inside all homes',
    'implied',
    [allow('s3:GetObject', `${HOME}/*`)],
    [allow('s3:GetObject', `${HOME}/\${aws:username}/*`)],
  ],
  [
    'one home, where each had its own',
    'new',
    [allow('s3:GetObject', `${HOME}/\${aws:username}/*`)],
    [allow('s3:GetObject', `${HOME}/ann/*`)],
  ],
  [
    'a denial of one home by name',
    'unknown',
    [allow('s3:GetObject', `${HOME}/*`), deny('s3:GetObject', `${HOME}/ann/*`)],
    [allow('s3:GetObject', `${HOME}/\${aws:username}/*`)],
  ],
  [
    'equal tags',
    'implied',
    [allow('ec2:*', '*', when('StringEquals', 'aws:ResourceTag/t', '${aws:PrincipalTag/t}'))],
    [allow('ec2:StartInstances', '*', when('StringEquals', 'aws:ResourceTag/t', '${aws:PrincipalTag/t}'))],
  ],
  [
    'equal tags, where one was asked',
    'new',
    [allow('ec2:StartInstances', '*', when('StringEquals', 'aws:ResourceTag/t', 'x'))],
    [allow('ec2:StartInstances', '*', when('StringEquals', 'aws:ResourceTag/t', '${aws:PrincipalTag/t}'))],
  ],
  ['a call that needs no permission', 'implied', [allow('s3:*')], [allow('sts:GetCallerIdentity')]],
  [
    'what AWS keeps for itself',
    'implied',
    [allow('s3:*')],
    [allow('iam:DeleteRole', 'arn:aws:iam::*:role/aws-reserved/*')],
  ],
];

const RESOURCE: readonly Case[] = [
  [
    'snapshots have no policy (rule 88)',
    'implied',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('rds:CrossRegionCommunication', 'arn:aws:rds:*:*:snapshot:*', to('*'))],
  ],
  ['nor have images', 'implied', [], [allow('ec2:RunInstances', 'arn:aws:ec2:*::image/*', to('*'))]],
  ['the direct calls of EBS are about snapshots, too', 'implied', [], [allow('ebs:CompleteSnapshot', '*', to('*'))]],
  [
    'nor have snapshots of clusters',
    'implied',
    [allow('sqs:SendMessage', '*', to('*'))],
    [
      allow(
        ['rds:CrossRegionCommunication', 'rds:CopyDBClusterSnapshot'],
        'arn:aws:rds:*:*:cluster-snapshot:*',
        to('*'),
      ),
    ],
  ],
  [
    'snapshots and functions, wherever they are',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow(['ec2:DeleteSnapshot', 'lambda:InvokeFunction'], '*', to('*'))],
  ],
  [
    'an action on a snapshot and on something else, wherever they are',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('ec2:CreateSnapshot', '*', to('*'))],
  ],
  [
    'an action on a key and an alias of it, wherever they are',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('kms:CreateAlias', '*', to('*'))],
  ],
  [
    'the catalog, to another account',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('glue:GetTable', 'arn:aws:glue:*:*:table/*', to({ AWS: ACCOUNT }))],
  ],
  [
    'the catalog and what does not cross accounts, wherever they are',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('glue:TestConnection', '*', to({ AWS: ACCOUNT }))],
  ],
  [
    'a job, to another account, which needs the account itself',
    'implied',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('glue:StartJobRun', '*', to({ AWS: ACCOUNT }))],
  ],
  [
    'the catalog or not, for an action that AWS does not list',
    'unknown',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('glue:NotYetKnown', '*', to({ AWS: ACCOUNT }))],
  ],
  [
    'a qualifier of a function that is called `layer`',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:layer:live', to('*'))],
  ],
  [
    'databases are not snapshots',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('rds:CrossRegionCommunication', 'arn:aws:rds:*:*:db:*', to('*'))],
  ],
  [
    'everybody, where it was one account',
    'new',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ACCOUNT }))],
    [allow('s3:GetObject', `${HOME}/*`, to('*'))],
  ],
  [
    'a role of the account',
    'implied',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ACCOUNT }))],
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ROLE }))],
  ],
  [
    'the account, where it was a role',
    'new',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ROLE }))],
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ACCOUNT }))],
  ],
  [
    'everybody of the account, said by a condition',
    'implied',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ACCOUNT }))],
    [allow('s3:GetObject', `${HOME}/*`, to('*', when('StringEquals', 'aws:PrincipalAccount', ACCOUNT)))],
  ],
  [
    'the role, said by a condition',
    'implied',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: ROLE }))],
    [allow('s3:GetObject', `${HOME}/*`, to('*', when('ArnEquals', 'aws:PrincipalArn', ROLE)))],
  ],
  [
    'a role that a condition alone names',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [allow('s3:GetObject', `${HOME}/*`, to('*', when('StringEquals', 'aws:PrincipalArn', ROLE)))],
  ],
  [
    'all sessions of a role that a condition names, where it was one',
    'new',
    [allow('s3:GetObject', `${HOME}/*`, to({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/x/s` }))],
    [allow('s3:GetObject', `${HOME}/*`, to('*', when('StringEquals', 'aws:PrincipalArn', ROLE)))],
  ],
  [
    'the root user, said by a condition',
    'new',
    [allow('sqs:SendMessage', '*', to('*'))],
    [
      allow(
        's3:GetObject',
        `${HOME}/*`,
        to({ AWS: ACCOUNT }, when('StringEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:root`)),
      ),
    ],
  ],
  [
    'the root user, who needs no grant for what its account alone does',
    'implied',
    [allow('sqs:SendMessage', '*', to('*'))],
    [
      allow(
        'sqs:SetQueueAttributes',
        '*',
        to('*', when('StringEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:root`)),
      ),
    ],
  ],
  [
    'NotPrincipal denies fewer',
    'new',
    [allow('s3:GetObject', `${HOME}/*`, to('*')), deny('s3:GetObject', `${HOME}/*`, to('*'))],
    [
      allow('s3:GetObject', `${HOME}/*`, to('*')),
      deny('s3:GetObject', `${HOME}/*`, { NotPrincipal: { AWS: [ROLE, `arn:aws:iam::${ACCOUNT}:root`] } }),
    ],
  ],
  [
    'a service without its source',
    'new',
    [
      allow(
        'sqs:SendMessage',
        '*',
        to(
          { Service: 'sns.amazonaws.com' },
          when('ArnEquals', 'aws:SourceArn', 'arn:aws:sns:eu-west-1:111122223333:t'),
        ),
      ),
    ],
    [allow('sqs:SendMessage', '*', to({ Service: 'sns.amazonaws.com' }))],
  ],
  [
    'trust in another account',
    'new',
    [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
  ],
  [
    'more of a key',
    'new',
    [allow('kms:Decrypt', '*', to({ AWS: ACCOUNT }))],
    [allow('kms:*', '*', to({ AWS: ACCOUNT }))],
  ],
];

describe('a new identity policy', () => {
  it.each(IDENTITY)('%s: %s', (_, kind, existing, newer) => {
    expect(identity(existing, newer)).toMatchObject({ kind });
  });
});

describe('a new resource policy', () => {
  it.each(RESOURCE)('%s: %s', (_, kind, existing, newer) => {
    expect(resource(existing, newer)).toMatchObject({ kind });
  });
});

describe('what is new', () => {
  it('names the statement, the actions, the resources without the old ones, the condition and a request', () => {
    const sid = { Sid: 'Wide' };
    const found = identity(
      [allow('s3:GetObject', `${HOME}/*`)],
      [
        allow('s3:GetObject', `${HOME}/a`),
        allow('s3:GetObject', 'arn:aws:s3:::*', { ...sid, ...when('Bool', 'aws:SecureTransport', 'true') }),
      ],
    );
    expect(found).toMatchObject({
      kind: 'new',
      undecided: [],
      access: [
        {
          policy: 0,
          statementIndex: 1,
          statementId: 'Wide',
          parts: [
            {
              actions: ['s3:GetObject'],
              resources: [{ pattern: 'arn:aws:s3:::*', except: [`${HOME}/*`] }],
              when: { kind: 'test', key: 'aws:SecureTransport', values: ['true'] },
              witness: { action: 's3:GetObject', context: { 'aws:SecureTransport': 'true' }, decision: 'allowed' },
            },
          ],
        },
      ],
    });
  });

  it('says whole services and patterns where all of them is new', () => {
    const found = identity([allow('s3:*')], [allow(['s3:*', 'sqs:*', 'sns:Pub*'])]);
    expect(found).toMatchObject({ access: [{ parts: [{ actions: ['sns:Pub*', 'sqs:*'] }] }] });
  });

  it('says which statement and why where it could not be decided', () => {
    const found = identity([allow('sqs:*')], [allow('s3:GetObject', 'arn:*:s3:::a/*')]);
    expect(found).toMatchObject({ kind: 'unknown', undecided: [{ statementIndex: 0, reasons: [{ rule: 52 }] }] });
  });
});
