/**
 * Japanese texts of the assumptions and reasons that answers state; the English text is their id. `{}` stands for what a text names;
 * where Japanese needs another order, `{0}` and `{1}` do.
 */
export const ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['if the other account lets its principal', '相手のアカウントがそのプリンシパルに許可している場合'],
  [
    'the engine and the reference interpreter disagree on the witness',
    '実証リクエストについてエンジンと参照インタープリターの判定が一致しない',
  ],
  ['MFA in a forwarded request of a user', 'ユーザーの転送リクエストでのMFA'],
  ['what AWS services show under this key is not documented', 'このキーにAWSサービスが示す値は文書化されていない'],
  ['the organisation was not read', '組織の情報を読み取れていない'],
  ['the role path is not known', 'ロールのパスが分からない'],
  ['which organisation the other account belongs to is not known', '相手のアカウントが属する組織が分からない'],
  ['the unique id of the principal is not known', 'プリンシパルの一意のIDが分からない'],
  [
    'whether a role session shows MFA as absent or false is not documented',
    'ロールセッションでMFAのキーがないのか偽なのかは文書化されていない',
  ],
  ['the tags of the resource are not in the snapshot', 'リソースのタグがスナップショットにない'],
  ['the owner of the resource is not known', 'リソースの所有者が分からない'],
  ['the grants of the key could not be read', 'キーのグラントを読み取れなかった'],
  ['NotPrincipal with Allow is no longer accepted', 'NotPrincipalとAllowの組み合わせはもう受け付けられない'],
  ['ForAnyValue with IfExists on a missing key', 'キーがない場合のIfExists付きForAnyValue'],
  [
    'AWS contradicts itself on policy variables under Bool',
    'Bool演算子でのポリシー変数についてAWSの文書は矛盾している',
  ],
  ['AWS does not say how IPv4-mapped IPv6 addresses compare', 'IPv4射影IPv6アドレスの比較方法は文書化されていない'],
  ['NotPrincipal in a trust policy, where AWS allows none', 'AWSが認めていない、信頼ポリシーでのNotPrincipal'],
  [
    'NotPrincipal lists only a part of account, principal and session',
    'NotPrincipalはアカウント、プリンシパル、セッションの一部だけを挙げている',
  ],
  ['NotPrincipal with Allow, which AWS no longer accepts', 'AWSがもう受け付けない、NotPrincipalとAllowの組み合わせ'],
  ['a SAML provider as principal outside a trust policy', '信頼ポリシー以外でプリンシパルに指定されたSAMLプロバイダー'],
  ['a policy variable names a multivalued key', 'ポリシー変数が複数値のキーを指している'],
  ['a set operator before Null', 'Nullの前に集合演算子がある'],
  ['a statement without Resource outside a resource policy', 'リソースポリシー以外でResourceのないステートメント'],
  ['a text that is no IP address, under NotIpAddress', 'NotIpAddressの対象がIPアドレスではない'],
  ['a text that is no number, under NumericNotEquals', 'NumericNotEqualsの対象が数値ではない'],
  ['a value compared by BinaryEquals is not base64', 'BinaryEqualsで比べる値がbase64ではない'],
  [
    'a value the caller chooses stands inside a pattern of another open value',
    '呼び出し元が選ぶ値が、別の未確定の値のパターンに入っている',
  ],
  ['a wildcard would have to run over the end of a line', 'ワイルドカードが改行をまたぐ必要がある'],
  [
    'policy variables work in resource control policies',
    'ポリシー変数はリソースコントロールポリシーでも働くと考えられる',
  ],
  ['the CIDR range has bits set behind its prefix', 'CIDRの範囲のホスト部にビットが立っている'],
  ['the name of the role session is not known', 'ロールセッションの名前が分からない'],
  ['two keys of the request differ in case only', 'リクエストの二つのキーが大文字小文字だけ異なる'],
  [
    'what unsigned sign-in calls show under this key is not documented',
    '署名のないサインイン呼び出しがこのキーに示す値は文書化されていない',
  ],
  ['whether an empty text counts as missing under Null', 'Nullで空の文字列がないものと扱われるかどうか'],
  [
    'which IAM user asked for the federated session is not known',
    'フェデレーションセッションを求めたIAMユーザーが分からない',
  ],
  ['whose canonical user id the policy names is not known', 'ポリシーが挙げる正規ユーザーIDの持ち主が分からない'],
  [
    'wildcard characters in the value of a variable are literal',
    '変数の値に含まれるワイルドカード文字は文字どおりに扱われると考えられる',
  ],
  ['too many different patterns are tested on {}', '{}に対して検査するパターンの種類が多すぎる'],
  ['which keys {} sends is not listed', '{}が送るキーは一覧にない'],
  ['the operator `{}` does not exist', '演算子`{}`は存在しない'],
  ['an action pattern that IAM refuses', 'IAMが受け付けないアクションのパターン'],
  ['`{}` is an action pattern that IAM refuses', '`{}`はIAMが受け付けないアクションのパターン'],
  [
    '`{}` is a short ARN, which AWS completes in identity policies only',
    '`{}`は短いARNで、AWSが補うのはアイデンティティポリシーだけ',
  ],
  ['`{}` has a wildcard where AWS allows none', '`{}`はAWSが認めない位置にワイルドカードがある'],
  ['NotResource `{}` holds a variable without a value', 'NotResourceの`{}`の変数に値がない'],
  [
    'a `*` that ends a segment runs on over colons into the next field',
    '要素の末尾の`*`はコロンをまたいで次の要素に及ぶと考えられる',
  ],
  [
    'a value the caller chooses stands inside the pattern of an open part',
    '呼び出し元が選ぶ値が、名前の決まっていない部分のパターンに入っている',
  ],
  ['an ARN pattern without all six components', '6個の要素がそろっていないARNのパターン'],
  ['a time in a form that AWS does not name', 'AWSが示していない形式の時刻'],
  ['a text that is no number', '数値ではない値'],
  ['a text that is no time, or a time of unsure form', '時刻ではない値、または形式のはっきりしない時刻'],
  ['a text that is no IP address, or an IPv4-mapped one', 'IPアドレスではない値、またはIPv4射影アドレス'],
  ['a text that is not base64', 'base64ではない値'],
  ['a single-valued operator on the list `{}`', 'リスト`{}`に対する単一値の演算子'],
  ['`*` names AWS services as well', '`*`はAWSサービスも指すと考えられる'],
  ['{} takes unsigned requests', '{}は署名のないリクエストを受け付けると考えられる'],
  [
    'a boundary or session policy against a trust in `*`',
    '信頼ポリシーの`*`に対し、境界またはセッションポリシーが許可していない',
  ],
  [
    'a role that assumes itself without a word of trust',
    '信頼ポリシーに挙げられていないロールによる自分自身の引き受け',
  ],
  ['policies of the layer {} could not be read: {}', '{1}で読み取るはずの{0}レイヤーのポリシーを読み取れなかった'],
  [
    'whether `*` in a trust policy names callers of identity providers',
    '信頼ポリシーの`*`がIDプロバイダーの呼び出し元を含むかどうか',
  ],
  ['a grant to `*` for a federated user', 'フェデレーションユーザーに対する`*`への許可'],
  ['an account as grantee', 'アカウントを被付与者とするグラント'],
  [
    "a grant that the key's account issued, without an identity policy of the grantee",
    'キーのアカウントが発行し、被付与者のアイデンティティポリシーの裏付けがないグラント',
  ],
  ['whether a boundary or session policy limits a grant', '境界またはセッションポリシーがグラントを制限するかどうか'],
  ['whose canonical user id the ACL names is not known', 'ACLが挙げる正規ユーザーIDの持ち主が分からない'],
  ['which account owns the resource is not known', 'リソースを所有するアカウントが分からない'],
  ['whether the management account owns the bucket', '管理アカウントがバケットを所有しているかどうか'],
  [
    'whether Amazon SNS fills the owner key with the account of an ordinary caller',
    'Amazon SNSが通常の呼び出し元のアカウントを所有者キーに入れるかどうか',
  ],
  ['a resource control policy that AWS would refuse', 'AWSが受け付けないはずのリソースコントロールポリシー'],
  ['a statement with Principal in the layer {}', '{}レイヤーにあるPrincipal付きのステートメント'],
  ['a session policy on a service-linked role', 'サービスにリンクされたロールに対するセッションポリシー'],
  ['an endpoint policy on a service-linked role', 'サービスにリンクされたロールに対するVPCエンドポイントポリシー'],
  [
    'a principal ARN in the policy of a gateway endpoint',
    'ゲートウェイエンドポイントのポリシーにあるプリンシパルのARN',
  ],
  ['an account as principal of an endpoint policy', 'エンドポイントポリシーのプリンシパルに指定されたアカウント'],
  ['a resource grant to a session of sts:AssumeRoot', 'sts:AssumeRootのセッションに対するリソースの許可'],
  ['whose RCPs bind an action without resource type', 'リソースタイプのないアクションをどのアカウントのRCPが縛るか'],
  ['whether RCPs bind sts:AssumeRoot', 'RCPがsts:AssumeRootを縛るかどうか'],
  ["the role named has the path of the caller's role", '挙げられたロールのパスは呼び出し元のロールのものと考えられる'],
  [
    'a grant to AuthenticatedUsers still needs an identity policy',
    'AuthenticatedUsersへの許可でもアイデンティティポリシーが必要と考えられる',
  ],
  [
    'the bucket policy does not grant on objects that another account owns',
    '別のアカウントが所有するオブジェクトにバケットポリシーの許可は及ばないと考えられる',
  ],
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const PATTERNS = ASSUMPTIONS_JA.map(
  ([english, japanese]) => [new RegExp(`^${english.split('{}').map(escaped).join('(.+?)')}$`, 's'), japanese] as const,
);

/** Undefined where the catalogue has no Japanese for a text. */
export function assumptionInJapanese(text: string): string | undefined {
  for (const [pattern, japanese] of PATTERNS) {
    const match = pattern.exec(text);
    if (match !== null) return japanese.replaceAll(/\{(\d?)\}/g, (_, slot: string) => match[Number(slot) + 1] ?? '');
  }
  return undefined;
}
