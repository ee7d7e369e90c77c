import type { NodeInfo } from '../../domain/answer.ts';
import { LEVEL_WORDS } from '../../domain/words/names.ts';
import { client } from '../client.ts';
import { fold } from '../fold.ts';
import { valueIn } from '../load.ts';
import type { IconName } from '../parts/icons.tsx';
import { answer, messages } from '../state.ts';
import { iconOf } from '../words/icon-of.ts';
import { shortAction } from '../words/levels.ts';
import { serviceOf, shortName } from '../words/names.ts';

/** One candidate of a slot: what it stands for, its name, and where it lives. */
export interface Option {
  readonly value: string;
  readonly name: string;
  readonly note: string;
  readonly icon?: IconName;
}

/** Candidates for what is typed: at once where they are known here, else as soon as the server answers. */
export type FindOptions = (typed: string, signal: AbortSignal) => readonly Option[] | Promise<readonly Option[]>;

const LIMIT = 8;

/** Kind, or service, and account, beside a candidate's name. */
export function placeWords(node: NodeInfo): string {
  const t = messages.value;
  const what = node.kind === 'resource' && node.type !== undefined ? serviceOf(node.type) : t.kinds[node.kind];
  const where = node.department ?? node.accountName ?? node.account ?? '';
  return t.place(what, where);
}

const optionOf = (node: NodeInfo): Option => ({
  value: node.id,
  name: shortName(node.name),
  note: placeWords(node),
  icon: iconOf(node),
});

async function search(typed: string, kinds: 'subject' | 'resource', signal: AbortSignal): Promise<readonly Option[]> {
  const said = await client.search({ q: typed, kinds, limit: LIMIT }, signal);
  return said.ok ? said.value.items.map(optionOf) : [];
}

export const findResources: FindOptions = (typed, signal) => search(typed, 'resource', signal);

export const findSubjects: FindOptions = async (typed, signal) => {
  const t = messages.value;
  const whole: readonly Option[] = [
    { value: 'people', name: t.amongPeople, note: t.amongPeopleNote, icon: 'person' },
    { value: 'all', name: t.amongAll, note: t.amongAllNote, icon: 'role' },
  ];
  const fitting = whole.filter((one) => fold(one.name).includes(fold(typed.trim())));
  return typed.trim() === '' ? fitting : [...fitting, ...(await search(typed, 'subject', signal))];
};

/** Access levels, everything, and the actions that the last answer named; what is typed besides is taken as an action's name. */
export const findActions: FindOptions = (typed) => {
  const t = messages.value;
  const wanted = fold(typed.trim());
  const levels: readonly Option[] = [...LEVEL_WORDS, 'any' as const].map((level) => ({
    value: level,
    name: t.verbs[level],
    note: '',
  }));
  const known = Object.keys(valueIn(answer.state.value)?.levelOf ?? {});
  const actions = wanted === '' ? [] : known.filter((action) => fold(action).includes(wanted));
  const named = actions.map((action): Option => ({ value: action, name: shortAction(action), note: t.actionsNote }));
  const free = /^[\w-]+(:[\w*?]+)?$/.test(typed.trim()) && named.length === 0;
  const fitting = levels.filter((one) => fold(one.name).includes(wanted));
  const own: readonly Option[] =
    free && wanted !== '' && fitting.length === 0
      ? [{ value: typed.trim(), name: typed.trim(), note: t.actionsNote }]
      : [];
  return [...fitting, ...named.slice(0, LIMIT), ...own];
};
