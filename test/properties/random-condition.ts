import { parseOperator } from '../../domain/parse-policy.ts';
import type { Condition } from '../../domain/policy.ts';
import type { ContextValue, RequestContext } from '../../domain/request.ts';
import type { Dice } from './dice.ts';
import { A, B } from './places.ts';

interface KeyPool {
  readonly key: string;
  readonly values: readonly ContextValue[];
  /** Operator -> policy values. */
  readonly tests: readonly (readonly [string, readonly string[]])[];
}

/** Keys with context values and the tests made of them; every operator family and every border case is among them. */
const KEYS: readonly KeyPool[] = [
  {
    key: 'aws:SourceIp',
    values: ['203.0.113.9', '198.51.100.1', '2001:db8::5'],
    tests: [
      ['IpAddress', ['203.0.113.0/24']],
      ['NotIpAddress', ['203.0.113.0/24', '2001:db8::/32']],
      ['IpAddress', ['198.51.100.1']],
    ],
  },
  {
    key: 'aws:SecureTransport',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['false']],
      ['Bool', ['true']],
      ['Null', ['true']],
    ],
  },
  {
    key: 'aws:MultiFactorAuthPresent',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['true']],
      ['BoolIfExists', ['false']],
      ['Bool', ['false']],
    ],
  },
  {
    key: 'aws:MultiFactorAuthAge',
    values: ['10', '3600', '3600.5'],
    tests: [
      ['NumericLessThan', ['3600']],
      ['NumericGreaterThanEquals', ['3600']],
      ['NumericEquals', ['3600']],
      ['NumericNotEquals', ['10']],
      ['NumericLessThanEquals', ['10']],
      ['NumericGreaterThan', ['10']],
    ],
  },
  {
    key: 'aws:CurrentTime',
    values: ['2026-11-22T06:00:00Z', '2026-01-01T00:00:00Z'],
    tests: [
      ['DateGreaterThan', ['2026-06-01T00:00:00Z']],
      ['DateLessThanEquals', ['1767225600']],
      ['DateEquals', ['2026-01-01']],
      ['DateNotEquals', ['2026-01-01']],
      ['DateLessThan', ['2026-06-01T00:00:00Z']],
      ['DateGreaterThanEquals', ['2026-11-22T06:00:00Z']],
    ],
  },
  {
    key: 'aws:PrincipalOrgID',
    values: ['o-cakes12345', 'o-other67890'],
    tests: [
      ['StringEquals', ['o-cakes12345']],
      ['StringNotEquals', ['o-cakes12345']],
      ['StringNotEqualsIfExists', ['o-cakes12345']],
      ['StringEqualsIfExists', ['o-cakes12345']],
    ],
  },
  {
    key: 'aws:PrincipalOrgPaths',
    values: [['o-cakes12345/r-1/ou-1/'], ['o-cakes12345/r-1/ou-2/', 'o-cakes12345/r-1/'], []],
    tests: [
      ['ForAnyValue:StringLike', ['o-cakes12345/r-1/ou-1/*']],
      ['ForAllValues:StringLike', ['o-cakes12345/*']],
      ['ForAllValues:StringNotLike', ['*ou-1*']],
      ['ForAnyValue:StringNotEquals', ['o-cakes12345/r-1/']],
      ['ForAllValues:StringEquals', ['o-cakes12345/r-1/ou-1/']],
    ],
  },
  {
    key: 'aws:PrincipalTag/Team',
    values: ['patissier', 'Patissier', 'finance', ''],
    tests: [
      ['StringEquals', ['patissier']],
      ['StringEqualsIgnoreCase', ['PATISSIER']],
      ['StringNotEqualsIgnoreCase', ['finance']],
      ['StringLike', ['pat*', 'fin?nce']],
      ['StringNotLike', ['pat*']],
      ['StringEquals', ['${aws:ResourceTag/Team}']],
      ['StringNotEquals', ['${aws:ResourceTag/Team}']],
    ],
  },
  {
    key: 'aws:ResourceTag/Team',
    values: ['patissier', 'finance'],
    tests: [
      ['StringEquals', ['${aws:PrincipalTag/Team}']],
      ['StringNotEquals', ['${aws:PrincipalTag/team}']],
      ['StringEquals', ["${aws:PrincipalTag/Team, 'finance'}"]],
      ['StringLike', ['${aws:PrincipalTag/Team}*']],
    ],
  },
  {
    key: 'aws:TagKeys',
    values: [['Team'], ['Team', 'cost'], []],
    tests: [
      ['ForAllValues:StringEquals', ['Team', 'team']],
      ['ForAnyValue:StringEquals', ['cost']],
      ['Null', ['false']],
      ['Null', ['true']],
      ['ForAllValues:StringNotEquals', ['cost']],
    ],
  },
  {
    key: 'aws:RequestedRegion',
    values: ['eu-west-1', 'us-east-1', 'ap-northeast-1'],
    tests: [
      ['StringEquals', ['eu-west-1', 'us-east-1']],
      ['StringNotEquals', ['eu-west-1', 'us-east-1']],
    ],
  },
  {
    key: 'aws:PrincipalArn',
    values: [],
    tests: [
      ['ArnLike', [`arn:aws:iam::${A}:role/*`]],
      ['ArnEquals', [`arn:aws:iam::${A}:user/team/ann`]],
      ['ArnNotLike', [`arn:aws:iam::${A}:role/app`]],
      ['StringLike', ['arn:aws:iam::*:user/*']],
      ['ArnNotEquals', [`arn:aws:iam::${A}:root`]],
      ['ArnLike', ['arn:aws:iam::*:user/*']],
    ],
  },
  {
    key: 'aws:PrincipalAccount',
    values: [],
    tests: [
      ['StringEquals', [A]],
      ['StringNotEquals', [A]],
    ],
  },
  {
    key: 'aws:ResourceAccount',
    values: [],
    tests: [
      ['StringEquals', [A]],
      ['StringEquals', ['${aws:PrincipalAccount}']],
    ],
  },
  {
    key: 'aws:PrincipalIsAWSService',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['false']],
      ['BoolIfExists', ['false']],
      ['Bool', ['true']],
    ],
  },
  {
    key: 'aws:SourceArn',
    values: [`arn:aws:sns:eu-west-1:${A}:events`, `arn:aws:sns:eu-west-1:${B}:events`],
    tests: [
      ['ArnLike', [`arn:aws:sns:*:${A}:*`]],
      ['ArnEquals', [`arn:aws:sns:eu-west-1:${A}:events`]],
      ['StringEquals', [`arn:aws:sns:eu-west-1:${B}:events`]],
    ],
  },
  {
    key: 's3:prefix',
    values: ['home/ann/', '', 'home/bob'],
    tests: [
      ['StringLike', ['home/${aws:username}/*', '']],
      ['StringEquals', ['']],
      ['StringNotLike', ['home/*']],
      ['StringLike', ['home/${*}']],
    ],
  },
  {
    key: 'sts:ExternalId',
    values: ['cakes-4711'],
    tests: [
      ['StringEquals', ['cakes-4711']],
      ['Null', ['false']],
    ],
  },
  {
    key: 'kms:ViaService',
    values: ['s3.eu-west-1.amazonaws.com', 'dynamodb.eu-west-1.amazonaws.com'],
    tests: [
      ['StringEquals', ['s3.eu-west-1.amazonaws.com']],
      ['StringLike', ['dynamodb.*.amazonaws.com']],
    ],
  },
  { key: 'kms:EncryptionContext:app', values: ['lake', 'web'], tests: [['StringEquals', ['lake']]] },
  {
    key: 'kms:GrantOperations',
    values: [['Decrypt'], ['Encrypt', 'Decrypt'], [''], []],
    tests: [['ForAllValues:StringEquals', ['Decrypt', 'DescribeKey']]],
  },
  {
    key: 'aws:ViaAWSService',
    values: ['true', 'false'],
    tests: [
      ['Bool', ['false']],
      ['BoolIfExists', ['true']],
    ],
  },
  { key: 'aws:userid', values: ['AROACAKES:s1', 'AIDACAKES'], tests: [['StringLike', ['AROACAKES:*']]] },
  { key: 'sts:RoleSessionName', values: ['s1', 'ann'], tests: [['StringLike', ['${aws:username}', 's?']]] },
  { key: 'aws:RequestTag/Team', values: ['patissier', 'finance'], tests: [['StringEquals', ['finance']]] },
  {
    key: 'lambda:FunctionUrlAuthType',
    values: ['AWS_IAM', 'NONE'],
    tests: [
      ['StringEquals', ['NONE']],
      ['StringNotEquals', ['NONE']],
    ],
  },
  { key: 'test:Binary', values: ['QmFzZTY0', 'AAAA'], tests: [['BinaryEquals', ['QmFzZTY0']]] },
];

