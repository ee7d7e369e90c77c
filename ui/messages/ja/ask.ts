import { assumptionWords } from '../../../domain/words/assumptions.ts';
import { LEVEL_NAMES, PROOF_NAMES, STATUS_NAMES, VERDICT_NAMES } from '../../../domain/words/names.ts';
import type { EN_ASK } from '../en/ask.ts';
import type { Part } from '../part.ts';
import { both, list, n0 } from './grammar.ts';

/** The question, its answer and the table of paths. */
export const JA_ASK: typeof EN_ASK = {
  sentence: (level): readonly Part[] => {
    const [particle, tail] = PARTICLES[level];
    return [{ slot: 'among' }, 'のうち', { slot: 'resource' }, particle, { slot: 'actions' }, tail];
  },
  slotAmong: '対象者',
  slotActions: 'できること',
  slotResource: 'リソース',
  amongPeople: 'IdPユーザー',
  amongAll: 'すべてのプリンシパル',
  amongPeopleNote: 'サインインする人',
  amongAllNote: 'ロール、ユーザー、サービス、外部アカウントも',
  verbs: {
    read: '読み取り',
    list: '一覧',
    write: '書き込み',
    permissions: '権限管理',
    tagging: 'タグ付け',
    any: '何らかの操作',
  },
  actionsNote: 'アクション',
  resourceEmpty: 'リソース',
  noMatch: '該当する名前なし',
  nextWord: '次の語',
  askHint: '質問する',
  outcomeLabel: '回答',
  showAs: 'CLIで表示',
  hideShowAs: 'CLIを隠す',
  showAsLabel: '表示形式',
  showAsForms: { cli: 'CLI', api: 'API', cypher: 'Cypher' },
  copy: 'コピー',
  copied: 'コピー済み',
  copyFailed: 'コピー失敗',
  place: (service, account) => [service, account].filter((one) => one !== '').join('、'),

  canDoWhat: (level, resource) => `${resource}${CAN[level]}`,
  canDoLevels: (levels, resource) =>
    `${resource}に対して${levels.map((level) => JA_ASK.verbs[level]).join('か')}ができ`,
  canDoActions: (actions, resource) => `${resource}に対して${list(actions)}を実行でき`,
  peopleCan: (n, of, what, atLeast) => `${n0(of)}人のうち${atLeast ? '少なくとも' : ''}${n0(n)}人が${what}ます`,
  principalsCan: (n, what, atLeast, conditional) =>
    `${atLeast ? '少なくとも' : ''}${n0(n)}件のプリンシパルが${conditional ? '条件付きで' : ''}${what}ます`,
  oneCan: (who, what, conditional) => `${who}が${conditional ? '条件付きで' : ''}${what}ます`,
  moreWhen: (n) => `。ほかに${n0(n)}人は条件付きです`,
  onlyWhen: (n, of, what, atLeast) =>
    `${n0(of)}人のうち${atLeast ? '少なくとも' : ''}${n0(n)}人が条件付きで${what}ます`,
  onlyUndecided: (n, what) => `${n0(n)}件のプリンシパルが${what}るかどうかは判定できませんでした`,
  answerColon: '。',
  answerStop: '。',
  moreUndecided: (n) => `。ほかの${n0(n)}件は判定できませんでした`,
  answerWho: (who) => `${who}です。`,
  allThrough: (account) => `全員が${account}を経由`,
  byKind: (people, others) => [
    ...(people === 0 ? [] : [`人${n0(people)}`]),
    ...(others === 0 ? [] : [`ほかのプリンシパル${n0(others)}件`]),
  ],
  throughAccount: (n, account) => `${account}を経由する${n0(n)}人`,
  andOthers: (n) => `ほか${n0(n)}人`,
  nobodyProven: (what) => `${what}る人がいないことは証明済みです`,
  nobodyKnown: (what) => `${what}る人は見つかりませんが、読み取れなかったものがあります`,
  oneCannot: (who, what) => `${who}が${what}る経路がないことは証明済みです`,
  oneNotKnown: (who, what) => `${who}が${what}る経路は見つかりませんが、読み取れなかったものがあります`,
  couldOnce: (who, what) => `${who}には${what}る経路がありますが、無効または退職済みのため、今は使えません`,
  allPeople: (n) => (n === 0 ? '' : `${n0(n)}人全員`),
  anyoneCan: (what, included, conditional) =>
    `サインインしなくても誰でも${conditional ? '条件付きで' : ''}${what}ます${included === '' ? '' : `（${included}を含む）`}`,
  anyoneUndecided: (what) => `サインインせずに${what}るかどうかは判定できませんでした`,
  besides: (n) => `。サインインした場合も${n0(n)}件のプリンシパルができます`,
  onlyAsAnyone: (names, most) => `${names.length > most ? `${n0(names.length)}人` : both(names)}にはほかの経路なし`,
  absentProven: (names) => `${both(names)}に経路がないことは証明済み`,
  absentKnown: (names) => `${both(names)}への経路は見つからず`,
  manyAbsentProven: (n) => `${n0(n)}人に経路がないことは証明済み`,
  manyAbsentKnown: (n) => `${n0(n)}人への経路は見つからず`,
  scope: (scope) => scope,
  cutRoutes: (open) => `一部の経路だけをたどったため、${n0(open)}件についてはほかにもできる可能性あり`,
  joinedProbably: (people) => `${n0(people)}人のアカウントは推定による結び付け`,
  keptApart: (people) =>
    people === 0 ? '推定の結び付けは無効' : `推定の結び付けを無効にし、${n0(people)}人をアカウントと別々に表示`,
  keepApart: '切り離す',
  joinAgain: '結び付ける',
  gapsShort: (n) => `読み取れなかった呼び出しが${n0(n)}件あり、ほかにもできる可能性あり`,
  needs: (action, resource) => `${resource}への${action}`,
  alsoChecked: 'あわせて判定したもの',
  needsVerdict: (need, verdict) => `${need}は${verdict}`,

  paths: '経路',
  pathCount: (paths, rows) => `${n0(paths)}件を${n0(rows)}行に集約、またぐアカウントの多い順`,
  countOf: (n, word) => `${word} ${n0(n)}`,
  standingCount: { ...VERDICT_NAMES.ja, allowed: '証明未完了' },
  moreRows: (n, of) => `${n0(of)}行のうち次の${n0(n)}行を表示`,
  moreResults: '続きの結果を表示',
  askingMore: '続きの結果を求めています…',
  columnVerdict: '判定',
  columnPath: '人からリソースまで',
  columnPathAll: 'プリンシパルからリソースまで',
  columnCan: 'できること',
  columnWhen: '条件',
  standing: { ...VERDICT_NAMES.ja, allowed: '許可（証明は未完了）' },
  effectiveWord: VERDICT_NAMES.ja,
  proofState: { ...PROOF_NAMES.ja, pending: '未完了' },
  level: LEVEL_NAMES.ja,
  levelCount: (level, n) => `${level} ${n0(n)}`,
  levelOf: (of) => `/ ${n0(of)}`,
  levelShare: (n, of) => ({ n: n0(n), of: `/${n0(of)}` }),
  moreActions: (n) => `ほか${n0(n)}件`,
  fewerActions: '閉じる',
  listActions: (n) => `アクション${n0(n)}件を表示`,
  also: (first, others) => `ほかに${first}${others === 0 ? '' : 'など'}`,
  unlisted: (n) => `アクション${n0(n)}件`,
  cutBy: (actions, layers) => `${actions}は${layers}が遮断`,
  cutCount: (n, layers) => `${n0(n)}件を${layers}が遮断`,
  byPath: (path) => `上位のパス${path}経由`,
  onPart: (parts, except) =>
    `${parts.join() === '*' ? '中身すべて' : `${parts.join('と')}の${parts.length === 1 ? '' : '両方に一致する'}範囲`}${except.length === 0 ? '' : `、${list(except)}を除く`}`,
  undecidedActions: '不明：',
  always: '常に',
  actionsWhen: (actions, when) => `${actions}：${when}`,
  oneHour: '1時間まで',
  notOnePlace: '同じ場所からは不可',
  left: '無効または退職済み。今は到達不可',
  cannotNow: '今は到達不可',
  employment: (kind) => EMPLOYMENT[kind] ?? kind,
  inNoGroup: 'グループに属さず、直接の割り当て',
  notCertified: '再実行済み、証明は未完了',
  proofPending: PROOF_NAMES.ja.pending,
  morePeople: (n) => `ほか${n0(n)}人`,
  crosses: '別のアカウントへ',
  explainHop: (from, to) => `${from}から${to}へのホップを説明`,
  hopRead: (name, kind, account, n, of, standing) =>
    [name, kind, account, `${of}ホップ中${n}番目`, standing].filter((one) => one !== '').join('、'),
  rowRead: (who, n, of, can) => `${who}、${of}行中${n}行目、${can}`,
  looksOpenTitle: '見かけだけの許可',
  looksOpen: (owner, name, layers) =>
    `${owner}のポリシーは${name}を挙げるが、${layers.length === 0 ? 'ほかのレイヤーが拒み' : `${list(layers)}に許可がなく`}、届かない`,
  undecidedBecause: '判定できなかった理由',
  assumes: '前提',
  assumption: (one) => `${assumptionWords(one, 'ja')}${one.rule > 0 ? `（規則${one.rule}）` : ''}`,
  profile: (at) => `呼び出しはTLS経由、署名あり、時刻は${at}、リージョンはリソースと同じ`,
  gapsTitle: (n) => `読み取れなかった呼び出し${n0(n)}件`,
  gapPlace: (account, region, target) => [account, region, target].filter((one) => one !== '').join('、'),
  gapStatus: STATUS_NAMES.ja,
};

/** What stands between the resource and the verb, and what ends the question. */
const PARTICLES: Readonly<Record<Parameters<(typeof EN_ASK)['sentence']>[0], readonly [string, string]>> = {
  read: ['を', 'できるのは誰か'],
  list: ['を', 'できるのは誰か'],
  write: ['に', 'できるのは誰か'],
  permissions: ['の', 'ができるのは誰か'],
  tagging: ['に', 'できるのは誰か'],
  any: ['に対して', 'ができるのは誰か'],
  levels: ['に対して', 'ができるのは誰か'],
  actions: ['に対して', 'を実行できるのは誰か'],
};

/** Verb stems: `ます` or `る` follows. */
const CAN: Readonly<Record<Parameters<(typeof EN_ASK)['canDoWhat']>[0], string>> = {
  read: 'を読み取れ',
  list: 'を一覧でき',
  write: 'に書き込め',
  permissions: 'の権限を管理でき',
  tagging: 'にタグを付けられ',
  any: 'に対して何らかの操作ができ',
};

const EMPLOYMENT: Readonly<Record<string, string>> = { contractor: '業務委託', employee: '従業員' };
