import { EFFECT_NAMES, KIND_NAMES, LAYER_NAMES, NO_LIMIT_BECAUSE, VERDICT_NAMES } from '../../../domain/words/names.ts';
import type { EN_WORDS } from '../en/words.ts';

/** Names of kinds, layers, effects and verdicts, as reports say them. */
export const JA_WORDS: typeof EN_WORDS = {
  kinds: KIND_NAMES.ja,
  layer: LAYER_NAMES.ja,
  layerInText: LAYER_NAMES.ja,
  layerBrief: {
    identity: 'アイデンティティ',
    permissionsBoundary: '境界',
    session: 'セッション',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'リソース',
    vpcEndpoint: 'VPCエンドポイント',
  },
  effect: EFFECT_NAMES.ja,
  noLimitBecause: NO_LIMIT_BECAUSE.ja,
  verdict: VERDICT_NAMES.ja,
};
