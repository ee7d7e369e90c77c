/** The languages that reports and pages speak. */
export type Language = 'en' | 'ja';

/** The same names in every language. */
export type Said<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;
