import type { NodeInfo, WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import type { Verdict } from '../../domain/decision.ts';
import { canNow, isPerson, peopleNow, tallyOf } from '../../domain/words/can-now.ts';
import type { Language } from '../questions.ts';
import type { Verb } from '../words/messages/en.ts';
import { type Messages, messagesIn } from '../words/messages.ts';
import { askedVerb } from './asked.ts';
import { sentence } from './closing.ts';
import { nameOf } from './nodes.ts';
import type { Block } from './report.ts';

const subjectsOf = (results: readonly WhoCanResult[]): readonly NodeInfo[] => [
  ...new Map(results.map(({ subject }) => [subject.id, subject])).values(),
];

/** Who could, but cannot now. */
const goneOf = ({ results }: WhoCanAnswer): readonly NodeInfo[] => {
  const able = new Set(results.filter(canNow).map(({ subject }) => subject.id));
  return subjectsOf(results).filter(({ id }) => !able.has(id));
};

/** Everybody first, then the count, then who: at most about 130 characters. It says who can now; whoever could follows in a note. */
export function whoCanSentence(answer: WhoCanAnswer, language: Language): string {
  const words = messagesIn(language);
  const verb = askedVerb(answer, nameOf(answer.resource, answer.nodes), language);
  const { can, conditional, unknown, anyone } = tallyOf(answer);
  const count = (subjects: readonly NodeInfo[]): string => counted(subjects, answer, language, !answer.complete);
  const also = anyone === 'allowed';
  const parts = [
    ...(anyone === undefined ? [] : [anyoneWords(anyone, verb, answer, words)]),
    ...(can.length === 0 ? [] : [(also ? words.canSignedIn : words.can)(count(can), verb.said)]),
    ...(also || conditional.length === 0 ? [] : [words.canWhen(count(conditional), verb.said)]),
    ...(also || unknown.length === 0 ? [] : [words.undecided(counted(unknown, answer, language, false), verb)]),
  ];
  if (parts.length === 0) return sentence(noneWords(answer, verb, words), language);
  const short = parts.join(language === 'ja' ? '。' : '; ');
  const names = [...can, ...conditional, ...unknown].map((one) => nameOf(one.id, answer.nodes));
  const long = `${short}${words.colon}${words.listJoin(names)}`;
  const named = parts.length === 1 && anyone === undefined && oneOf(answer) === undefined && long.length <= 130;
  return sentence(named ? long : short, language);
}

/** The one subject asked about. */
const oneOf = ({ among }: WhoCanAnswer): string | undefined => (among === 'people' ? undefined : among);

/** What everybody can without signing in, those asked about included. */
function anyoneWords(verdict: Verdict, verb: Verb, answer: WhoCanAnswer, words: Messages): string {
  const one = oneOf(answer);
  const people = peopleNow(answer);
  const named = one === undefined || answer.nodes[one]?.kind === 'anyone' ? undefined : nameOf(one, answer.nodes);
  const included = named ?? (people === 0 || one !== undefined ? '' : words.allPeople(people));
  if (verdict === 'unknown') return words.anyoneUndecided(verb);
  return (verdict === 'allowed' ? words.anyoneCan : words.anyoneCanWhen)(verb.said, included);
}

/** Nobody can now: said of those who were asked about. */
function noneWords(answer: WhoCanAnswer, verb: Verb, words: Messages): string {
  const { complete, among } = answer;
  const one = oneOf(answer);
  if (one !== undefined) {
    const name = nameOf(one, answer.nodes);
    if (goneOf(answer).length > 0) return words.couldOnce(name, verb.plain);
    return (complete ? words.oneCannot : words.oneNotKnown)(name, verb.plain);
  }
  if (among === 'people') return (complete ? words.noPersonProven : words.noPersonKnown)(peopleNow(answer), verb.plain);
  return complete ? words.nobodyProven(verb.plain) : words.nobodyKnown(verb.plain);
}

/** `5 of 7 people and 2 other principals`, or the one asked about; "at least" where more may be able to. */
function counted(subjects: readonly NodeInfo[], answer: WhoCanAnswer, language: Language, atLeast: boolean): string {
  const words = messagesIn(language);
  const one = oneOf(answer);
  if (one !== undefined) return nameOf(one, answer.nodes);
  const people = subjects.filter(isPerson).length;
  const others = subjects.length - people;
  if (people === 0) return atLeast ? words.atLeastPrincipals(others) : words.principals(others);
  const everyone = peopleNow(answer);
  const said = atLeast ? words.atLeastOfPeople(people, everyone) : words.ofPeople(people, everyone);
  return others === 0 ? said : words.listJoin([said, words.otherPrincipals(others)]);
}

/** People without a path, and those who could but cannot now. */
export function standingBlock(answer: WhoCanAnswer, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const names = (ids: readonly string[]): string => {
    const all = ids.map((id) => nameOf(id, answer.nodes));
    return words.listJoin(all.length > 8 ? [...all.slice(0, 7), words.more(all.length - 7)] : all);
  };
  const gone = oneOf(answer) === undefined ? goneOf(answer).map((one) => one.id) : [];
  const { without, asAnyone = [] } = answer;
  const none = answer.gaps.length === 0 ? words.without : words.withoutKnown;
  const others = answer.results.some(canNow);
  const lines = [
    ...(gone.length === 0 ? [] : [(others ? words.couldToo : words.couldOnly)(names(gone), gone.length)]),
    ...(without.length === 0 ? [] : [none(names(without), without.length)]),
    ...(asAnyone.length === 0 ? [] : [words.onlyAsAnyone(names(asAnyone), asAnyone.length)]),
  ];
  return lines.length === 0 ? [] : [{ kind: 'notes', lines: lines.map((line) => sentence(line, language)) }];
}
