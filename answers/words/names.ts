import type { Witness } from '../../domain/access.ts';
import type { LayerEffect, NodeInfo, NodeKind, OrdinaryCaller } from '../../domain/answer.ts';
import type { Assumption, ProofState, Verdict } from '../../domain/decision.ts';
import type { CellStatus } from '../../domain/gap.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import type { Language } from '../questions.ts';
import { assumptionInJapanese } from './assumptions-ja.ts';
import { messagesIn } from './messages.ts';
import { moment } from './moments.ts';

type Said<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

const LAYERS: Said<PolicyLayer | 'trust'> = {
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

/** `trust`: the resource is a role, whose resource policy is its trust policy. */
export const layerName = (layer: PolicyLayer, language: Language, trust = false): string =>
  LAYERS[language][layer === 'resource' && trust ? 'trust' : layer];

const VERDICTS: Said<'proven' | 'noAccess' | Verdict> = {
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

const PROOFS: Said<ProofState> = {
  en: { certified: 'certified', replayed: 'replayed', pending: 'proof pending' },
  ja: { certified: '証明済み', replayed: '再実行済み', pending: '証明は未完了' },
};

export const verdictName = (verdict: Verdict, language: Language): string => VERDICTS[language][verdict];

/** "proven" only for what the solver certified; a verdict without a certificate says how far its proof got. */
export function provenName(verdict: Verdict, proof: ProofState, language: Language): string {
  const names = VERDICTS[language];
  if (verdict === 'unknown') return names.unknown;
  if (proof === 'certified' && verdict === 'allowed') return names.proven;
  if (proof === 'certified' && verdict === 'denied')
    return `${names.noAccess}${messagesIn(language).comma}${names.proven}`;
  if (proof === 'certified') return names.conditional;
  return `${names[verdict]}${messagesIn(language).comma}${PROOFS[language][proof]}`;
}

/** AWS's access levels, and the words the command line takes for them. */
export const LEVEL_WORDS = ['read', 'list', 'write', 'permissions', 'tagging'] as const;
export type LevelWord = (typeof LEVEL_WORDS)[number];

const LEVELS: Said<LevelWord | 'unlisted'> = {
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

/** `Permissions management` -> `permissions`; undefined for a level AWS does not know. */
export const levelWord = (level: string): LevelWord | undefined =>
  LEVEL_WORDS.find((word) => level.toLowerCase() === word || level.toLowerCase() === `${word} management`);

export function levelName(level: string, language: Language): string {
  const word = levelWord(level) ?? (level.toLowerCase() === 'unlisted' ? 'unlisted' : undefined);
  return word === undefined ? level : LEVELS[language][word];
}

const EFFECTS: Said<LayerEffect> = {
  en: { allows: 'allows', cuts: 'cuts', silent: 'silent', noLimit: 'no limit', unknown: 'unknown' },
  ja: { allows: '許可', cuts: '遮断', silent: '言及なし', noLimit: '制限なし', unknown: '不明' },
};

export const effectName = (effect: LayerEffect, language: Language): string => EFFECTS[language][effect];

const REASONS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    absent: 'none set',
    managementAccount: 'management account',
    serviceLinkedRole: 'service-linked role',
    rootUser: 'root user',
    noIdentity: 'caller has no account',
    notInOrganization: 'outside the organization',
    serviceNotListed: 'service not covered',
    notListed: 'service not covered',
    awsManagedKey: 'AWS managed key',
    actionExempt: 'action is exempt',
    foreign: 'account not collected',
  },
  ja: {
    absent: '設定なし',
    managementAccount: '管理アカウント',
    serviceLinkedRole: 'サービスリンクロール',
    rootUser: 'ルートユーザー',
    noIdentity: '呼び出し元にアカウントなし',
    notInOrganization: '組織の外',
    serviceNotListed: '対象外のサービス',
    notListed: '対象外のサービス',
    awsManagedKey: 'AWS管理のキー',
    actionExempt: '対象外のアクション',
    foreign: '未収集のアカウント',
  },
};

/** Why a layer sets no limit, in a few words; a reason without words stands as it is. */
export const reasonName = (reason: string, language: Language): string => REASONS[language][reason] ?? reason;

const TECHNIQUES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    'sts:AssumeRole': 'assumes the role',
    'sts:AssumeRoleWithSAML': 'signs in by SAML',
    'sts:AssumeRoleWithWebIdentity': 'signs in by web identity',
    'same e-mail': 'has the account',
    'group membership': 'is a member',
    'Identity Center assignment': 'is assigned in Identity Center',
    'Identity Center sign-in': 'signs in through Identity Center',
  },
  ja: {
    'sts:AssumeRole': 'ロールを引き受け',
    'sts:AssumeRoleWithSAML': 'SAMLでサインイン',
    'sts:AssumeRoleWithWebIdentity': 'ウェブIDでサインイン',
    'same e-mail': 'アカウントを所有',
    'group membership': 'グループに所属',
    'Identity Center assignment': 'Identity Centerで割り当て',
    'Identity Center sign-in': 'Identity Centerからサインイン',
  },
};

