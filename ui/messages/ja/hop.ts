import { DECISION_NAMES, JOIN_RULES_JA, TECHNIQUE_NAMES_JA } from '../../../domain/words/names.ts';
import type { EN_HOP } from '../en/hop.ts';
import { list, n0 } from './grammar.ts';
import { JA_WORDS } from './words.ts';

/** The pane of one hop. */
export const JA_HOP: typeof EN_HOP = {
  otherHops: 'ほかのホップ',
  backToPaths: '経路に戻る',
  hopLoading: '各レイヤーの判定を確認しています',
  hopCan: (who, actions, when) => `${who}は${when}${list(actions)}を実行できます。`,
  hopAlways: '常に',
  hopWhen: (when) => `条件付きで（${when}）`,
  hopConditional: (actions, when) => `${list(actions)}は条件付きです（${when}）。`,
  hopCut: (actions, layers) => `${list(actions)}は${list(layers)}が遮断します。`,
  hopGrantedCut: (actions, layers) => `${list(actions)}も許可されますが、${list(layers)}が遮断します。`,
  hopMissing: (actions, layers) => `${list(actions)}は${list(layers)}に許可がありません。`,
  hopUndecided: (actions) => `${list(actions)}は判定できませんでした。`,
  hopCannot: (who, actions) => `${who}は${list(actions)}を実行できません。`,
  becomes: (from, to, when) => `${from}は${when}${to}を引き受けられます。`,
  memberOf: (from, to) => `${from}は${to}に属しています。`,
  assigned: (from, to, account) => `${from}には${account === '' ? '' : `${account}で`}${to}が割り当てられています。`,
  signsIn: (from, to) => `${from}を持つ人は${to}としてサインインします。`,
  factOnly: 'スナップショットとともに読み取ったディレクトリの事実です。判定するポリシーはありません。',
  paneFailed: 'この部分を取得できませんでした。ページを読み込み直してください。',
  noMoreKnown: 'このホップのポリシー本文は表示できません。',
  decidedBy: '根拠',
  technique: '方法',
  techniqueName: (technique) => TECHNIQUE_NAMES_JA[technique] ?? technique,
  joined: 'アカウントの結び付け',
  joinedBy: (rule) => JOIN_RULES_JA[rule] ?? rule,
  condition: '条件',
  from: '元',
  nameAndKind: (name, kind) => `${name}（${kind}）`,
  to: '先',
  layerHead: 'レイヤー',
  policiesHead: 'ポリシー',
  rootLevel: 'ルート',
  allLevels: (n) => `全${n}階層`,
  openLevels: 'を階層ごとに表示',
  closeLevels: 'を1行で表示',
  effective: '結果',
  alsoNeeds: 'ほかに必要',
  mayNeed: 'ほかに必要になりうる権限',
  dependent: (action, known) => `${action}（${known}）`,
  deniedOfAll: 'どのリソースに対しても拒否',
  dependsOnCall: '呼び出しの内容による',
  someOf: (items, more) => `${items.join('、')}${more === 0 ? '' : `、ほか${n0(more)}件`}`,
  ofActions: (n) => `全${n0(n)}アクション中`,
  chooseColumns: (shown, all) => `${n0(all)}件のアクションのうち${n0(shown)}件を表示`,
  chooseColumnsLabel: '列に表示するアクション',
  notCovered: 'この証明に含まれないもの',
  nothingMissed: (policies) =>
    `このホップに関わる収集の漏れはありません。ポリシー${n0(policies)}件を読み取り、拒否0件。`,
  outside: 'ポリシーや信頼関係の書き換え、ロールの受け渡し、ネットワークは別の質問です。',
  grants: '許可',
  cutsWhat: (actions) => `${actions}を遮断`,
  statementOf: (n, of, sid) => `ステートメント${n} / ${of}${sid === '' ? '' : `（${sid}）`}`,
  statementsOf: (which, of) => `ステートメント${which} / ${of}`,
  policyName: (layer, name) => {
    switch (name.kind) {
      case 'inline':
        return `${name.owner}のインラインポリシー${name.name}`;
      case 'managed':
        return layer === 'identity' ? `管理ポリシー${name.name}` : `${JA_WORDS.layer[layer]} ${name.name}`;
      case 'resource':
        return `${name.owner}のリソースポリシー`;
      case 'trust':
        return `${name.owner}の信頼ポリシー`;
      case 'acl':
        return `${name.owner}のACL`;
      case 'organization':
        return `${JA_WORDS.layer[layer]} ${name.name}`;
      default:
        return name.name;
    }
  },
  statementRef: (policy, n, sid) => `${policy}のステートメント${n}${sid === '' ? '' : `（${sid}）`}`,
  grantRef: (acl, grant) => `${acl}（${grant}）`,
  noStatements: '表示中のアクションを許可または遮断するステートメントはありません。',
  moreKeys: (n) => `リクエストのほかのキー${n0(n)}件`,
  wholeResource: '全体',
  witness: '実証リクエスト',
  witnessNone: '示せるリクエストはありません。許可されるものがなく、再実行もしていません。',
  witnessKeys: { principal: 'プリンシパル', action: 'アクション', resource: 'リソース', replayed: '再実行' },
  replayedAs: DECISION_NAMES.ja,
  byInterpreter: (decision) => `${decision}（参照インタープリター）`,
  certificate: '証明記録',
  certificateKeys: {
    claim: '主張',
    solver: 'ソルバー',
    semantics: '評価規則',
    data: 'データ',
    snapshot: 'スナップショット',
    certificate: '証明記録',
    proof: '証明',
  },
  certificateRefuted: '反対の主張は両方とも反証済み',
  certificatePending: '証明は未完了',
  certificateNone: '再実行済み、証明記録なし',
  solverTook: (solver, ms) => `${solver}、${n0(ms)}ミリ秒`,
  rules: (rules) => `規則${rules.join('、')}`,
  forAction: 'アクション',
  recheck: 'もう一度導き直す',
  rechecking: '導き直しています',
  recheckSame: (at) =>
    `${at}に導き直し、実証リクエストを再実行：回答は同じです。ソルバーには問い合わせていません（\`tadori verify\`で再検査できます）。`,
  recheckOther: (at) => `${at}に導き直し：回答が変わりました。新しい回答を表示しています。`,
  recheckFailed: (why) => `導き直せませんでした：${why}`,
  flips: (action) => `${action}の判定を変える最小の変更`,
  flipTitle: (action) => `${action}の判定を変えるには、次のすべてが必要です。`,
  flipOr: 'または',
  flipWhen: (when) => `その後は次の条件で許可されます：${when}`,
  flipExcept: '削除の代わりに、拒否に次の条件を加えると、このプリンシパルだけが除外されます：',
  removeAllow: (statement) => `${statement}の許可を削除`,
  dropConditions: (statement, when) => `${statement}の条件（${when}）を外す`,
  meetCondition: (key) => `${key}の条件を満たす`,
  addAllow: (layer, where) => `${layer}に許可を追加${where === '' ? '' : `（${where}）`}`,
  removeDeny: (statement) => `${statement}の拒否を削除`,
  pathGone: 'この経路は回答にありません。スナップショットか質問が変わっています。',
};
