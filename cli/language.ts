import type { Language } from '../answers/questions.ts';

/** POSIX: the first of LC_ALL, LC_MESSAGES and LANG that is set decides; ja, ja_JP.UTF-8 ... mean Japanese, all else English. */
export function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  return /^ja([_.@-]|$)/i.test(locale ?? '') ? 'ja' : 'en';
}

/** The language of help and of usage errors, which are written before the options are read. */
export function languageOfArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const given = argv.flatMap((arg, i) =>
    arg === '--lang' ? [argv[i + 1]] : arg.startsWith('--lang=') ? [arg.slice(7)] : [],
  );
  const last = given.at(-1);
  return last === 'ja' || last === 'en' ? last : languageOfLocale(env);
}
