import { EN_ASK } from './en/ask.ts';
import { EN_FRAME } from './en/frame.ts';
import { EN_HOP } from './en/hop.ts';
import { EN_PICTURE } from './en/picture.ts';
import { EN_STATES } from './en/states.ts';
import { EN_WORDS } from './en/words.ts';

/** English. Its keys and shapes are the type that every other language must have. */
export const EN = { ...EN_FRAME, ...EN_ASK, ...EN_PICTURE, ...EN_WORDS, ...EN_HOP, ...EN_STATES };

export type Messages = typeof EN;
