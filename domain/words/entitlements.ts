/** Why an entitlement of an identity source is not certain; part of the list of assumptions. */
export const ENTITLEMENTS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['the assignment has to be activated first', '割り当てを先に有効化する必要がある'],
  [
    'whether a pattern of group names has to take the whole name is not documented',
    'グループ名のパターンが名前全体に一致する必要があるかは文書化されていない',
  ],
  ['where the group comes from could not be read', 'グループの取得元を読み取れなかった'],
  [
    'S3 Access Grants asks for s3:GetDataAccess on its instance as well',
    'S3 Access Grantsはインスタンスに対するs3:GetDataAccessの許可も求める',
  ],
  ['who is assigned to the application could not be read', 'アプリケーションの割り当て先を読み取れなかった'],
  [
    'whether a disabled app role is still sent is not documented',
    '無効なアプリロールがそれでも送られるかは文書化されていない',
  ],
  [
    'what else than its provider `amr` names of somebody who signed in is not documented',
    '`amr` がプロバイダー以外に何を含むかは文書化されていない',
  ],
];
