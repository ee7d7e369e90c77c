import type { Said } from '../../domain/words/language.ts';
import type { Calibration, NotAsked } from '../calibrate/calibration.ts';
import type { Language } from '../questions.ts';

/** Why a claim was not put to AWS's policy simulator. */
export const NOT_ASKED_WORDS: Said<NotAsked> = {
  en: {
    callerKind: 'the caller is neither an IAM user nor a role of the snapshot',
    crossAccount: 'the resource is in another account',
    ownerUnknown: 'which account owns the resource is not known',
    resourceDecides: 'a policy or rule of the resource decides that the simulator does not read',
    noIdentityPolicy: 'the caller has no identity policy that could be sent',
    unread: 'a policy could not be read',
    refused: 'AWS refused the request',
  },
  ja: {
    callerKind: '呼び出し元が、スナップショットにあるIAMユーザーでもロールでもない',
    crossAccount: 'リソースが別のアカウントにある',
    ownerUnknown: 'リソースの所有アカウントが不明',
    resourceDecides: 'シミュレーターが読まないリソース側のポリシーや規則で決まる',
    noIdentityPolicy: '呼び出し元に、送信できるアイデンティティポリシーがない',
    unread: '読み取れなかったポリシーがある',
    refused: 'AWSがリクエストを受け付けなかった',
  },
};

interface CalibrationWords {
  readonly agreed: (given: Calibration) => string;
  readonly differs: (given: Calibration) => string;
  readonly nothing: (given: Calibration) => string;
  readonly drawn: (given: Calibration) => string;
  readonly unknown: (count: number) => string;
  readonly notAsked: (count: number, why: string) => string;
  readonly scope: string;
  readonly because: (reason: string) => string;
  readonly missing: (keys: string) => string;
  readonly ours: string;
  readonly aws: string;
  readonly request: string;
  /** Titles of the flat records. */
  readonly columns: readonly string[];
}

export const CALIBRATION_WORDS: Readonly<Record<Language, CalibrationWords>> = {
  en: {
    agreed: ({ compared, snapshot }) =>
      `AWS's policy simulator agrees in all ${compared} requests compared, of snapshot ${snapshot}`,
    differs: ({ differing, compared, snapshot }) =>
      `AWS's policy simulator decides ${differing.length} of ${compared} requests otherwise, of snapshot ${snapshot}`,
    nothing: ({ snapshot }) => `nothing of snapshot ${snapshot} could be compared with AWS's policy simulator`,
    drawn: ({ drawn, sample, seed }) =>
      `sample ${sample}, seed ${seed}: drawn were ${drawn.access} claims with access and ${drawn.noAccess} pairs without`,
    unknown: (count) => `unknown to Tadori, so not asked: ${count}`,
    notAsked: (count, why) => `not asked: ${count}, ${why}`,
    scope:
      'compared are identity policies and permissions boundary, and for IAM users the policy of a bucket, queue or topic; not SCPs, RCPs, session, VPC endpoint and trust policies',
    because: (reason) => `by ${reason}`,
    missing: (keys) => `not in the request: ${keys}`,
    ours: 'Tadori',
    aws: 'AWS',
    request: 'request',
    columns: ['principal', 'action', 'resource', 'ours', 'oursBecause', 'aws', 'awsBecause', 'missingContext'],
  },
  ja: {
    agreed: ({ compared, snapshot }) =>
      `スナップショット${snapshot}の比較したリクエスト${compared}件すべてで、AWSのポリシーシミュレーターと一致しました`,
    differs: ({ differing, compared, snapshot }) =>
      `スナップショット${snapshot}の比較したリクエスト${compared}件のうち${differing.length}件で、AWSのポリシーシミュレーターと判定が異なります`,
    nothing: ({ snapshot }) =>
      `スナップショット${snapshot}には、AWSのポリシーシミュレーターと比較できたものがありません`,
    drawn: ({ drawn, sample, seed }) =>
      `標本数${sample}、シード${seed}：アクセスのある主張${drawn.access}件と、アクセスのない組${drawn.noAccess}件を抽出しました`,
    unknown: (count) => `Tadoriの判定が不明のため問い合わせなかったもの：${count}件`,
    notAsked: (count, why) => `問い合わせなかったもの：${count}件（${why}）`,
    scope:
      '比較したのは、アイデンティティポリシーとアクセス許可の境界、IAMユーザーについてはバケット、キュー、トピックのポリシーです。SCP、RCP、セッション、VPCエンドポイント、信頼の各ポリシーは含みません',
    because: (reason) => `根拠：${reason}`,
    missing: (keys) => `リクエストにないキー：${keys}`,
    ours: 'Tadori',
    aws: 'AWS',
    request: 'リクエスト',
    columns: [
      'プリンシパル',
      'アクション',
      'リソース',
      'Tadoriの判定',
      'Tadoriの根拠',
      'AWSの判定',
      'AWSの根拠',
      'リクエストにないキー',
    ],
  },
};
