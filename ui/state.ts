import { computed, effect, signal, untracked } from '@preact/signals';
import type { ExplainAnswer, WhoCanAnswer } from '../domain/answer.ts';
import type { Language } from '../domain/words/language.ts';
import { type PathRow, pathRows } from './ask/rows.ts';
import { client, type ExplainQuestion, type Status, type WhoCanQuestion } from './client.ts';
import { joinedPages } from './joined-pages.ts';
import { loader, valueIn } from './load.ts';
import type { Messages } from './messages/en.ts';
import { EN } from './messages/en.ts';
import { JA } from './messages/ja.ts';
import { parseView, printView, type ViewState } from './view-state.ts';

/** The view is the address: reading it, changing it and the browser's own history all go through here. */
export const view = signal<ViewState>(parseView(location.search));

export function navigate(next: ViewState, how: 'push' | 'replace' = 'push'): void {
  const address = `${location.pathname}${printView(next)}`;
  if (address !== `${location.pathname}${location.search}`) {
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  }
  view.value = next;
}

addEventListener('popstate', () => {
  view.value = parseView(location.search);
});

export const status = loader<Status>();
export const answer = loader<WhoCanAnswer>();
/** The same question about every action: what the subjects can do beyond what was asked. */
export const beyond = loader<WhoCanAnswer>();
/** The page after those that the answer has. */
export const following = loader<WhoCanAnswer>();
/** Everything the principal of the open hop can do on the resource. */
export const capability = loader<WhoCanAnswer>();
export const explained = loader<ExplainAnswer>();

export const language = computed<Language>(() => {
  const { lang } = view.value;
  if (lang !== undefined) return lang;
  const preferred = valueIn(status.state.value)?.lang ?? navigator.language;
  return preferred.toLowerCase().startsWith('ja') ? 'ja' : 'en';
});
export const messages = computed<Messages>(() => (language.value === 'ja' ? JA : EN));

/** Undefined until a resource is named. */
export const question = computed<WhoCanQuestion | undefined>(() => {
  const { resource, actions, among, apart } = view.value;
  return resource === undefined ? undefined : { resource, actions, among, apart, lang: language.value };
});

export const rows = computed<readonly PathRow[]>(() => {
  const value = valueIn(answer.state.value);
  return value === undefined ? [] : pathRows(value);
});
export const beyondRows = computed<readonly PathRow[]>(() => {
  const value = valueIn(beyond.state.value);
  return value === undefined ? [] : pathRows(value);
});
/** The row that the address names; where it names none, the first: there is always a path to follow. */
export const selectedRow = computed<PathRow | undefined>(() => {
  const { row: wanted } = view.value;
  return wanted === undefined ? rows.value[0] : rows.value.find((row) => row.key === wanted);
});

export const askWhoCan = (into: typeof answer, ask: WhoCanQuestion): void =>
  into.ask(JSON.stringify(ask), (signal) => client.whoCan(ask, signal));

/** Results asked for at once: what comes after them is asked for when somebody wants to see it. */
const PAGE = 100;

export function askFollowing(): void {
  const next = valueIn(answer.state.value)?.next;
  if (question.value === undefined || next === undefined) return;
  following.forget();
  askWhoCan(following, { ...question.value, limit: PAGE, after: next });
}

export const askExplain = (ask: ExplainQuestion): void =>
  explained.ask(JSON.stringify(ask), (signal) => client.explain(ask, signal));

export const askStatus = (): void => status.ask('status', client.status);

/** Follows the address: asks what it asks for. Nothing is asked before the server has said that it knows us. */
export function startAsking(): void {
  askStatus();
  effect(() => {
    if (status.state.value.kind !== 'answered') return;
    const ask = question.value;
    untracked(following.clear);
    if (ask === undefined) answer.clear();
    else askWhoCan(answer, { ...ask, limit: PAGE });
  });
  effect(() => {
    const page = valueIn(following.state.value);
    const told = valueIn(answer.state.peek());
    if (page === undefined || told === undefined) return;
    following.clear();
    if (page.page?.after === told.next) answer.put(joinedPages(told, page));
  });
  effect(() => {
    const ask = question.value;
    if (ask === undefined || ask.actions.length === 0) beyond.clear();
    else if (answer.state.value.kind === 'answered') askWhoCan(beyond, { ...ask, actions: [], limit: PAGE });
  });
}
