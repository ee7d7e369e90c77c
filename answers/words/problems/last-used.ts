/** Japanese of why it is not known how principals were used; slots as in FILE_PROBLEMS_JA. */
export const LAST_USED_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['IAM does not know it any more', 'IAMがこのレポートを見つけられません'],
  ['the report was not ready in time', 'レポートが時間内にできませんでした'],
  ['{} (once per account, with --usage)', '{0}（--usageのとき、アカウントごとに1回以上）'],
  ['the report could not be made', 'レポートを作成できませんでした'],
];
