/** Japanese of what can go wrong when AWS's policy simulator is asked; slots as in FILE_PROBLEMS_JA. */
export const CALIBRATION_PROBLEMS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'AWS does not let these credentials call iam:SimulateCustomPolicy ({})',
    'この認証情報ではiam:SimulateCustomPolicyを呼び出せません（{0}）',
  ],
  [
    'AWS throttles iam:SimulateCustomPolicy; try again later, or a smaller --sample ({})',
    'iam:SimulateCustomPolicyがスロットリングされています。時間をおくか、--sampleを小さくしてください（{0}）',
  ],
  [
    'AWS did not answer iam:SimulateCustomPolicy ({}); check the network, AWS credentials, and the profile named with --profile',
    'iam:SimulateCustomPolicyの回答がありません（{0}）。ネットワーク、AWSの認証情報、--profileのプロファイルを確かめてください',
  ],
  ['the simulator gave no decision', 'シミュレーターが判定を返しませんでした'],
];
