import type { Limit } from '../decision.ts';
import type { Language } from './language.ts';

/** Japanese texts of the borders that no policy opens; the English text is their id, `{}` stands for what it names. */
export const LIMITS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['an unsigned call has no identity', '署名のない呼び出しにはIDがない'],
  [
    'only users and root may call sts:GetSessionToken',
    'sts:GetSessionTokenを呼び出せるのはIAMユーザーとルートユーザーだけ',
  ],
  ['federated users call neither IAM nor AWS STS by API', 'フェデレーションユーザーはIAMとAWS STSのAPIを呼び出せない'],
  ['role sessions cannot call sts:GetFederationToken', 'ロールセッションはsts:GetFederationTokenを呼び出せない'],
  ['the root user cannot assume roles', 'ルートユーザーはロールを引き受けられない'],
  [
    'sts:GetSessionToken credentials call sts:AssumeRole only',
    'sts:GetSessionTokenの認証情報で呼び出せるAWS STSのアクションはsts:AssumeRoleだけ',
  ],
  [
    'sts:GetSessionToken credentials without MFA cannot call IAM',
    'MFAなしのsts:GetSessionTokenの認証情報ではIAMを呼び出せない',
  ],
  ['nothing crosses a partition', 'パーティションを越えるアクセスはできない'],
  ['AWS managed policies cannot be changed', 'AWS管理ポリシーは変更できない'],
  ['only AWS changes roles under aws-reserved', 'aws-reserved以下のロールを変更できるのはAWSだけ'],
  ['service-linked roles cannot be edited', 'サービスリンクロールは編集できない'],
  [
    "an identity provider's user must assume a role first",
    'IDプロバイダーのユーザーは、まずロールを引き受けなければならない',
  ],
  [
    "an identity provider's user calls only sts:AssumeRoleWithSAML or sts:AssumeRoleWithWebIdentity",
    'IDプロバイダーのユーザーが呼び出せるのはsts:AssumeRoleWithSAMLとsts:AssumeRoleWithWebIdentityだけ',
  ],
  [
    'only the management account and the delegated administrator call sts:AssumeRoot',
    'sts:AssumeRootを呼び出せるのは管理アカウントと委任管理者だけ',
  ],
  ['sts:AssumeRole is called on a role', 'sts:AssumeRoleの対象はロールに限られる'],
  ['the inherited session tag `{}` cannot be passed again', '引き継いだセッションタグ`{}`は再度渡せない'],
  [
    'this call is made with an assertion or a token, not with AWS credentials',
    'この呼び出しはアサーションまたはトークンで行うもので、AWSの認証情報では行えない',
  ],
  ['only Identity Center signs in to its roles', 'Identity CenterのロールにサインインできるのはIdentity Centerだけ'],
  ['the identity provider stands in another account', 'IDプロバイダーが別のアカウントにある'],
  ['the account has no such identity provider', 'アカウントにそのIDプロバイダーがない'],
  [
    'tokens of sts:GetWebIdentityToken sign in to no role',
    'sts:GetWebIdentityToken のトークンではどのロールにもサインインできない',
  ],
  [
    'the identity provider does not list the audience of the token',
    'トークンのaudienceがIDプロバイダーに登録されていない',
  ],
  [
    'the console switches roles as who signed in, not as a role that was switched to',
    'コンソールでのロールの切り替えは、切り替え先のロールではなくサインインした認証情報で行われる',
  ],
  [
    'the console passes neither external id, session tags nor source identity',
    'コンソールは外部ID、セッションタグ、ソースIDを渡さない',
  ],
  [
    "the caller's account has not enabled the Region of the key",
    '呼び出し元のアカウントでキーのリージョンが有効になっていない',
  ],
  [
    'no role of OpenSearch that is mapped to the caller grants the call',
    '呼び出し元に対応付けられたOpenSearchのロールがこの呼び出しを許可していない',
  ],
  [
    'no data access policy of the collection names the caller',
    'コレクションのデータアクセスポリシーに呼び出し元が含まれていない',
  ],
  ['a private API is reached through a VPC endpoint alone', 'プライベートAPIはVPCエンドポイント経由のみ'],
  ['the access point is bound to another VPC', 'アクセスポイントは別のVPCに限定されている'],
  [
    '{} does not cross accounts, whatever the resource policy says',
    '{}は、リソースポリシーの内容によらず、アカウントを越えて実行できない',
  ],
  ['sharing gives no right to change what is shared', '共有は、共有されたものを変更する権限を与えない'],
  ['what an AWS managed key encrypts is not shared', 'AWSマネージドキーで暗号化されたものは共有できない'],
  [
    'an encrypted snapshot of another account is copied first',
    '別のアカウントの暗号化されたスナップショットは、まずコピーしなければならない',
  ],
  ['{} takes no unsigned requests', '{}は署名のないリクエストを受け付けない'],
  ['no grant of the key lets the caller retire it', '呼び出し元に廃止を認めるキーのグラントがない'],
  [
    'only function URLs without authentication take unsigned requests',
    '署名のないリクエストを受け付けるのは、認証なしの関数URLだけ',
  ],
  [
    'RestrictPublicBuckets cuts a public policy to the account of the bucket',
    'RestrictPublicBucketsにより、パブリックなポリシーはバケットのアカウント内に制限される',
  ],
  ['the method takes requests with a signature only', 'このメソッドは署名のあるリクエストだけを受け付ける'],
  ['Lake Formation does not grant the data', 'Lake Formationがデータへの権限を付与していない'],
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const PATTERNS = LIMITS_JA.map(
  ([english, japanese]) => [new RegExp(`^${english.split('{}').map(escaped).join('(.+?)')}$`, 's'), japanese] as const,
);

/** The text of a limit; English where the catalogue has no other words for it. */
export function limitWords({ text }: Limit, language: Language): string {
  if (language === 'en') return text;
  for (const [pattern, japanese] of PATTERNS) {
    const match = pattern.exec(text);
    if (match !== null) return japanese.replaceAll('{}', () => match[1] ?? '');
  }
  return text;
}
