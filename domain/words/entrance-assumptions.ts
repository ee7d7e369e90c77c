/** Of ways in that identity sources, clusters, identity pools and trust anchors tell of. */
export const ENTRANCE_ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'a session policy of the entrance narrows what the session can do',
    '入口のセッションポリシーが、セッションでできることを狭めている',
  ],
  [
    'the role is named by the token, from groups that were not read',
    'ロールはトークンが指定し、その元になるグループは読み取られていない',
  ],
  ['tags of the entrance could not be read', '入口のタグを読み取れなかった'],
  ['its token is kept', 'トークンは未提供'],
  ['its policy could not be read', 'ポリシーを読み取れなかった'],
  ['its end is not documented', '終わりは文書化されていない'],
  ['its policy cuts every grant', 'ポリシーがすべての許可を狭める'],
  [
    'which attributes of the directory become session tags was not read (sso-admin:DescribeInstanceAccessControlAttributeConfiguration)',
    'ディレクトリのどの属性がセッションタグになるかは読み取られていない（sso-admin:DescribeInstanceAccessControlAttributeConfiguration）',
  ],
];
