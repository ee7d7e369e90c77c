/** Japanese of what can go wrong with workers and the server of their jobs; slots as in FILE_PROBLEMS_JA. */
export const JOB_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'workers prove access to all resources: leave out `--jobs`, or `--access-to`',
    'ワーカーはすべてのリソースへのアクセスを証明します：`--jobs`か`--access-to`のどちらかを外してください',
  ],
  [
    'workers prove in processes of their own: leave out `--jobs`, or `--threads`',
    'ワーカーは別のプロセスで証明します：`--jobs`か`--threads`のどちらかを外してください',
  ],
  [
    'threads prove without certificates: give `--no-certify` as well, or leave out `--threads`',
    'スレッドは証明記録を作りません：`--no-certify`も指定するか、`--threads`を外してください',
  ],
  [
    'a thread that proves ran out of memory: allow each more with `NODE_OPTIONS=--max-old-space-size=<MB>`, and it goes on where it was',
    '証明するスレッドのメモリが足りなくなりました。`NODE_OPTIONS=--max-old-space-size=<MB>`で各スレッドの上限を上げると、続きから証明します',
  ],
  [
    'this worker is version {}, the collection {}; use one version',
    'このワーカーのバージョンは{0}、収集は{1}です。同じバージョンを使ってください',
  ],
  [
    'this worker assumes the role {}, the collection {}; name one with --role-name',
    'このワーカーはロール{0}を、収集は{1}を引き受けます。--role-nameで同じロールを指定してください',
  ],
  [
    'AWS_ENDPOINT_URL is {} here and {} where the collection runs',
    'AWS_ENDPOINT_URLは、ここでは{0}、収集の側では{1}です',
  ],
  ['not set', '未設定'],
  ['cannot tell who is asking ({})', '呼び出し元を確認できません（{0}）'],
  [
    'this worker has credentials of account {}, the collection those of {}',
    'このワーカーの認証情報はアカウント{0}、収集のものは{1}です',
  ],
  ['the job {} was lost: {}', 'ジョブ{0}が失われました：{1}'],
  ['cannot reach Redis at {}: {}', 'Redis（{0}）に接続できません：{1}'],
  [
    'Redis at {} was lost on the way; what was read until then is kept, start it and run the command again',
    'Redis（{0}）との接続が途中で切れました。それまでに読んだものは残っています。Redisを起動して、もう一度実行してください',
  ],
  [
    'a recording is made by one process: use either `--record` or `--jobs`, not both',
    '記録は一つのプロセスで行います。`--record`と`--jobs`のどちらか一方を使ってください',
  ],
  ['the place where the jobs are cannot be reached any more', 'ジョブのある場所に接続できなくなりました'],
];
