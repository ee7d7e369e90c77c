/**
 * How the tests that people meet most are said from the caller's side. `{}` stands for the values (`{=}` with an equals sign where they are
 * no pattern), `{name}` for the tag or issuer that is part of the key. Everything without a phrase is said literally, so a phrase is a courtesy, never a must.
 * Source of the keys: AWS, AWS global condition context keys; and the key tables of the Service Authorization Reference.
 */
export interface Phrase {
  /**
   * Which operators the phrase speaks for (in normal form): `text` StringEquals, StringLike; `arn` those and ArnLike;
   * `anyText` the same under ForAnyValue; `service` text that names an AWS service; `ip` IpAddress; each with its negation.
   */
  readonly of: 'text' | 'arn' | 'anyText' | 'service' | 'anyService' | 'ip';
  /** `like` is said instead of `is` before a pattern, where "like" does not follow `is` well. */
  readonly en: readonly [is: string, isNot: string, like?: string];
  readonly ja: readonly [is: string, isNot: string];
}

const not = (is: string, like = is): readonly [string, string, string] => [is, `not ${is}`, like];

export const PHRASES: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['aws:sourceip', { of: 'ip', en: not('from {}'), ja: ['{}から', '{}以外から'] }],
  ['aws:vpcsourceip', { of: 'ip', en: not('from {} inside the VPC'), ja: ['VPC内の{}から', 'VPC内の{}以外から'] }],
  ['aws:sourcevpc', { of: 'text', en: not('from VPC {}', 'from a VPC {}'), ja: ['VPC {}から', 'VPC {}以外から'] }],
  [
    'aws:sourcevpce',
    {
      of: 'text',
      en: not('through VPC endpoint {}', 'through a VPC endpoint {}'),
      ja: ['VPCエンドポイント{}経由', 'VPCエンドポイント{}以外を経由'],
    },
  ],
  [
    'aws:vpceaccount',
    {
      of: 'text',
      en: not('through a VPC endpoint of account {}'),
      ja: ['アカウント{}のVPCエンドポイント経由', 'アカウント{}以外のVPCエンドポイント経由'],
    },
  ],
  [
    'aws:vpceorgid',
    {
      of: 'text',
      en: not('through a VPC endpoint of organization {}'),
      ja: ['組織{}のVPCエンドポイント経由', '組織{}以外のVPCエンドポイント経由'],
    },
  ],
  ['aws:principalarn', { of: 'arn', en: not('as {}', 'as a principal {}'), ja: ['{}として', '{}以外として'] }],
  [
    'aws:principalaccount',
    { of: 'text', en: not('from account {}', 'from an account {}'), ja: ['アカウント{}から', 'アカウント{}以外から'] },
  ],
  [
    'aws:principalorgid',
    { of: 'text', en: not('from organization {}', 'from an organization {}'), ja: ['組織{}から', '組織{}以外から'] },
  ],
  [
    'aws:principalorgpaths',
    {
      of: 'anyText',
      en: [
        'from the organization path {}',
        'from some organization path other than {}',
        'from an organization path {}',
      ],
      ja: ['組織パス{}から', '{}以外の組織パスから'],
    },
  ],
  [
    'aws:username',
    { of: 'text', en: not('as the IAM user {}'), ja: ['IAMユーザー{}として', 'IAMユーザー{}以外として'] },
  ],
  ['aws:userid', { of: 'text', en: not('with the user id {}'), ja: ['ユーザーID {}で', 'ユーザーID {}以外で'] }],
  [
    'aws:principaltype',
    { of: 'text', en: not('as a caller of type {}'), ja: ['種類{}の呼び出し元として', '種類{}以外の呼び出し元として'] },
  ],
  [
    'aws:principalservicename',
    {
      of: 'service',
      en: not('as the AWS service {}', 'as an AWS service {}'),
      ja: ['AWSサービス{}として', 'AWSサービス{}以外として'],
    },
  ],
  [
    'aws:federatedprovider',
    {
      of: 'text',
      en: not('signed in through {}', 'signed in through a provider {}'),
      ja: ['{}でサインイン', '{}以外でサインイン'],
    },
  ],
  [
    'aws:sourceidentity',
    { of: 'text', en: not('with the source identity {}'), ja: ['ソースID {}で', 'ソースID {}以外で'] },
  ],
  [
    'sts:sourceidentity',
    {
      of: 'text',
      en: ['when the source identity is set to {}', 'when the source identity is not set to {}'],
      ja: ['ソースIDに{}を設定', 'ソースIDに{}以外を設定'],
    },
  ],
  [
    'sts:externalid',
    {
      of: 'text',
      en: ['when the external id is {}', 'when the external id is not {}'],
      ja: ['外部IDが{}', '外部IDが{}以外'],
    },
  ],
  [
    'sts:rolesessionname',
    {
      of: 'text',
      en: ['when the session name is {}', 'when the session name is not {}'],
      ja: ['セッション名が{}', 'セッション名が{}以外'],
    },
  ],
  [
    'saml:aud',
    {
      of: 'text',
      en: not('with a SAML assertion for {}'),
      ja: ['{}宛てのSAMLアサーションで', '{}宛て以外のSAMLアサーションで'],
    },
  ],
  [
    'saml:iss',
    {
      of: 'text',
      en: not('with a SAML assertion issued by {}'),
      ja: ['{}が発行したSAMLアサーションで', '{}以外が発行したSAMLアサーションで'],
    },
  ],
  [
    'saml:sub',
    { of: 'text', en: not('as the SAML subject {}'), ja: ['SAMLサブジェクト{}として', 'SAMLサブジェクト{}以外として'] },
  ],
  [
    'aws:requestedregion',
    { of: 'text', en: not('in Region {}', 'in a Region {}'), ja: ['リージョン{}で', 'リージョン{}以外で'] },
  ],
  [
    'aws:calledvia',
    {
      of: 'anyService',
      en: [
        'with {} in the call chain',
        'with a service other than {} in the call chain',
        'with a service {} in the call chain',
      ],
      ja: ['呼び出しの連鎖に{}を含む', '呼び出しの連鎖に{}以外のサービスを含む'],
    },
  ],
  [
    'aws:calledviafirst',
    {
      of: 'service',
      en: not('first called through {}', 'first called through a service {}'),
      ja: ['最初に{}を経由', '最初に{}以外を経由'],
    },
  ],
  [
    'aws:calledvialast',
    {
      of: 'service',
      en: not('last called through {}', 'last called through a service {}'),
      ja: ['最後に{}を経由', '最後に{}以外を経由'],
    },
  ],
  ['kms:viaservice', { of: 'service', en: not('through {}', 'through a service {}'), ja: ['{}経由', '{}以外を経由'] }],
  [
    'aws:sourcearn',
    { of: 'arn', en: not('on behalf of {}', 'on behalf of something {}'), ja: ['{}の代理で', '{}以外の代理で'] },
  ],
  [
    'aws:sourceaccount',
    { of: 'text', en: not('on behalf of account {}'), ja: ['アカウント{}の代理で', 'アカウント{}以外の代理で'] },
  ],
  [
    'aws:sourceorgid',
    { of: 'text', en: not('on behalf of organization {}'), ja: ['組織{}の代理で', '組織{}以外の代理で'] },
  ],
  [
    'aws:resourceaccount',
    {
      of: 'text',
      en: not('on resources of account {}'),
      ja: ['アカウント{}のリソースに対して', 'アカウント{}以外のリソースに対して'],
    },
  ],
  [
    'aws:resourceorgid',
    {
      of: 'text',
      en: not('on resources of organization {}'),
      ja: ['組織{}のリソースに対して', '組織{}以外のリソースに対して'],
    },
  ],
  [
    'iam:passedtoservice',
    {
      of: 'service',
      en: not('when the role is passed to {}', 'when the role is passed to a service {}'),
      ja: ['{}にロールを渡す場合', '{}以外にロールを渡す場合'],
    },
  ],
  [
    'ec2:sourceinstancearn',
    { of: 'arn', en: not('from the EC2 instance {}'), ja: ['EC2インスタンス{}から', 'EC2インスタンス{}以外から'] },
  ],
  [
    'lambda:sourcefunctionarn',
    { of: 'arn', en: not('from the Lambda function {}'), ja: ['Lambda関数{}から', 'Lambda関数{}以外から'] },
  ],
]);

