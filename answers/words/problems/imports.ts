/** What is said of files of other tools. */
export const IMPORT_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'another path has read the service in this account: what these files say of it is passed over',
    'このアカウントのサービスは別のパスから読み取れているため、これらのファイルの内容は使いません',
  ],
  [
    'expected is a configuration snapshot of AWS Config, or answers of its queries',
    'AWS Configの設定スナップショット、またはクエリの結果が必要です',
  ],
  ['it holds no thing of a type that is read from it', '読み取れる種類のリソースがありません'],
  ['is no list; {}', '一覧ではありません。{0}'],
  ['is no text of a JSON object; {}', 'JSONオブジェクトのテキストではありません。{0}'],
  ['the imported file does not tell it', '取り込んだファイルに書かれていません'],
  ['holds {} files, too many', 'ファイルが{0}個あり、多すぎます'],
  [
    'the directory holds no account; expected is a directory that iam-collect wrote',
    'ディレクトリーにアカウントがありません。iam-collectが書いたディレクトリーが必要です',
  ],
  ['not understood: {}', '理解できません：{0}'],
  [
    'the directory does not say whether every one was written',
    'すべてが書き出されたかどうかは、ディレクトリーからは分かりません',
  ],
  [
    'the imported files do not tell all users, groups, roles and policies',
    '取り込んだファイルには、すべてのユーザー、グループ、ロール、ポリシーは書かれていません',
  ],
  ['it holds no row of a table that is read from it; {}', '読み取れるテーブルの行がありません。{0}'],
  [
    'expected is what `steampipe query --output json` prints for tables of its AWS plugin',
    'AWSプラグインのテーブルに対する`steampipe query --output json`の出力が必要です',
  ],
  [
    'rows that a query left out, or was not allowed to read, its result does not show',
    'クエリが除いた行や、読み取りを許されなかった行は、結果からは分かりません',
  ],
  [
    'expected is what `apoc.export.json.all` writes of the graph of Cartography',
    'Cartographyのグラフに対する`apoc.export.json.all`の出力が必要です',
  ],
  ['it holds no account of AWS with its things; {}', 'AWSのアカウントとその中身がありません。{0}'],
  ['name a bucket, as in `s3://bucket/prefix`', '`s3://bucket/prefix`のようにバケットを指定してください'],
  ['there are no log files of CloudTrail', 'CloudTrailのログファイルがありません'],
];
