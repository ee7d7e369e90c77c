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
  [
    'the delegation is approved, and its exchange token has not been released',
    '委任は承認されているが、交換トークンはまだ渡されていない',
  ],
  [
    'the policy of the delegation was not read: at most, what the approver may',
    '委任のポリシーを読み取れなかった。最大でも承認者にできることまで',
  ],
  [
    'what AWS lets a session do that a user or root has delegated is not documented in full',
    'ユーザーまたはルートが委任したセッションに何が許されるかは、すべては文書化されていない',
  ],
  [
    'how long a delegation can be used after its period is not documented',
    '委任を期間の後にどれだけ使えるかは文書化されていない',
  ],
  [
    'the policy of a delegation cuts whatever its user or root is granted',
    '委任のポリシーは、ユーザーやルートに与えられたものすべてを狭める',
  ],
];
