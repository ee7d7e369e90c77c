/** Japanese of why it is not known how principals were used; slots as in FILE_PROBLEMS_JA. */
export const LAST_USED_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['IAM does not know it any more', 'IAMがこのレポートを見つけられません'],
  ['the report was not ready in time', 'レポートが時間内にできませんでした'],
  ['{} (once per account, with --usage)', '{0}（--usageのとき、アカウントごとに1回以上）'],
  ['the report could not be made', 'レポートを作成できませんでした'],
  [
    'is no part of a log file of CloudTrail, which is `{"Records":[...]}`',
    'CloudTrailのログファイル（`{"Records":[...]}`）の一部ではありません',
  ],
  [
    'is no event of CloudTrail: eventTime, eventSource or eventName is missing or not as AWS writes it',
    'CloudTrailのイベントではありません。eventTime、eventSource、eventNameのいずれかがないか、AWSの書式ではありません',
  ],
  [
    'its gzip data is damaged or cut short; copy the file again',
    'gzipデータが壊れているか途中で切れています。ファイルをコピーし直してください',
  ],
  ['{} more files could not be read', 'ほかに{0}個のファイルを読み取れませんでした'],
  [
    '{} events of more principals than are kept were passed over',
    '保持できる数を超えるプリンシパルのイベント{0}件を読み飛ばしました',
  ],
];
