/**
 * Japanese texts of the assumptions and reasons that answers state; the English text is their id. `{}` stands for what a text names;
 * where Japanese needs another order, `{0}` and `{1}` do.
 */
export const ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['if the other account lets its principal', '相手のアカウントがそのプリンシパルに許可している場合'],
  ['an action pattern has a wildcard before the colon', 'アクションのパターンのコロンより前にワイルドカードがある'],
  ['a NotResource entry whose variable has no value', 'NotResourceの項目の変数に値がない'],
  ['AWS pages disagree on variables under Bool', 'Bool演算子での変数の扱いはAWSの文書の間で食い違っている'],
  [
    'a boundary without sts:AssumeRole where the trust policy names `*`',
    '信頼ポリシーが`*`を挙げ、境界にsts:AssumeRoleがない',
  ],
  [
    'a role from before autumn 2022 may still trust itself',
    '2022年秋より前のロールは自分自身を信頼したままの場合がある',
  ],
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
  ['a policy could not be read', '読み取れなかったポリシーがある'],
  [
    'whether `*` admits a federated sign-in is not documented',
    '`*`がフェデレーションのサインインを認めるかは文書化されていない',
  ],
  ['`*` as principal reaches AWS services too', 'プリンシパルの`*`はAWSサービスも含むと考えられる'],
  [
    'whether `*` alone admits a federated user session is not documented',
    '`*`だけでフェデレーションユーザーのセッションを認めるかは文書化されていない',
  ],
  ['NotPrincipal lists only some of the ARNs of the caller', 'NotPrincipalは呼び出し元のARNの一部だけを挙げている'],
  ['NotPrincipal with Allow is no longer accepted', 'NotPrincipalとAllowの組み合わせはもう受け付けられない'],
  ['an ARN pattern with fewer than six components', '要素が6個に満たないARNのパターン'],
  ['a BinaryEquals value that is not base64', 'BinaryEqualsの値がbase64ではない'],
  ['Null on an empty text, or with a set operator', '空の文字列に対する、または集合演算子付きのNull'],
  ['ForAnyValue with IfExists on a missing key', 'キーがない場合のIfExists付きForAnyValue'],
  ['unsigned calls to {} are believed possible', '{}は署名のない呼び出しを受け付けると考えられる'],
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
  ['a value is no date in a form that AWS names', '値がAWSの示す日付の形式ではない'],
  [
    'a value the caller chooses stands inside a pattern of another open value',
    '呼び出し元が選ぶ値が、別の未確定の値のパターンに入っている',
  ],
  ['a wildcard would have to run over the end of a line', 'ワイルドカードが改行をまたぐ必要がある'],
  [
    'policy variables work in resource control policies',
    'ポリシー変数はリソースコントロールポリシーでも働くと考えられる',
  ],
  ['the ARN pattern has not all six components', 'ARNのパターンに6個の要素がそろっていない'],
  ['the CIDR range has bits set behind its prefix', 'CIDRの範囲のホスト部にビットが立っている'],
  ['the name of the role session is not known', 'ロールセッションの名前が分からない'],
  [
    'the unique id of the role, by which sessions are told apart, is not known',
    'セッションを区別するロールの一意のIDが分からない',
  ],
  ['two keys of the request differ in case only', 'リクエストの二つのキーが大文字小文字だけ異なる'],
  [
    'what unsigned sign-in calls show under this key is not documented',
    '署名のないサインイン呼び出しがこのキーに示す値は文書化されていない',
  ],
  [
    'whether an account as grantee means its identities too is not documented',
    'アカウントへのグラントがその中のIDも含むかは文書化されていない',
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
  ['{} on {} is not defined here', '{1}に対する{0}はここでは定義されていない'],
  ['a CIDR with host bits set, {}', 'ホスト部にビットが立ったCIDR、{}'],
  ['a single-valued operator on the list key {}', 'リストのキー{}に対する単一値の演算子'],
  ['too many different patterns are tested on {}', '{}に対して検査するパターンの種類が多すぎる'],
  ['which keys {} sends is not listed', '{}が送るキーは一覧にない'],
  ['the operator `{}` does not exist', '演算子`{}`は存在しない'],
  ['the resource `{}` has fewer than six fields', 'リソース`{}`の要素が6個に満たない'],
  [
    'the resource `{}` has a wildcard in partition or service',
    'リソース`{}`のパーティションまたはサービスにワイルドカードがある',
  ],
  ['a star that ends a segment of `{}` runs on over colons', '`{}`の要素の末尾のアスタリスクがコロンをまたぐ'],
  ['a list key as variable in `{}`', '`{}`の変数にリストのキーがある'],
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
