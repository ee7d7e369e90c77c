import type { Assumption } from '../decision.ts';
import { ACCESS_POINT_ASSUMPTIONS_JA } from './access-point-assumptions.ts';
import { ENTITLEMENTS_JA } from './entitlements.ts';
import { ENTRANCE_ASSUMPTIONS_JA } from './entrance-assumptions.ts';
import type { Language } from './language.ts';
import { METHOD_ASSUMPTIONS_JA } from './method-assumptions.ts';
import { LAYER_NAMES } from './names.ts';

/**
 * Japanese texts of the assumptions and reasons that answers state; the English text is their id. `{}` stands for what a text names;
 * where Japanese needs another order, `{0}` and `{1}` do, and `{layer}` for the first where that is a layer.
 */
export const ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['of which resource it is asked depends on the call', 'どのリソースに対して求められるかは呼び出しの内容による'],
  ['what a statement says is not certain', 'ステートメントの意味が確定しない'],
  ['no single request was found that shows the new access', '新しいアクセスを示すリクエストが見つからない'],
  ['no single request was found that shows the access', 'アクセスを示すリクエストが見つからない'],
  [
    'too many different patterns of resources meet in one action',
    '一つのアクションに関わるリソースのパターンが多すぎる',
  ],
  ['more than two values a request chooses stand in `{}`', '`{}`に、リクエストが決める値が3つ以上ある'],
  [
    'a VPC endpoint that was not read lets the request through',
    '読み取れていないVPCエンドポイントがリクエストを通すと考えられる',
  ],
  ['the policy of the VPC endpoint could not be read', 'VPCエンドポイントのポリシーを読み取れなかった'],
  ['which service the VPC endpoint leads to', 'VPCエンドポイントがどのサービスのものか分からない'],
  ['if the other account lets its principal', '相手のアカウントがそのプリンシパルに許可している場合'],
  [
    'defect: the engine and the reference interpreter disagree on the witness',
    '不具合：実証リクエストについてエンジンと参照インタープリターの判定が一致しない',
  ],
  ['MFA in a forwarded request of a user', 'サービスが転送したユーザーのリクエストでのMFAの有無'],
  [
    'what AWS services show under this key is not documented',
    'AWSサービスの呼び出しでこのキーがどの値になるかは文書化されていない',
  ],
  [
    'what unsigned sign-in calls show under this key is not documented',
    '署名されていないサインインの呼び出しでこのキーがどの値になるかは文書化されていない',
  ],
  ...ENTITLEMENTS_JA,
  ...ENTRANCE_ASSUMPTIONS_JA,
  ...METHOD_ASSUMPTIONS_JA,
  ...ACCESS_POINT_ASSUMPTIONS_JA,
  ['the organisation was not read', '組織の情報を読み取れていない'],
  ['the role path is not known', 'ロールのパスが分からない'],
  [
    'the path of the role, which its session ARN leaves out, is the one in aws:PrincipalArn',
    'セッションARNに含まれないロールのパスは、aws:PrincipalArnのものと同じと考えられる',
  ],
  ['which organisation the other account belongs to is not known', '相手のアカウントが属する組織が分からない'],
  [
    'whether a chained call needs sts:TagSession or sts:SetSourceIdentity for what its session only carries is not documented',
    'セッションが引き継いだだけのものについて、ロール連鎖の呼び出しに sts:TagSession や sts:SetSourceIdentity が必要かは文書化されていない',
  ],
  ['the principal was not read', 'プリンシパルが読み取られていない'],
  ['the unique id of the principal is not known', 'プリンシパルの一意のIDが分からない'],
  ['the name of the role session is not known', 'ロールセッションの名前が分からない'],
  [
    'which IAM user asked for the federated session is not known',
    'フェデレーションユーザーのセッションを要求したIAMユーザーが分からない',
  ],
  [
    'which session policy was passed to the federated session is not known',
    'フェデレーションユーザーのセッションに渡されたセッションポリシーが分からない',
  ],
  [
    'whether a role session shows MFA as absent or false is not documented',
    'ロールセッションのMFAのキーが存在しないのかfalseなのかは文書化されていない',
  ],
  [
    'aws:MultiFactorAuthPresent is absent from the role session, not false',
    'ロールセッションのaws:MultiFactorAuthPresentはfalseではなく、存在しないと考えられる',
  ],
  ['which keys {} sends is not listed', '{}のリクエストに含まれるキーが一覧にない'],
  ['two keys of the request differ in case only', 'リクエストに大文字と小文字だけが異なる二つのキーがある'],
  ['the tags of the resource are not in the snapshot', 'リソースのタグがスナップショットにない'],
  ['the tags of the resource could not be read: {}', 'リソースのタグを読み取れなかった（{}）'],
  ['the aliases of the key are not in the snapshot', 'キーのエイリアスがスナップショットにない'],
  ['the aliases of the key could not be read: {}', 'キーのエイリアスを読み取れなかった（{}）'],
  [
    'which Region the endpoint of {} reports in the partition {} is not listed',
    'パーティション{1}で{0}のエンドポイントがどのリージョンになるかは一覧にない',
  ],
  ['the owner of the resource is not known', 'リソースの所有者が分からない'],
  ['which account owns the resource is not known', 'リソースを所有するアカウントが分からない'],
  ['which account owns the resource is not known: {}', 'リソースを所有するアカウントが分からない（{}）'],
  ['which account owns the bucket', 'バケットを所有するアカウントが分からない'],
  ['whether the management account owns the bucket', '管理アカウントがバケットを所有しているかどうか'],
  [
    'whether root owns the bucket whose policy denies',
    'ポリシーで拒否しているバケットが、このルートユーザーのアカウントのものかどうか',
  ],
  [
    'the URL of the function could not be read: lambda:GetFunctionUrlConfig',
    '関数URLの設定を読み取れなかった（lambda:GetFunctionUrlConfig）',
  ],
  ['the identity provider could not be read', 'IDプロバイダーを読み取れなかった'],
  ['the identity provider could not be read: {}', 'IDプロバイダーを読み取れなかった（{}）'],
  ['the grants of the key could not be read', 'キーのグラントを読み取れなかった'],
  ['the grants of the key could not be read: kms:ListGrants', 'キーのグラントを読み取れなかった（kms:ListGrants）'],
  ['which key seals the resource could not be read: {}', 'リソースを暗号化するキーを読み取れなかった（{}）'],
  [
    'whether a path that is written with a slash behind it is another one',
    '末尾にスラッシュを付けたパスが別のパスとして扱われるか分からない',
  ],
  ['which key seals the resource is not told', 'リソースを暗号化するキーが示されていない'],
  ['which key `{}` names is not known', '`{}`がどのキーを指すか分からない'],
  ['which key `{}` names is not known: kms:ListAliases', '`{}`がどのキーを指すか分からない（kms:ListAliases）'],
  ['whether the bucket uses an S3 Bucket Key was not read', 'バケットでS3バケットキーが有効かどうかを読み取れていない'],
  [
    'which objects the key policy means no ARN pattern tells',
    'キーポリシーの対象となるオブジェクトをARNのパターンで表せない',
  ],
  ['`{}` is no ARN of a key', '`{}`はキーのARNではない'],
  [
    'what opens or closes the resource beside its policy could not be read: {}',
    'リソースポリシー以外でリソースを公開または非公開にする設定を読み取れなかった（{}）',
  ],
  ['policies of the layer {} could not be read: {}', '{layer}を読み取れなかった（{1}）'],
  ['policies of the layer {} were not readable', '{layer}を読み取れなかった'],
  ['a statement with Principal in the layer {}', '{layer}にPrincipalのあるステートメントがある'],
  ['a session policy on a service-linked role', 'サービスリンクロールに対するセッションポリシー'],
  ['an endpoint policy on a service-linked role', 'サービスリンクロールに対するVPCエンドポイントポリシー'],
  [
    'a federated user of the root user is limited by its session policy alone',
    'ルートユーザーのフェデレーションユーザーを制限するのはセッションポリシーだけと考えられる',
  ],
  [
    'credentials of this kind carry no session policy, so the given one is left out',
    'この種類の認証情報にセッションポリシーはないため、指定されたものは評価の対象外と考えられる',
  ],
  [
    'service control policies bind neither service principals nor federated callers',
    'サービスコントロールポリシーは、サービスプリンシパルにもIDプロバイダーのユーザーの呼び出しにも適用されないと考えられる',
  ],
  [
    'service control policies bind kms:RetireGrant',
    'サービスコントロールポリシーはkms:RetireGrantにも適用されると考えられる',
  ],
  ['a resource control policy that AWS would refuse', 'AWSが受け付けないはずのリソースコントロールポリシー'],
  [
    'resource control policies reach `opensearch:` actions, not `es:` ones',
    'リソースコントロールポリシーは`opensearch:`のアクションに適用され、`es:`のアクションには適用されないと考えられる',
  ],
  [
    'resource control policies bind unsigned requests',
    'リソースコントロールポリシーは署名されていないリクエストにも適用されると考えられる',
  ],
  [
    'RCPs of member accounts bind principals of the management account',
    'メンバーアカウントのRCPは管理アカウントのプリンシパルにも適用されると考えられる',
  ],
  [
    'whose RCPs bind an action without resource type',
    'リソースタイプのないアクションにどのアカウントのRCPが適用されるか',
  ],
  ['whether RCPs bind sts:AssumeRoot', 'sts:AssumeRootにRCPが適用されるかどうか'],
  [
    'an endpoint policy does not judge requests that a service forwards',
    'サービスが転送するリクエストにVPCエンドポイントポリシーは適用されないと考えられる',
  ],
  [
    'endpoint policies judge federated calls of AWS STS',
    'VPCエンドポイントポリシーはIDプロバイダーのユーザーによるAWS STSの呼び出しにも適用されると考えられる',
  ],
  [
    'a principal ARN in the policy of a gateway endpoint',
    'ゲートウェイエンドポイントのポリシーでプリンシパルに指定されたARN',
  ],
  ['an account as principal of an endpoint policy', 'エンドポイントポリシーでプリンシパルに指定されたアカウント'],
  ['`*` names AWS services as well', '`*`にはAWSサービスも含まれると考えられる'],
  [
    'a grant to `*` reaches role sessions without their identity side',
    '`*`への許可は、ロールセッション側のポリシーによる許可がなくても有効と考えられる',
  ],
  ['a grant to `*` for a federated user', 'フェデレーションユーザーに対する`*`への許可'],
  ["the role named has the path of the caller's role", '指定されたロールのパスは呼び出し元のロールのものと考えられる'],
  ['a SAML provider as principal outside a trust policy', '信頼ポリシー以外でプリンシパルに指定されたSAMLプロバイダー'],
  [
    'whose canonical user id the policy names is not known',
    'ポリシーで指定された正規ユーザーIDがどのアカウントのものか分からない',
  ],
  [
    'a resource policy statement without Principal names nobody',
    'Principalのないリソースポリシーのステートメントは、どのプリンシパルにも適用されないと考えられる',
  ],
  ['NotPrincipal in a trust policy, where AWS allows none', 'AWSが認めていない、信頼ポリシーでのNotPrincipal'],
  ['NotPrincipal with Allow, which AWS no longer accepts', 'AWSがもう受け付けない、NotPrincipalとAllowの組み合わせ'],
  [
    'NotPrincipal lists only a part of account, principal and session',
    'NotPrincipalがアカウント、プリンシパル、セッションの一部だけを指定している',
  ],
  [
    'account and role in NotPrincipal spare every session of the role',
    'NotPrincipalでアカウントとロールを指定すると、そのロールのすべてのセッションが対象外になると考えられる',
  ],
  [
    'boundary and session policy bind across accounts even where the session itself is named',
    'クロスアカウントアクセスでは、セッション自体が指定されていてもアクセス許可の境界とセッションポリシーが適用されると考えられる',
  ],
  ['a resource grant to a session of sts:AssumeRoot', 'sts:AssumeRootのセッションに対するリソース側の許可'],
  [
    'a boundary or session policy against a trust in `*`',
    '信頼ポリシーの`*`に対して許可のない、アクセス許可の境界またはセッションポリシー',
  ],
  [
    'whether `*` in a trust policy names callers of identity providers',
    '信頼ポリシーの`*`にIDプロバイダーのユーザーが含まれるかどうか',
  ],
  [
    'a role that assumes itself without a word of trust',
    '信頼ポリシーで自身を信頼していないロールによる、自分自身の引き受け',
  ],
  [
    'a trust in the session itself is not capped',
    '信頼ポリシーでセッション自体を信頼した場合、アクセス許可の境界とセッションポリシーでは制限されないと考えられる',
  ],
  ['{} takes unsigned requests', '{}は署名されていないリクエストを受け付けると考えられる'],
  [
    'a signed request to a method that does not look at the signature',
    '署名を確認しないメソッドに送られた、署名付きのリクエスト',
  ],
  [
    'which roles of OpenSearch are mapped to the caller was not read',
    '呼び出し元に対応付けられたOpenSearchのロールを読み取れていない',
  ],
  ['whether a data access policy lets the caller', 'データアクセスポリシーが呼び出し元に許可しているか不明'],
  ['Lake Formation is not judged', 'Lake Formationは判定していない'],
  ['an account as grantee', '被付与者がアカウントであるグラント'],
  [
    "a grant that the key's account issued, without an identity policy of the grantee",
    'キーのアカウントが発行し、被付与者のアイデンティティポリシーに許可がないグラント',
  ],
  [
    'whether a boundary or session policy limits a grant',
    'アクセス許可の境界またはセッションポリシーがグラントを制限するかどうか',
  ],
  [
    'caps limit key policies like other resource policies',
    'アクセス許可の境界とセッションポリシーは、ほかのリソースポリシーと同じようにキーポリシーも制限すると考えられる',
  ],
  [
    'whose canonical user id the ACL names is not known',
    'ACLで指定された正規ユーザーIDがどのアカウントのものか分からない',
  ],
  [
    'a grant to AuthenticatedUsers still needs an identity policy',
    'AuthenticatedUsersへの許可でもアイデンティティポリシーの許可が必要と考えられる',
  ],
  [
    'the bucket policy does not grant on objects that another account owns',
    '別のアカウントが所有するオブジェクトにバケットポリシーの許可は及ばないと考えられる',
  ],
  [
    'the policies of the function and of its qualifier unite',
    '関数のポリシーと、そのバージョンまたはエイリアスのポリシーは合わせて評価されると考えられる',
  ],
  [
    'whether Amazon SNS fills the owner key with the account of an ordinary caller',
    'Amazon SNSが所有者のキーに通常の呼び出し元のアカウントを入れるかどうか',
  ],
  ['an action pattern that IAM refuses', 'IAMが受け付けないアクションのパターン'],
  ['`{}` is an action pattern that IAM refuses', '`{}`はIAMが受け付けないアクションのパターン'],
  ['an action with white space in it never matches', '空白を含むアクションはどのアクションにも一致しないと考えられる'],
  ['a statement without Resource outside a resource policy', 'リソースポリシー以外にあるResourceのないステートメント'],
  [
    '`{}` is a short ARN, which AWS completes in identity policies only',
    '`{}`は短縮されたARNで、AWSが補完するのはアイデンティティポリシーだけ',
  ],
  ['`{}` has a wildcard where AWS allows none', '`{}`はAWSが認めていない位置にワイルドカードがある'],
  ['NotResource `{}` holds a variable without a value', 'NotResourceの`{}`の変数に値がない'],
  [
    'a `*` that ends a segment runs on over colons into the next field',
    'セグメントの末尾の`*`はコロンを越えて次のセグメントにも一致すると考えられる',
  ],
  ['a `*` inside a segment stays inside it', 'セグメントの途中の`*`はそのセグメントの中だけで一致すると考えられる'],
  [
    'a value the caller chooses stands inside the pattern of an open part',
    '呼び出し元が選ぶ値が、名前の決まっていない部分のパターンに含まれている',
  ],
  ['a wildcard would have to run over the end of a line', 'ワイルドカードが改行を越えて一致する必要がある'],
  ['too many different patterns are tested on {}', '{}について評価するパターンの種類が多すぎる'],
  ['the operator `{}` does not exist', '演算子`{}`は存在しない'],
  ['an operator nobody knows (`{}`) never matches', '存在しない演算子（`{}`）の条件は一致しないと考えられる'],
  ['ForAnyValue with IfExists on a missing key', 'キーが存在しない場合の、IfExists付きのForAnyValue'],
  ['a set operator before Null', 'Nullと組み合わせた集合演算子'],
  ['a single-valued operator on the list `{}`', '複数値のキー`{}`に対する、集合演算子のない条件'],
  ['whether an empty text counts as missing under Null', 'Nullで空の文字列がキーの欠落とみなされるかどうか'],
  ['a policy variable names a multivalued key', 'ポリシー変数が複数値のキーを参照している'],
  ['AWS contradicts itself on policy variables under Bool', 'Bool演算子でのポリシー変数についてAWSの文書に矛盾がある'],
  [
    'policy variables work in resource control policies',
    'ポリシー変数はリソースコントロールポリシーでも使えると考えられる',
  ],
  [
    'wildcard characters in the value of a variable are literal',
    '変数の値に含まれるワイルドカード文字は文字どおりに扱われると考えられる',
  ],
  [
    'a value the caller chooses stands inside a pattern of another open value',
    '呼び出し元が選ぶ値が、別の未確定の値のパターンに含まれている',
  ],
  ['an ARN pattern without all six components', '6個の要素がそろっていないARNのパターン'],
  ['true and false are read without regard to case', 'trueとfalseの大文字と小文字は区別されないと考えられる'],
  ['a text that is no number', '数値ではない値'],
  ['a text that is no number, under NumericNotEquals', 'NumericNotEqualsで比較する値が数値ではない'],
  ['a text that is no number meets no numeric test', '数値ではない値は数値の条件に一致しないと考えられる'],
  ['a time in a form that AWS does not name', 'AWSが示していない形式の日時'],
  ['a text that is no time, or a time of unsure form', '日時ではない値、または形式のはっきりしない日時'],
  [
    'which permissions on the key Amazon RDS asks of whoever uses an encrypted snapshot',
    '暗号化されたスナップショットを使う呼び出し元に、Amazon RDSがキーのどの権限を求めるか',
  ],
  ['whether it is shared with the account', 'このアカウントと共有されているか'],
  ['whether sharing reaches this action', '共有がこのアクションに及ぶか'],
  [
    'whether one side is enough for an NFS client of another account',
    '別のアカウントのNFSクライアントに片側の許可だけで足りるかどうか',
  ],
  [
    'a condition key that Amazon EFS does not enforce for NFS clients',
    'Amazon EFSがNFSクライアントに適用しない条件キー',
  ],
  ['a condition in a grant of a topic to Amazon EventBridge', 'Amazon EventBridgeへのトピックの許可に付いた条件'],
  ['the identity pool stands in the account of the role', 'IDプールはロールと同じアカウントにあると考えられる'],
  [
    'the policy that a session of sts:AssumeRoot unlocks does not lock it out',
    'sts:AssumeRootのセッションは、ロックを解除する対象のポリシーには妨げられないと考えられる',
  ],
  [
    'which encryption context the service passes is not documented',
    'サービスが渡す暗号化コンテキストは文書化されていない',
  ],
  [
    'whether a function URL from before November 2025 takes calls without lambda:InvokeFunction',
    '2025年11月より前の関数URLが、lambda:InvokeFunctionの許可なしの呼び出しを受け付けるかどうか',
  ],
  ['which of the policies of CodeArtifact such a call heeds', 'この呼び出しがCodeArtifactのどのポリシーに従うか'],
  ['whether {} crosses accounts', '{}がアカウントを越えて実行できるかどうか'],
  ['ACLs of single objects may say more', 'オブジェクトごとのACLがさらに許可している可能性がある'],
  ['the account of the bucket owns the object', 'オブジェクトの所有者はバケットのアカウントだと考えられる'],
  ['a text that is no time, under DateNotEquals', 'DateNotEqualsで比較する値が日時ではない'],
  ['a text that is no time meets no date test', '日時ではない値は日付の条件に一致しないと考えられる'],
  ['a text that is no IP address, or an IPv4-mapped one', 'IPアドレスではない値、またはIPv4射影アドレス'],
  ['a text that is no IP address, under NotIpAddress', 'NotIpAddressで比較する値がIPアドレスではない'],
  [
    'a text that is no IP address meets no address test',
    'IPアドレスではない値はIPアドレスの条件に一致しないと考えられる',
  ],
  ['AWS does not say how IPv4-mapped IPv6 addresses compare', 'IPv4射影IPv6アドレスの比較方法は文書化されていない'],
  ['a bare IPv6 address means /128', 'プレフィックス長のないIPv6アドレスは/128を意味すると考えられる'],
  ['the CIDR range has bits set behind its prefix', 'CIDRの範囲のホスト部に0ではないビットがある'],
  ['a text that is not base64', 'base64ではない値'],
  ['a value compared by BinaryEquals is not base64', 'BinaryEqualsで比較する値がbase64ではない'],
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const PATTERNS = ASSUMPTIONS_JA.map(
  ([english, japanese]) => [new RegExp(`^${english.split('{}').map(escaped).join('(.+?)')}$`, 's'), japanese] as const,
);

/** The text of an assumption or of a reason; English where the catalogue has no other words for it. */
export const assumptionWords = ({ text }: Assumption, language: Language): string =>
  language === 'ja' ? inJapanese(text) : text;

function inJapanese(text: string): string {
  for (const [pattern, japanese] of PATTERNS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    return japanese.replaceAll(/\{(layer|\d?)\}/g, (_, slot: string) =>
      slot === 'layer' ? layerInJapanese(match[1] ?? '') : (match[Number(slot) + 1] ?? ''),
    );
  }
  return text;
}

function layerInJapanese(layer: string): string {
  const words: Readonly<Record<string, string>> = LAYER_NAMES.ja;
  return words[layer] ?? layer;
}
