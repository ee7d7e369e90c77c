import type { Language } from '../questions.ts';
import { EN } from './messages/en.ts';
import { JA } from './messages/ja.ts';

/** The same keys and slots for every language; texts may differ. */
type Filled<T> = T extends (...slots: infer Slots) => infer Said
  ? (...slots: Slots) => Filled<Said>
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Filled<T[Key]> };
export type Messages = Filled<typeof EN>;

const CATALOGUE: Readonly<Record<Language, Messages>> = { en: EN, ja: JA };

export const messagesIn = (language: Language): Messages => CATALOGUE[language];
