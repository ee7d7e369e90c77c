import { visible } from './visible.ts';

/** Words of our own sentences: a value that reads like one is quoted. */
const OURS = new Set(['or', 'nor', 'and', 'not', 'like', 'nothing', 'never', 'always']);
const HARMLESS = /^[A-Za-z0-9][A-Za-z0-9_.:/@+-]*$/;

/** A value in backticks. Two values never look the same: backslashes, backticks and invisible characters are escaped. */
export const quoted = (value: string): string => `\`${visible(value.replaceAll(/[\\`]/g, '\\$&'))}\``;

/** A value as it stands where nobody can misread it, else in backticks. */
export const bare = (value: string): string => (HARMLESS.test(value) && !OURS.has(value) ? value : quoted(value));

export const isPattern = (value: string): boolean => /[*?]|\$\{/.test(value);
