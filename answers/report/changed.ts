import type { ChangedThing } from '../../collector/changes/changed-things.ts';
import { groupedBy } from '../../domain/grouped.ts';
import type { ChangedSince, Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { moment } from '../words/moments.ts';
import { recordKindName } from '../words/record-kinds.ts';
import { type Block, column } from './report.ts';

const HOW: readonly ChangedThing['how'][] = ['new', 'changed', 'gone', 'unsure'];

/** How many things of each kind are not as they were. */
export function changedBlock(changed: ChangedSince | undefined, language: Language): readonly Block[] {
  if (changed === undefined) return [];
  const words = messagesIn(language);
  const since = moment(changed.since, language) ?? changed.since;
  const { things } = changed;
  if (things === undefined) return [{ kind: 'notes', lines: [words.changedUnread(since)] }];
  if (things.length === 0) return [{ kind: 'notes', lines: [words.nothingChanged(since)] }];
  const kinds = [...groupedBy(things, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  const table: Block = {
    kind: 'table',
    title: words.changedTitle(things.length, since),
    columns: [column(words.columns.kind), ...HOW.map((how) => column(words.changedHow[how]))],
    rows: kinds.map(([kind, ofKind]) => [
      recordKindName(kind, language),
      ...HOW.map((how) => String(ofKind.filter((thing) => thing.how === how).length)),
    ]),
  };
  const isUnsure = things.some(({ how }) => how === 'unsure');
  return isUnsure ? [table, { kind: 'notes', lines: [words.changedUnsure] }] : [table];
}

/** A row for each thing, in the columns of calls that came to nothing. */
export const changedRows = (snapshot: string, { things = [] }: Partial<ChangedSince> = {}): readonly string[][] =>
  things.map(({ account, id, how, kind }) => [snapshot, account, '', '', how, '', kind, id]);
