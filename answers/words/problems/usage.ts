/** Japanese of what the command line's parser says of wrong usage; slots as in FILE_PROBLEMS_JA. */
export const USAGE_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['{} (did you mean {}?)', '{0}（{1}のことですか）'],
  ['{} (did you mean one of {}?)', '{0}（{1}のいずれかのことですか）'],
  ['unknown option `{}`', '不明なオプション`{0}`'],
  ['unknown command `{}`', '不明なコマンド`{0}`'],
  ['missing required argument `{}`', '必要な引数`{0}`がありません'],
  ['required option `{}` not specified', '必要なオプション`{0}`がありません'],
  ['option `{}` argument missing', 'オプション`{0}`の値がありません'],
  [
    'too many arguments for `{}`. Expected {} arguments but got {}.',
    '`{0}`の引数が多すぎます（{1}個のところ、{2}個あります）',
  ],
  [
    'too many arguments for `{}`. Expected {} argument but got {}.',
    '`{0}`の引数が多すぎます（{1}個のところ、{2}個あります）',
  ],
];
