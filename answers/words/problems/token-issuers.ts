/** Japanese of what is dangerous in trust policies of token issuers; slots as in FILE_PROBLEMS_JA. */
export const TOKEN_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    '{} and at least {} more may approve delegation requests of partners, who then have for hours what they have',
    '{0}ほか少なくとも{1}件は、パートナーの委任リクエストを承認できます。パートナーはその間、同じ権限を数時間持ちます',
  ],
  [
    '{} and {} more may approve delegation requests of partners, who then have for hours what they have',
    '{0}ほか{1}件は、パートナーの委任リクエストを承認できます。パートナーはその間、同じ権限を数時間持ちます',
  ],
  [
    '{} may approve delegation requests of partners, who then have for hours what they have',
    '{0}は、パートナーの委任リクエストを承認できます。パートナーはその間、同じ権限を数時間持ちます',
  ],
  [
    'account access manager comes in for whatever application: `{}` and `{}` would name the own one',
    'アカウントアクセスマネージャーがどのアプリケーションのためでも入れます。`{0}`と`{1}`で自分のアプリケーションに限れます',
  ],
  [
    '`{}` is no proof of a person: who comes by account access manager chooses the session name; `{}` is one',
    '`{0}`は人の証明になりません。account access managerから入る人はセッション名を自分で選べます。`{1}`なら証明になります',
  ],
  [
    '`{}` asks for a claim of roles in the token: it narrows who comes in, and which tokens have one is not known',
    '`{0}`はトークン内のロールのクレームを求めます。入れる範囲は狭まりますが、どのトークンにあるかは分かりません',
  ],
  [
    '{}: any customer of {} comes in: no condition on `{}`',
    '{0}：{1}の利用者なら誰でも入れます。`{2}`に条件がありません',
  ],
  [
    '{}: any customer of {} comes in: `{}` names none',
    '{0}：{1}の利用者なら誰でも入れます。`{2}`は誰も特定していません',
  ],
  [
    '{}: `{}` also lets in customers whose names only begin so',
    '{0}：`{1}`は、名前の先頭が同じだけの別の利用者も入れます',
  ],
  [
    '{}: the wildcard in `{}` also stands for another customer: it crosses `:` and `/`',
    '{0}：`{1}`のワイルドカードは`:`と`/`を越えるため、別の利用者にも当てはまります',
  ],
  [
    '{}: `{}` lets in every branch, tag, environment and pull request of the repository',
    '{0}：`{1}`は、リポジトリのすべてのブランチ、タグ、環境、プルリクエストを入れます',
  ],
  [
    '{}: `{}` is as good as the protection of the environment, which AWS does not know',
    '{0}：`{1}`の強さは環境の保護設定次第で、AWSはそれを知りません',
  ],
  [
    '{}: `{}` lets in whoever may create such a branch or tag',
    '{0}：`{1}`は、そのようなブランチやタグを作れる人を誰でも入れます',
  ],
  [
    '{}: any repository may call the workflow `{}`, at any version of it that fits',
    '{0}：ワークフロー`{1}`は、どのリポジトリからも、当てはまるどの版でも呼び出せます',
  ],
  ['{}: a token of `{}` without `{}` passes its condition', '{0}：`{2}`のない`{1}`のトークンも条件を満たします'],
  [
    '{}: AWS STS never shows `{}`, so its condition always comes out the same',
    '{0}：AWS STSは`{1}`を示さないため、その条件の結果は常に同じです',
  ],
  ['{}: `{}` is a name that can be given to another person', '{0}：`{1}`は、別の人に付け替えられる名前です'],
  [
    '{}: `{}` names a repository that another can be called after a rename; its ids do not change',
    '{0}：`{1}`はリポジトリの名前で、改名後に別のリポジトリが名乗れます。IDは変わりません',
  ],
  [
    '{}: whoever holds the keys or the domain of `{}` makes any token',
    '{0}：`{1}`の鍵またはドメインを持つ者は、どんなトークンも作れます',
  ],
  [
    '{}: tokens made for `{}` come in too: the provider lists that audience',
    '{0}：`{1}`向けのトークンも入れます。プロバイダーがそのオーディエンスを登録しています',
  ],
];
