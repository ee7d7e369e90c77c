import type { EN_PICTURE } from '../en/picture.ts';
import { n0 } from './grammar.ts';

/** The picture of the paths. */
export const JA_PICTURE: typeof EN_PICTURE = {
  graphLabel: '同じ経路の図。表と内容は同じ',
  graphFailed: '図を描けませんでした。表に同じ内容があります。',
  columnHead: (kind, from, to) => {
    const name = COLUMN_HEADS[kind];
    return from === 0 ? name : from === to ? `${name}（${from}段目）` : `${name}（${from}〜${to}段目）`;
  },
  columnHeadAny: '入口',
  bandIdentity: 'Identity Center',
  bandOutside: '組織の外',
  bandMore: (n) => `ほかガードレール${n0(n)}件`,
  stackOf: (n) => `${n0(n)}件`,
  edgeLevel: (level, n) => `${level} ${n0(n)}`,
  edgeActions: (n) => `アクション${n0(n)}件`,
  grouped: (n) => `集約表示：ノードが${n0(n)}個あるためです。表にはすべての行があります。`,
  looksOpenLegend: '見かけだけの許可',
  walk: '移動',
  explain: '説明',
  zoomIn: '拡大',
  zoomOut: '縮小',
  zoomFit: '全体を表示',
};

const COLUMN_HEADS: Readonly<Record<Parameters<(typeof EN_PICTURE)['columnHead']>[0], string>> = {
  entry: '人',
  group: 'グループ',
  permissionSet: '許可セット',
  entitlement: 'エンタイトルメント',
  ssoRole: 'SSOロール',
  role: 'ロール',
  resource: 'リソース',
};
