import type { Messages } from './en.ts';
import { JA_ASK } from './ja/ask.ts';
import { JA_FRAME } from './ja/frame.ts';
import { JA_HOP } from './ja/hop.ts';
import { JA_PICTURE } from './ja/picture.ts';
import { JA_STATES } from './ja/states.ts';
import { JA_WORDS } from './ja/words.ts';

/** です・ます in sentences, noun phrases in labels and cells; no space typed between Latin and kana. */
export const JA: Messages = { ...JA_FRAME, ...JA_ASK, ...JA_PICTURE, ...JA_WORDS, ...JA_HOP, ...JA_STATES };
