import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { AskedCopy } from '../../domain/asked-copies.ts';
import { COPIES_NOT_ASKED, COPY_WAYS, copyWords } from '../../domain/words/copies.ts';
import type { Language } from '../questions.ts';
import { nameAndPlace } from './nodes.ts';
import type { Block } from './report.ts';
import { whoCanSentence } from './who-can-sentence.ts';

/** Each copy with what is said of it, then the rows of each that has any, under the way it is a copy. */
export function copyBlocks(
  { resource, copies, copiesUnread = [] }: WhoCanAnswer,
  rowsOf: (answer: WhoCanAnswer, title: string) => readonly Block[],
  language: Language,
): readonly Block[] {
  if (copies === undefined) return [];
  const words = copyWords(language);
  const unread = copiesUnread.length === 0 ? [] : [words.unread(copiesUnread.join(words.comma))];
  if (copies.length === 0) return [{ kind: 'notes', lines: unread.length === 0 ? [words.none] : unread }];
  const items = copies.map((copy) =>
    words.line(nameOfCopy(copy), wayOf(copy, resource, language), said(copy, language)),
  );
  const tables = copies.flatMap((copy) =>
    copy.answer === undefined ? [] : rowsOf(copy.answer, `${nameOfCopy(copy)}: ${wayOf(copy, resource, language)}`),
  );
  return [{ kind: 'list', title: words.title, items: [...items, ...unread] }, ...tables];
}

const nameOfCopy = ({ resource, answer }: AskedCopy): string =>
  answer === undefined ? resource : nameAndPlace(resource, answer.nodes);

function wayOf({ way, of }: AskedCopy, asked: string, language: Language): string {
  const word = COPY_WAYS[language][way];
  return of === asked ? word : copyWords(language).of(word, of);
}

const said = ({ answer, notAsked = 'notInSnapshot' }: AskedCopy, language: Language): string =>
  answer === undefined ? COPIES_NOT_ASKED[language][notAsked] : whoCanSentence(answer, language);