/** Keys that hold a name after the stem: tags, encryption context. */
export const NAMED_PHRASES: readonly (readonly [stem: string, phrase: Phrase])[] = [
  [
    'aws:principaltag/',
    {
      of: 'text',
      en: ['with the session tag {name} {=}', 'without the session tag {name} {=}'],
      ja: ['セッションタグ{name}が{}', 'セッションタグ{name}が{}以外'],
    },
  ],
  [
    'aws:requesttag/',
    {
      of: 'text',
      en: ['when the request sets the tag {name} {=}', 'unless the request sets the tag {name} {=}'],
      ja: ['リクエストでタグ{name}に{}を設定', 'リクエストでタグ{name}に{}を設定しない'],
    },
  ],
  [
    'aws:resourcetag/',
    {
      of: 'text',
      en: ['on resources tagged {name} {=}', 'on resources not tagged {name} {=}'],
      ja: ['タグ{name}が{}のリソースに対して', 'タグ{name}が{}以外のリソースに対して'],
    },
  ],
  [
    's3:existingobjecttag/',
    {
      of: 'text',
      en: ['on objects tagged {name} {=}', 'on objects not tagged {name} {=}'],
      ja: ['タグ{name}が{}のオブジェクトに対して', 'タグ{name}が{}以外のオブジェクトに対して'],
    },
  ],
  [
    'kms:encryptioncontext:',
    {
      of: 'text',
      en: ['with the encryption context {name} {=}', 'without the encryption context {name} {=}'],
      ja: ['暗号化コンテキスト{name}が{}', '暗号化コンテキスト{name}が{}以外'],
    },
  ],
];