/** Every test is as likely as any other, so that rare operators come up as often as common ones. */
const TESTS = KEYS.flatMap(({ key, tests }) => tests.map(([operator, values]) => ({ name: key, operator, values })));

/** Odd things that stored text can hold: kept rare. */
const ODD_TESTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['StringEquals', 'aws:PrincipalOrgPaths', ['o-cakes12345/r-1/']],
  ['ForAnyValue:StringEqualsIfExists', 'aws:TagKeys', ['Team']],
  ['StringMatches', 'aws:PrincipalTag/Team', ['x']],
  ['NumericEquals', 'aws:MultiFactorAuthAge', ['10abc']],
  ['ForAllValues:StringEquals', 'aws:PrincipalTag/Team', ['patissier']],
  ['ForAnyValue:StringLike', 'aws:PrincipalTag/Team', ['p*']],
];

export function randomCondition(dice: Dice): Condition {
  if (dice.chance(0.03)) {
    const [operator, key, values] = dice.pick(ODD_TESTS);
    return { operator: parseOperator(operator), key, values };
  }
  const { name, operator, values } = dice.pick(TESTS);
  const key = dice.chance(0.2) ? name.toLowerCase() : name;
  const lenient = operator !== 'Null' && !operator.endsWith('IfExists') && dice.chance(0.1) ? 'IfExists' : '';
  return { operator: parseOperator(`${operator}${lenient}`), key, values };
}

export function randomContext(dice: Dice): RequestContext {
  const context: Record<string, ContextValue> = {};
  for (const { key, values } of KEYS) {
    if (values.length > 0 && dice.chance(0.6)) context[key] = dice.pick(values);
  }
  // AWS sends the age only with MFA (see reasoning/data/key-relations.ts): other requests do not exist
  if (context['aws:MultiFactorAuthAge'] !== undefined) context['aws:MultiFactorAuthPresent'] = 'true';
  return context;
}
