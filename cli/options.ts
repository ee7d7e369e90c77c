import { type Command, Option } from 'commander';
import type { JoinsAsk } from '../answers/probable-joins.ts';
import { type Language, PAGE, type PageAsked } from '../answers/questions.ts';
import { addressOf, namesUser } from '../domain/bolt-url.ts';
import type { GlobalOptions, OutputForm } from './context.ts';
import type { Expected } from './expectation.ts';
import { UsageError } from './failure.ts';
import { languageOfLocale } from './language.ts';
import type { CliMessages } from './messages.ts';

/** As commander reads them, before they are checked. */
export interface RawOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly bom?: boolean;
  readonly data?: string;
  readonly store?: string;
  readonly snapshot?: string;
  readonly lang?: string;
}

/** As commander reads `--no-probable-joins`. */
export interface JoinsOption {
  readonly probableJoins: boolean;
}

export const joinsAsked = ({ probableJoins }: JoinsOption): JoinsAsk => (probableJoins ? {} : { probableJoins: false });

export interface PageOption {
  readonly limit?: string;
  readonly after?: string;
}

/** With either of the options a page is asked for. */
export function pageAsked({ limit, after }: PageOption, words: CliMessages): PageAsked {
  if (limit === undefined && after === undefined) return {};
  const most = limit === undefined ? PAGE.usual : Number(limit);
  if (!/^\d+$/.test(String(limit ?? most)) || most < 1 || most > PAGE.most)
    throw new UsageError(words.badLimit(limit ?? '', PAGE.most));
  return { page: { limit: most, ...(after === undefined ? {} : { after }) } };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Options of every command; they may stand before or after its name. */
export function addGlobalOptions(program: Command, words: CliMessages): void {
  program
    .addOption(new Option('--json', words.json))
    .addOption(new Option('--output <form>', words.output))
    .addOption(new Option('--bom', words.bom))
    .addOption(new Option('--data <folder>', words.data))
    .addOption(new Option('--store <store>', words.store))
    .addOption(new Option('--snapshot <id>', words.snapshot))
    .addOption(new Option('--lang <language>', words.lang));
}

export function readGlobalOptions(raw: RawOptions, env: Env, words: CliMessages): GlobalOptions {
  if (raw.json === true && raw.output !== undefined) throw new UsageError(words.jsonAndOutput);
  const form = raw.json === true ? 'json' : formOf(raw.output ?? 'table', words);
  if (raw.bom === true && form !== 'csv') throw new UsageError(words.bomWithoutCsv);
  return {
    form,
    formGiven: raw.json === true || raw.output !== undefined,
    bom: raw.bom === true,
    data: folderOf(raw.data, words) ?? nonEmpty(env['TADORI_DATA']) ?? '.tadori',
    store: storeOf(raw.store ?? 'embedded', words),
    snapshot: raw.snapshot,
    language: raw.lang === undefined ? languageOfLocale(env) : languageOf(raw.lang, words),
  };
}

function folderOf(given: string | undefined, words: CliMessages): string | undefined {
  if (given?.trim() === '') throw new UsageError(words.badData);
  return given;
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const FORMS: readonly OutputForm[] = ['table', 'json', 'csv', 'markdown'];

function formOf(given: string, words: CliMessages): OutputForm {
  const form = FORMS.find((one) => one === given);
  if (form === undefined) throw new UsageError(words.badOutput(given));
  return form;
}

function languageOf(given: string, words: CliMessages): Language {
  if (given !== 'ja' && given !== 'en') throw new UsageError(words.badLang(given));
  return given;
}

function storeOf(given: string, words: CliMessages): string {
  if (given !== 'embedded' && !/^(bolt|neo4j)(\+s|\+ssc)?:\/\/\S+$/.test(given))
    throw new UsageError(words.badStore(given.includes('@') || given.includes('://') ? addressOf(given) : given));
  if (namesUser(given)) throw new UsageError(words.userInStore(addressOf(given)));
  return given;
}

/** Address of the Redis server of jobs. */
export function jobsOf(given: string, words: CliMessages): string {
  if (!/^rediss?:\/\/\S+$/.test(given)) throw new UsageError(words.badJobs(addressOf(given)));
  if (namesUser(given)) throw new UsageError(words.userInJobs(addressOf(given)));
  return given;
}

const MOST_THREADS = 64;

/** How many threads prove. */
export function threadsOf(given: string | undefined, words: CliMessages): { readonly threads?: number } {
  if (given === undefined) return {};
  const threads = /^\d+$/.test(given) ? Number(given) : 0;
  if (threads < 1 || threads > MOST_THREADS) throw new UsageError(words.badThreads(given, MOST_THREADS));
  return { threads };
}

/** Names of resources; `none` stands for no resource. */
export function accessToOf(given: string | undefined, words: CliMessages): { readonly accessTo?: readonly string[] } {
  if (given === undefined) return {};
  const names = listOf([given]);
  if (names.length === 0) throw new UsageError(words.badAccessTo);
  return { accessTo: names.length === 1 && names[0] === 'none' ? [] : names };
}

export function expectedOf(given: string | undefined, words: CliMessages): Expected | undefined {
  if (given === undefined || given === 'allowed' || given === 'denied') return given;
  throw new UsageError(words.badExpect(given));
}

/** Comma lists, also several of them, without blanks and empty items. */
export const listOf = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => text.split(',')).flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/i;

/** Action names for a question about single actions: patterns and access levels do not stand for one. */
export function actionsOf(text: string, words: CliMessages): readonly string[] {
  const actions = listOf([text]);
  const bad = actions.find((action) => !ACTION.test(action));
  if (bad !== undefined) throw new UsageError(words.badAction(bad));
  if (actions.length === 0) throw new UsageError(words.emptyActions);
  return actions;
}