/** `<issuer host>:sub` and `:aud` of OIDC providers; `{name}` is the issuer. */
export const ISSUER_PHRASES: Readonly<Record<'sub' | 'aud', Phrase>> = {
  sub: {
    of: 'text',
    en: ['with a token of {name} for the subject {}', 'with no token of {name} for the subject {}'],
    ja: ['{name}のトークン（サブジェクト{}）で', '{name}のトークン（サブジェクト{}以外）で'],
  },
  aud: {
    of: 'text',
    en: ['with a token of {name} for the audience {}', 'with no token of {name} for the audience {}'],
    ja: ['{name}のトークン（オーディエンス{}）で', '{name}のトークン（オーディエンス{}以外）で'],
  },
};

/** Bool keys, each with the words for true and for false. */
export const FLAGS: ReadonlyMap<
  string,
  { readonly en: readonly [string, string]; readonly ja: readonly [string, string] }
> = new Map([
  ['aws:securetransport', { en: ['over TLS', 'over plain HTTP'], ja: ['TLS経由', '暗号化されていないHTTP経由'] }],
  ['aws:multifactorauthpresent', { en: ['with MFA', 'without MFA'], ja: ['MFAあり', 'MFAなし'] }],
  [
    'aws:viaawsservice',
    {
      en: ['through an AWS service', 'directly, through no AWS service'],
      ja: ['AWSサービス経由', 'AWSサービスを経由せず直接'],
    },
  ],
  [
    'aws:principalisawsservice',
    {
      en: ['as an AWS service', 'as a caller that is no AWS service'],
      ja: ['AWSサービスとして', 'AWSサービス以外の呼び出し元として'],
    },
  ],
]);

/** Keys that hold a time; `{}` is said by the operator: "before 22 Nov 2026 06:00 UTC". */
export const TIMES: ReadonlyMap<string, { readonly en: string; readonly ja: string }> = new Map([
  ['aws:currenttime', { en: '{}', ja: '{}' }],
  ['aws:tokenissuetime', { en: 'with a session issued {}', ja: '{}に発行されたセッションで' }],
]);

/** Service principals by the name people use. Source: AWS service names in the Service Authorization Reference. */
export const SERVICE_NAMES: ReadonlyMap<string, string> = new Map([
  ['athena', 'Athena'],
  ['autoscaling', 'EC2 Auto Scaling'],
  ['backup', 'AWS Backup'],
  ['cloudformation', 'CloudFormation'],
  ['cloudfront', 'CloudFront'],
  ['codebuild', 'CodeBuild'],
  ['dynamodb', 'DynamoDB'],
  ['ec2', 'EC2'],
  ['ecs-tasks', 'ECS tasks'],
  ['elasticfilesystem', 'EFS'],
  ['events', 'EventBridge'],
  ['firehose', 'Data Firehose'],
  ['glue', 'Glue'],
  ['kinesis', 'Kinesis'],
  ['lambda', 'Lambda'],
  ['logs', 'CloudWatch Logs'],
  ['rds', 'RDS'],
  ['redshift', 'Redshift'],
  ['s3', 'S3'],
  ['sagemaker', 'SageMaker'],
  ['secretsmanager', 'Secrets Manager'],
  ['sns', 'SNS'],
  ['sqs', 'SQS'],
  ['ssm', 'Systems Manager'],
  ['states', 'Step Functions'],
]);
