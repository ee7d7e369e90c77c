import type { Json } from '../../domain/policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { ORGANIZATION, PARTNERS } from './names.ts';
import { teamOf } from './role-policies.ts';

type Form = 'organization' | 'account' | 'roles' | 'team' | 'path' | 'service' | 'partner' | 'transport';

/** A third of what takes a policy has one; of these somewhat less than a third are open to the organisation. */
const FORMS: readonly (readonly [Form, number])[] = [
  ['organization', 40],
  ['account', 14],
  ['roles', 16],
  ['team', 8],
  ['path', 4],
  ['service', 10],
  ['partner', 2],
  ['transport', 14],
];

export function resourcePolicy(
  dice: Dice,
  actions: readonly string[],
  arn: string,
  account: string,
  roles: readonly IamRole[],
): Json {
  const form = dice.weighted(FORMS);
  const resource = arn.startsWith('arn:aws:s3:::') ? [arn, `${arn}/*`] : arn;
  const some = actions.slice(0, 1 + dice.below(actions.length));
  return { Version: '2012-10-17', Statement: statementsOf(form, dice, some, resource, account, roles) };
}

function statementsOf(
  form: Form,
  dice: Dice,
  actions: readonly string[],
  resource: Json,
  account: string,
  roles: readonly IamRole[],
): readonly Json[] {
  const allow = (principal: Json, condition?: Json): Json => ({
    Effect: 'Allow',
    Principal: principal,
    Action: actions,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  });
  const some = (): readonly string[] => [
    ...new Set(Array.from({ length: 1 + dice.below(3) }, () => dice.pick(roles).arn)),
  ];
  const everything = `${actions[0]?.split(':')[0]}:*`;
  switch (form) {
    case 'organization':
      return [allow('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })];
    case 'account':
      return [allow({ AWS: `arn:aws:iam::${dice.pick(roles).account}:root` })];
    case 'roles':
      return [allow({ AWS: some() })];
    case 'team':
      return [
        allow('*', {
          StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalTag/team': teamOf(dice) },
        }),
      ];
    case 'path':
      return [
        allow('*', {
          StringEquals: { 'aws:PrincipalAccount': account },
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/platform/*` },
        }),
      ];
    case 'service':
      return [allow({ Service: 's3.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': account } })];
    case 'partner':
      return [allow({ AWS: `arn:aws:iam::${dice.pick(PARTNERS)}:root` })];
    case 'transport':
      return [
        allow({ AWS: some() }),
        {
          Sid: 'Plain',
          Effect: 'Deny',
          Principal: '*',
          Action: everything,
          Resource: resource,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ];
  }
}

/** Most keys leave it to IAM; some name their users, some go by the service that asks, some by tags. */
export function keyPolicy(
  dice: Dice,
  account: string,
  region: string,
  own: readonly IamRole[],
  all: readonly IamRole[],
): Json {
  const root: Json = {
    Sid: 'IAM',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const use = (principal: Json, condition?: Json): Json => ({
    Sid: 'Use',
    Effect: 'Allow',
    Principal: principal,
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    ...(condition === undefined ? {} : { Condition: condition }),
  });
  const statements = dice.weighted<() => readonly Json[]>([
    [() => [root], 60],
    [() => [root, use({ AWS: dice.pick(all).arn })], 15],
    [() => [use({ AWS: [...new Set([dice.pick(own).arn, dice.pick(own).arn])] })], 10],
    [
      () => [
        use('*', {
          StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
        }),
      ],
      8,
    ],
    [() => [root, use('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })], 4],
    [() => [use('*', { StringEquals: { 'kms:CallerAccount': account, 'aws:PrincipalTag/team': teamOf(dice) } })], 3],
  ]);
  return { Version: '2012-10-17', Statement: statements() };
}
