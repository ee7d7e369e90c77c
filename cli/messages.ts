import type { Language } from '../answers/questions.ts';
import { EN } from './messages/en.ts';
import { JA } from './messages/ja.ts';

type Filled<T> = T extends (...slots: infer Slots) => string
  ? (...slots: Slots) => string
  : T extends string
    ? string
    : { readonly [Key in keyof T]: Filled<T[Key]> };
export type CliMessages = Filled<typeof EN>;

const CATALOGUE: Readonly<Record<Language, CliMessages>> = { en: EN, ja: JA };

export const cliMessages = (language: Language): CliMessages => CATALOGUE[language];
