/** Japanese of what can be wrong with events that tell of changes; slots as in FILE_PROBLEMS_JA. */
export const CHANGE_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'there is no collection to go on from: none was kept that asked for the same, as the same, with this version of Tadori; collect with `--keep` first',
    'もとにする収集がありません。同じ内容を、同じ立場で、このバージョンのTadoriで求めた収集は残されていません。先に`--keep`を付けて収集してください',
  ],
  [
    'a recording holds every answer anew: use `--record` without `--keep`, `--events` and `--unchanged`',
    '記録はすべての回答を新しく残します。`--record`は`--keep`、`--events`、`--unchanged`なしで使ってください',
  ],
  [
    'events leave whole units as they were, stamps single answers: use either `--events` or `--unchanged`, not both',
    'イベントは単位をまるごと、スタンプは個々の回答をそのまま残します。`--events`と`--unchanged`のどちらか一方を使ってください',
  ],
  [
    'what has changed is read by one process: use either `--unchanged` or `--jobs`, not both',
    '変わったところは一つのプロセスで読みます。`--unchanged`と`--jobs`のどちらか一方を使ってください',
  ],
  [
    'what has changed is read by one process: use either `--events` or `--jobs`, not both',
    '変わったところは一つのプロセスで読みます。`--events`と`--jobs`のどちらか一方を使ってください',
  ],
  [
    '`{}` is no account; `--accounts` takes numbers of 12 digits',
    '`{0}`はアカウントではありません。`--accounts`には12桁の番号を指定してください',
  ],
  [
    '{}: {}: {}; the credentials of this run have to exist, and need s3:ListBucket there',
    '{0}：{1}：{2}。この実行の認証情報が必要で、そこでのs3:ListBucketの権限も必要です',
  ],
  ['holds no log files of CloudTrail', 'CloudTrailのログファイルがありません'],
  ['holds something that is no event of CloudTrail', 'CloudTrailのイベントでないものが含まれています'],
  ['an event does not say whose account it is about', 'どのアカウントについてのイベントかが書かれていません'],
  ['an event does not say which Region it is about', 'どのリージョンについてのイベントかが書かれていません'],
];
