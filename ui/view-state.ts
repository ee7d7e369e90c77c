import type { Language } from '../domain/words/language.ts';

/** Everything a link must bring back. The address bar holds it; nothing else does. */
export type Screen = 'ask' | 'hop';
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type ShowAs = 'cli' | 'api' | 'cypher';

export interface ViewState {
  readonly screen: Screen;
  /** Left out: what the server or the browser prefers. */
  readonly lang?: Language;
  /** `people`, `all`, or the id of one subject. */
  readonly among: string;
  /** Access levels or action names, as the API takes them; empty: every action. */
  readonly actions: readonly string[];
  /** ARN, id or name, as the API takes it. */
  readonly resource?: string;
  /** People are kept apart from accounts that are theirs by a rule which is merely probable. */
  readonly apart?: true;
  /** Key of the selected row. */
  readonly row?: string;
  /** Index of the selected hop in the row's path. */
  readonly hop?: number;
  /** Actions shown as columns of the hop pane; left out: a choice by the pane. */
  readonly columns?: readonly string[];
  /** Index of the part of the resource that the hop pane speaks of; left out: the whole. */
  readonly part?: number;
  readonly showAs?: ShowAs;
  /** Left out: what was chosen here before, else the system's. */
  readonly theme?: Theme;
}

export const FIRST_VIEW: ViewState = { screen: 'ask', among: 'people', actions: ['read'] };

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const oneOf = <const T extends string>(text: string | null, allowed: readonly T[]): T | undefined =>
  allowed.find((one) => one === text);

const index = (text: string | null): number | undefined =>
  text !== null && /^\d{1,3}$/.test(text) ? Number(text) : undefined;

/** Reads the query part of an address; what it does not understand it leaves out. */
export function parseView(search: string): ViewState {
  const query = new URLSearchParams(search);
  const resource = query.get('resource');
  const row = query.get('row');
  const columns = list(query.get('columns') ?? '');
  const actions = query.get('actions');
  return {
    screen: oneOf(query.get('view'), ['hop']) ?? 'ask',
    among: query.get('among') ?? FIRST_VIEW.among,
    actions: actions === null ? FIRST_VIEW.actions : actions === 'any' ? [] : list(actions),
    ...some('lang', oneOf(query.get('lang'), ['en', 'ja'])),
    ...some('resource', resource === null || resource === '' ? undefined : resource),
    ...some('apart', query.get('apart') === 'yes' ? true : undefined),
    ...some('row', row === null || row === '' ? undefined : row),
    ...some('hop', index(query.get('hop'))),
    ...some('part', index(query.get('part'))),
    ...some('columns', columns.length === 0 ? undefined : columns),
    ...some('showAs', oneOf(query.get('as'), ['cli', 'api', 'cypher'])),
    ...some('theme', oneOf(query.get('theme'), THEMES)),
  };
}

/** The query part of an address, `?` included, or nothing for the first view. `parseView` reads it back. */
export function printView(view: ViewState): string {
  const query = new URLSearchParams();
  const put = (key: string, value: string | undefined): void => {
    if (value !== undefined) query.set(key, value);
  };
  put('view', view.screen === 'ask' ? undefined : view.screen);
  put('among', view.among === FIRST_VIEW.among ? undefined : view.among);
  put('actions', sameList(view.actions, FIRST_VIEW.actions) ? undefined : view.actions.join(',') || 'any');
  put('resource', view.resource);
  put('apart', view.apart === true ? 'yes' : undefined);
  put('row', view.row);
  put('hop', view.hop?.toString());
  put('part', view.part?.toString());
  put('columns', view.columns?.join(','));
  put('as', view.showAs);
  put('lang', view.lang);
  put('theme', view.theme);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

/** Adds a key only where there is a value: absent and undefined are not the same thing here. */
const some = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