const HOPS: Said<'memberOf' | 'assigned' | 'federatesTo' | 'assumes' | 'canAct'> = {
  en: {
    memberOf: 'is a member',
    assigned: 'is assigned',
    federatesTo: 'signs in to',
    assumes: 'assumes',
    canAct: 'can act on',
  },
  ja: {
    memberOf: '所属',
    assigned: '割り当て',
    federatesTo: 'サインイン',
    assumes: '引き受け',
    canAct: '操作可能',
  },
};

/** How a hop is made: by its technique where that has words, else by its kind and the technique as it is called. */
export function hopName(kind: keyof (typeof HOPS)['en'], technique: string | undefined, language: Language): string {
  const known = technique === undefined ? undefined : TECHNIQUES[language][technique];
  if (known !== undefined) return known;
  return technique === undefined ? HOPS[language][kind] : `${HOPS[language][kind]} (${technique})`;
}

const KINDS: Said<NodeKind> = {
  en: {
    person: 'person',
    directoryUser: 'directory user',
    directoryGroup: 'directory group',
    permissionSet: 'permission set',
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

export const kindName = (kind: NodeKind, language: Language): string => KINDS[language][kind];

const STATUSES: Said<CellStatus> = {
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

export const statusName = (status: CellStatus, language: Language): string => STATUSES[language][status];

const DECISIONS: Said<Witness['decision']> = {
  en: {
    allowed: 'allowed',
    explicitlyDenied: 'explicitly denied',
    implicitlyDenied: 'implicitly denied',
    unknown: 'unknown',
  },
  ja: { allowed: '許可', explicitlyDenied: '明示的な拒否', implicitlyDenied: '暗黙的な拒否', unknown: '不明' },
};

export const decisionName = (decision: Witness['decision'], language: Language): string =>
  DECISIONS[language][decision];

/** The text of an assumption; English where the catalogue has no other words for it. */
export const assumptionWords = ({ text }: Assumption, language: Language): string =>
  language === 'ja' ? (assumptionInJapanese(text, layerInJapanese) ?? text) : text;

function layerInJapanese(layer: string): string {
  const words: Readonly<Record<string, string>> = LAYERS.ja;
  return words[layer] ?? layer;
}

/** `AWSReservedSSO_LakeHop_0123abcd` -> `LakeHop (SSO)`: the prefix and the hash say nothing to a reader. */
export function nodeName(node: Pick<NodeInfo, 'name'>): string {
  const [, set] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(node.name) ?? [];
  return set === undefined ? node.name : `${set} (SSO)`;
}

/** The caller that an answer assumes, in words. */
export const profileWords = (profile: OrdinaryCaller, language: Language): string =>
  messagesIn(language).profile(moment(profile.at, language) ?? profile.at);
