import type { NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import { isPerson, peopleNow, type Tally, tallyOf } from '../../domain/words/can-now.ts';
import { LEVEL_WORDS, type LevelWord } from '../../domain/words/names.ts';
import type { Messages } from '../messages/en.ts';
import { nodeOf, shortName } from '../words/names.ts';

/** Longest answer that is still read at a glance. */
const AT_A_GLANCE = 130;
const MAX_NAMES = 6;

export interface AnswerSentence {
  /** The count and what is counted. */
  readonly strong: string;
  /** Who. */
  readonly rest: string;
  readonly kind: 'some' | 'none' | 'undecided';
}

/** What was asked, for the choice of words: one access level, everything, or actions by name. */
export function askedKind(actions: readonly string[]): LevelWord | 'any' | 'levels' | 'actions' {
  const [first] = levelsAsked(actions);
  if (actions.length === 0) return 'any';
  if (first === undefined || levelsAsked(actions).length < actions.length) return 'actions';
  return actions.length === 1 ? first : 'levels';
}

const levelsAsked = (actions: readonly string[]): readonly LevelWord[] =>
  actions.flatMap((action) => LEVEL_WORDS.find((level) => level === action.toLowerCase()) ?? []);

export function askedWhat(actions: readonly string[], resource: string, t: Messages): string {
  const kind = askedKind(actions);
  if (kind === 'actions') return t.canDoActions(actions, resource);
  return kind === 'levels' ? t.canDoLevels(levelsAsked(actions), resource) : t.canDoWhat(kind, resource);
}

/** The answer in one sentence: the count first, then who. Unknown is said, never rounded. */
export function answerSentence(answer: WhoCanAnswer, t: Messages): AnswerSentence {
  const what = askedWhat(answer.asked, resourceName(answer), t);
  const found = tallyOf(answer);
  const { can, conditional: when, unknown: undecided, anyone } = found;
  if (anyone === 'allowed' || anyone === 'conditional') return openToAll(answer, found, what, t);
  if (can.length + when.length + undecided.length === 0) {
    if (anyone === 'unknown') return { strong: t.anyoneUndecided(what) + t.answerStop, rest: '', kind: 'undecided' };
    return { strong: noneWords(answer, what, t) + t.answerStop, rest: '', kind: 'none' };
  }
  const head = headOf(answer, can.length > 0 ? can : when, can.length > 0 ? 'can' : 'when', what, t);
  if (can.length + when.length === 0) {
    return { strong: t.onlyUndecided(undecided.length, what) + t.answerStop, rest: '', kind: 'undecided' };
  }
  const more = [
    ...(can.length > 0 && when.length > 0 ? [t.moreWhen(when.length)] : []),
    ...(undecided.length > 0 ? [t.moreUndecided(undecided.length)] : []),
  ];
  const who = more.length > 0 ? '' : whoWords(answer, can.length > 0 ? can : when, t, AT_A_GLANCE - head.length);
  if (who === '') return { strong: head, rest: `${more.join('')}${t.answerStop}`, kind: 'some' };
  return { strong: head, rest: `${t.answerColon}${who}`, kind: 'some' };
}

/** The one subject asked about. */
const oneOf = ({ among, nodes }: WhoCanAnswer): NodeInfo | undefined =>
  among === undefined || among === 'people' ? undefined : nodeOf(among, nodes);

/** Everybody can without signing in, those asked about included; how many can besides. */
function openToAll(answer: WhoCanAnswer, { can, anyone }: Tally, what: string, t: Messages): AnswerSentence {
  const one = oneOf(answer);
  const people = peopleNow(answer);
  const included = one === undefined ? t.allPeople(people) : one.kind === 'anyone' ? '' : shortName(one.name);
  const strong = t.anyoneCan(what, included, anyone === 'conditional');
  const besides = one === undefined && can.length > 0 ? t.besides(can.length) : '';
  return { strong, rest: `${besides}${t.answerStop}`, kind: 'some' };
}

/** Nobody can now: said of those who were asked about. */
function noneWords(answer: WhoCanAnswer, what: string, t: Messages): string {
  const one = oneOf(answer);
  if (one === undefined) return (answer.complete ? t.nobodyProven : t.nobodyKnown)(what);
  const name = shortName(one.name);
  if (answer.results.length > 0) return t.couldOnce(name, what);
  return (answer.complete ? t.oneCannot : t.oneNotKnown)(name, what);
}

const resourceName = (answer: WhoCanAnswer): string => shortName(nodeOf(answer.resource, answer.nodes).name);

function headOf(
  answer: WhoCanAnswer,
  subjects: readonly NodeInfo[],
  kind: 'can' | 'when',
  what: string,
  t: Messages,
): string {
  const [only] = subjects;
  const conditional = kind === 'when';
  if (only !== undefined && oneOf(answer) !== undefined) return t.oneCan(shortName(only.name), what, conditional);
  if (subjects.every(isPerson) && !(subjects.length === 1 && answer.without.length === 0)) {
    const say = kind === 'can' ? t.peopleCan : t.onlyWhen;
    return say(subjects.length, peopleNow(answer), what, !answer.complete);
  }
  if (only !== undefined && subjects.length === 1) return t.oneCan(shortName(only.name), what, conditional);
  return t.principalsCan(subjects.length, what, !answer.complete, conditional);
}

/** The first way to say who that fits: names, else counts by the account people come in through. */
function whoWords(answer: WhoCanAnswer, subjects: readonly NodeInfo[], t: Messages, room: number): string {
  if (subjects.length === 1 && answer.without.length === 0) return '';
  const said = waysToSayWho(answer, subjects, t)
    .filter((items) => items.length > 0)
    .map((items) => t.answerWho(t.list(items)));
  return said.find((text) => text.length <= room) ?? '';
}

/** From the most telling to the shortest; those who stay in one account are near, the others come through another. */
function waysToSayWho(
  answer: WhoCanAnswer,
  subjects: readonly NodeInfo[],
  t: Messages,
): readonly (readonly string[])[] {
  const entries = subjects.map((subject) => ({ subject, account: entryAccount(answer, subject.id) }));
  const near = entries.filter((one) => one.account === undefined).map((one) => shortName(one.subject.name));
  const accounts = [...new Set(entries.flatMap((one) => one.account ?? []))];
  const groups = accounts.map((account) =>
    t.throughAccount(entries.filter((one) => one.account === account).length, account),
  );
  const people = subjects.filter(isPerson).length;
  const names = subjects.map((subject) => shortName(subject.name));
  const few = (list: readonly string[]): readonly string[] => (list.length <= MAX_NAMES ? list : []);
  const others = near.length === 0 ? [] : [t.andOthers(near.length)];
  return [
    groups.length > 0 && few(near).length > 0 ? [...near, ...groups] : [],
    few(names),
    people < subjects.length ? t.byKind(people, subjects.length - people) : [],
    near.length === 0 && accounts.length === 1 ? accounts.map(t.allThrough) : [],
    groups.length === 0 ? [] : [...others, ...groups],
  ];
}

/** The first account of a way that crosses borders; undefined for those with a way inside one account. */
function entryAccount(answer: WhoCanAnswer, subject: string): string | undefined {
  const paths = answer.results.filter((one) => one.subject.id === subject).flatMap((one) => one.paths);
  if (paths.length === 0 || paths.some((path) => path.hops.every((hop) => hop.crossesAccount !== true)))
    return undefined;
  const hop = paths[0]?.hops.find((one) => one.crossesAccount === true);
  const node = hop === undefined ? undefined : nodeOf(hop.from, answer.nodes);
  return node?.accountName ?? node?.account;
}

const namesOf = (answer: WhoCanAnswer, ids: readonly string[]): readonly string[] =>
  ids
    .map((id) => nodeOf(id, answer.nodes))
    .filter((node) => node.active !== false)
    .map((node) => shortName(node.name));

/** Who is proven to have no path, or none but everybody's, in words; undefined if nobody was looked at. */
export function absentWords(answer: WhoCanAnswer, t: Messages): string | undefined {
  const onlyAsAnyone = namesOf(answer, answer.asAnyone ?? []);
  if (onlyAsAnyone.length > 0) return t.onlyAsAnyone(onlyAsAnyone, MAX_NAMES);
  const names = namesOf(answer, answer.without);
  if (names.length === 0) return undefined;
  if (names.length > MAX_NAMES) return (answer.complete ? t.manyAbsentProven : t.manyAbsentKnown)(names.length);
  return (answer.complete ? t.absentProven : t.absentKnown)(names);
}
