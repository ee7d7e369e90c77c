import type { CopyNotAsked } from '../asked-copies.ts';
import type { CopyWay } from '../copies.ts';
import type { Language, Said } from './language.ts';

/** How a copy comes to be. */
export const COPY_WAYS: Said<CopyWay> = {
  en: {
    stream: 'stream of its changes',
    replica: 'replica in another Region',
    replication: 'objects are replicated there',
    export: 'exported there',
    backup: 'backup',
    recoveryPoint: 'recovery points in this vault',
    snapshot: 'another snapshot of the same source',
  },
  ja: {
    stream: '変更のストリーム',
    replica: '別リージョンのレプリカ',
    replication: 'オブジェクトのレプリケーション先',
    export: 'エクスポート先',
    backup: 'バックアップ',
    recoveryPoint: 'このボールトの復旧ポイント',
    snapshot: '同じ元データの別のスナップショット',
  },
};

/** Why it was not asked who can there. */
export const COPIES_NOT_ASKED: Said<CopyNotAsked> = {
  en: {
    restoring: 'who can restore it is unknown: that is not judged here',
    notInSnapshot: 'who can there is unknown: it is not in the snapshot',
    otherActions: 'it takes no such action',
  },
  ja: {
    restoring: '誰が復元できるかは不明（ここでは判定しない）',
    notInSnapshot: '誰が操作できるかは不明（スナップショットにない）',
    otherActions: 'そのような操作は受け付けない',
  },
};

const WORDS = {
  en: {
    title: 'Copies of its data:',
    none: 'it has no copies of its data in what was read',
    unread: (calls: string): string => `whether there are more copies is not known: not read: ${calls}`,
    comma: ', ',
    line: (name: string, way: string, says: string): string => `${name} (${way}): ${says}`,
    of: (way: string, source: string): string => `${way}, of ${source}`,
  },
  ja: {
    title: 'データのコピー：',
    none: '読み取った範囲にデータのコピーはない',
    unread: (calls: string): string => `コピーがほかにもあるかは不明。読み取れていないもの：${calls}`,
    comma: '、',
    line: (name: string, way: string, says: string): string => `${name}（${way}）：${says}`,
    of: (way: string, source: string): string => `${source}の${way}`,
  },
} as const;

export const copyWords = (language: Language): (typeof WORDS)[Language] => WORDS[language];
