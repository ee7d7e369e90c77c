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
];
