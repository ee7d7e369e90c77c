import type { Witness } from '../access.ts';
import type { LayerEffect, NodeKind } from '../answer.ts';
import type { ProofState, Verdict } from '../decision.ts';
import type { CellStatus } from '../gap.ts';
import type { PolicyLayer } from '../policy.ts';
import type { Language, Said } from './language.ts';

/** `trust`: the resource is a role, whose resource policy is its trust policy. */
export const LAYER_NAMES: Said<PolicyLayer | 'trust'> = {
  en: {
    identity: 'identity policy',
    permissionsBoundary: 'permissions boundary',
    session: 'session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'resource policy',
    vpcEndpoint: 'VPC endpoint policy',
    trust: 'trust policy',
  },
  ja: {
    identity: 'アイデンティティポリシー',
    permissionsBoundary: 'アクセス許可の境界',
    session: 'セッションポリシー',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'リソースポリシー',
    vpcEndpoint: 'VPCエンドポイントポリシー',
    trust: '信頼ポリシー',
  },
};

export const VERDICT_NAMES: Said<'proven' | 'noAccess' | Verdict> = {
  en: {
    proven: 'proven',
    noAccess: 'no access',
    allowed: 'allowed',
    conditional: 'conditional',
    denied: 'denied',
    unknown: 'unknown',
  },
  ja: {
    proven: '証明済み',
    noAccess: '到達不可',
    allowed: '許可',
    conditional: '条件付き',
    denied: '拒否',
    unknown: '不明',
  },
};

export const PROOF_NAMES: Said<ProofState> = {
  en: { certified: 'certified', replayed: 'replayed', pending: 'proof pending' },
  ja: { certified: '証明済み', replayed: '再実行済み', pending: '証明は未完了' },
};

/** AWS's access levels, and the words the command line takes for them. */
export const LEVEL_WORDS = ['read', 'list', 'write', 'permissions', 'tagging'] as const;
export type LevelWord = (typeof LEVEL_WORDS)[number];

/** `Permissions management` -> `permissions`; undefined for a level AWS does not know. */
export const levelWord = (level: string): LevelWord | undefined =>
  LEVEL_WORDS.find((word) => level.toLowerCase() === word || level.toLowerCase() === `${word} management`);

export const LEVEL_NAMES: Said<LevelWord | 'unlisted'> = {
  en: {
    read: 'Read',
    list: 'List',
    write: 'Write',
    permissions: 'Permissions',
    tagging: 'Tagging',
    unlisted: 'Unlisted',
  },
  ja: {
    read: '読み取り',
    list: '一覧',
    write: '書き込み',
    permissions: '権限管理',
    tagging: 'タグ付け',
    unlisted: '未掲載',
  },
};

export const EFFECT_NAMES: Said<LayerEffect> = {
  en: { allows: 'allows', cuts: 'cuts', silent: 'silent', noLimit: 'no limit', unknown: 'unknown' },
  ja: { allows: '許可', cuts: '遮断', silent: '言及なし', noLimit: '制限なし', unknown: '不明' },
};

/** Why a layer sets no limit. */
export const NO_LIMIT_BECAUSE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    absent: 'none set',
    managementAccount: 'management account',
    serviceLinkedRole: 'service-linked role',
    rootUser: 'root user',
    noIdentity: 'not for such a caller',
    notInOrganization: 'outside the organisation',
    serviceNotListed: 'service not covered',
    notListed: 'service not covered',
    awsManagedKey: 'AWS managed key',
    actionExempt: 'action is exempt',
    foreign: 'account not collected',
    anotherWay: 'binds only calls through the endpoint',
  },
  ja: {
    absent: '設定なし',
    managementAccount: '管理アカウント',
    serviceLinkedRole: 'サービスリンクロール',
    rootUser: 'ルートユーザー',
    noIdentity: 'この種の呼び出し元には適用されない',
    notInOrganization: '組織の外',
    serviceNotListed: '対象外のサービス',
    notListed: '対象外のサービス',
    awsManagedKey: 'AWS管理のキー',
    actionExempt: '対象外のアクション',
    foreign: '未収集のアカウント',
    anotherWay: 'エンドポイント経由の呼び出しだけに適用',
  },
};

/** How a hop is made that is no call of AWS STS: the pages put this into words in Japanese alone, and load no more. */
export const TECHNIQUE_NAMES_JA: Readonly<Record<string, string>> = {
  'same employee number (strong)': 'アカウントを所有',
  'same object GUID (strong)': 'アカウントを所有',
  'same object GUID (probable)': 'アカウントを所有（推定）',
  'same external id (strong)': 'アカウントを所有',
  'same external id (probable)': 'アカウントを所有（推定）',
  'same e-mail (probable)': 'アカウントを所有（推定）',
  'group membership': 'グループに所属',
  'Identity Center assignment': 'Identity Centerで割り当て',
  'Identity Center sign-in': 'Identity Centerからサインイン',
};

/** By which rule a person and an account of a directory are one; English says it as the technique does. */
export const JOIN_RULES_JA: Readonly<Record<string, string>> = {
  'same employee number (strong)': '社員番号が同じ（有力）',
  'same object GUID (strong)': 'オブジェクトGUIDが同じ（有力）',
  'same object GUID (probable)': 'オブジェクトGUIDが同じ（推定）',
  'same external id (strong)': '外部IDが同じ（有力）',
  'same external id (probable)': '外部IDが同じ（推定）',
  'same e-mail (probable)': 'メールアドレスが同じ（推定）',
};

export const KIND_NAMES: Said<NodeKind> = {
  en: {
    person: 'person',
    directoryUser: 'directory user',
    directoryGroup: 'directory group',
    permissionSet: 'permission set',
    entitlement: 'entitlement',
    workload: 'workload',
    ssoRole: 'SSO role',
    role: 'role',
    user: 'IAM user',
    root: 'root user',
    service: 'AWS service',
    externalAccount: 'external account',
    anyone: 'anyone',
    openEnd: 'any identity that fits',
    resource: 'resource',
  },
  ja: {
    person: '人',
    directoryUser: 'ディレクトリユーザー',
    directoryGroup: 'ディレクトリグループ',
    permissionSet: '許可セット',
    entitlement: 'エンタイトルメント',
    workload: 'ワークロード',
    ssoRole: 'SSOロール',
    role: 'ロール',
    user: 'IAMユーザー',
    root: 'ルートユーザー',
    service: 'AWSサービス',
    externalAccount: '外部アカウント',
    anyone: '誰でも',
    openEnd: '条件に合う任意のID',
    resource: 'リソース',
  },
};

/** How a call to AWS ended. */
export const STATUS_NAMES: Said<CellStatus> = {
  en: {
    complete: 'read',
    denied: 'access denied',
    throttled: 'throttled',
    unsupported: 'not supported',
    failed: 'failed',
    skipped: 'skipped',
  },
  ja: {
    complete: '取得済み',
    denied: 'アクセス拒否',
    throttled: 'スロットリング',
    unsupported: '未対応',
    failed: '失敗',
    skipped: '対象外',
  },
};

/** What the reference interpreter says of a witness. */
export const DECISION_NAMES: Said<Witness['decision']> = {
  en: {
    allowed: 'allowed',
    explicitlyDenied: 'explicitly denied',
    implicitlyDenied: 'implicitly denied',
    unknown: 'unknown',
  },
  ja: { allowed: '許可', explicitlyDenied: '明示的な拒否', implicitlyDenied: '暗黙的な拒否', unknown: '不明' },
};
