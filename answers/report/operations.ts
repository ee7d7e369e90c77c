import { groupedBy } from '../../domain/grouped.ts';
import type { Language, Operations, ProvedSnapshot, TakenSnapshot, Verification } from '../questions.ts';
import { type Messages, messagesIn } from '../words/messages.ts';
import { moment } from '../words/moments.ts';
import { statusName } from '../words/names.ts';
import { problemWords } from '../words/problem-words.ts';
import { changedBlock, changedRows } from './changed.ts';
import { gapLine, sentence } from './closing.ts';
import { titles } from './records.ts';
import { type Block, column, type Report } from './report.ts';

type Listed = Extract<Awaited<ReturnType<Operations['snapshots']>>, { ok: true }>['value'];
type Exported = Extract<Awaited<ReturnType<Operations['export']>>, { ok: true }>['value'];
type DryRun = Extract<Awaited<ReturnType<Operations['dryRun']>>, { ok: true }>['value'];

/** More lines than this are counted in the terminal; the records list all. */
const SHOWN_LINES = 20;

/** What was read into a snapshot, and what could not be. */
export function takenReport(taken: TakenSnapshot, language: Language): Report {
  const words = messagesIn(language);
  const counts = [
    words.accounts(taken.accounts),
    words.principals(taken.principals),
    words.resources(taken.resources),
    ...(taken.people > 0 ? [words.people(taken.people)] : []),
  ];
  return {
    blocks: [
      {
        kind: 'answer',
        text: sentence(`${words.taken(taken.snapshot)}${words.colon}${counts.join(words.comma)}`, language),
      },
      taken.gaps.length === 0
        ? { kind: 'notes', lines: [taken.calls === 0 ? words.nothingCalled : words.nothingMissed] }
        : gapsBlock(taken.gaps, language),
      ...earlierBlock(taken, language),
      ...changedBlock(taken.changed, language),
      ...noticedBlock(taken.noticed, language),
    ],
    records: {
      columns: titles(['snapshot', 'account', 'region', 'call', 'status', 'detail', 'kind', 'record'], language),
      rows: [
        ...taken.gaps.map((gap) => [
          taken.snapshot,
          gap.account,
          gap.region,
          `${gap.service}:${gap.call}${gap.target === undefined ? '' : ` ${gap.target}`}`,
          gap.status,
          problemWords(gap.detail ?? '', language),
          '',
          '',
        ]),
        ...changedRows(taken.snapshot, taken.changed),
      ],
    },
  };
}

function earlierBlock({ earlier, unchanged }: TakenSnapshot, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const since = moment(earlier?.since ?? '', language) ?? earlier?.since ?? '';
  if (unchanged !== undefined) {
    const first = earlier === undefined ? [] : [words.readFirst(since)];
    return [{ kind: 'notes', lines: [words.readUnchanged(unchanged), ...first] }];
  }
  return earlier === undefined ? [] : [{ kind: 'notes', lines: [words.readEarlier(earlier.calls, since)] }];
}

/** Few gaps one by one; of many, how often each call came to nothing, how, and where. The records list all. */
function gapsBlock(gaps: TakenSnapshot['gaps'], language: Language): Block {
  const words = messagesIn(language);
  const title = words.gapsTitle(gaps.length);
  if (gaps.length <= SHOWN_LINES) return { kind: 'list', title, items: gaps.map((gap) => gapLine(gap, language)) };
  const { call, status, account, region } = words.columns;
  const groups = [...groupedBy(gaps, (gap) => `${gap.service}:${gap.call} ${gap.status}`).values()];
  return {
    kind: 'table',
    title,
    columns: [column(call), column(status), column(words.gapsCount), column(account, 1), column(region, 1)],
    rows: groups
      .toSorted((a, b) => b.length - a.length)
      .map((group) => [
        `${group[0]?.service}:${group[0]?.call}`,
        statusName(group[0]?.status ?? 'failed', language),
        String(group.length),
        namedOrCounted(
          group.map((gap) => gap.account),
          words.accounts,
        ),
        namedOrCounted(
          group.map((gap) => gap.region),
          words.regionsCounted,
        ),
      ]),
  };
}

/** Up to two names; more are counted. */
function namedOrCounted(names: readonly string[], counted: (n: number) => string): string {
  const different = [...new Set(names)].sort();
  return different.length > 2 ? counted(different.length) : different.join(', ');
}

function noticedBlock(noticed: TakenSnapshot['noticed'], language: Language): readonly Block[] {
  if (noticed.length === 0) return [];
  const words = messagesIn(language);
  const lines = noticed.map(({ policy, problem }) => `${policy}${words.colon}${problemWords(problem, language)}`);
  return [firstOf(words.noticedTitle(noticed.length), lines, words)];
}

/** The first lines as a list, the others counted. */
export function firstOf(title: string, lines: readonly string[], words: Messages): Block {
  const rest = lines.length - SHOWN_LINES;
  return { kind: 'list', title, items: rest > 0 ? [...lines.slice(0, SHOWN_LINES), words.more(rest)] : lines };
}

export function provedReport(proved: ProvedSnapshot, language: Language): Report {
  const words = messagesIn(language);
  const { claims, taken, accessAsked, withoutCypher } = proved;
  return {
    blocks: [
      { kind: 'answer', text: sentence(words.proved(proved.snapshot, proved.seconds.toFixed(1)), language) },
      {
        kind: 'notes',
        lines: [
          words.provedFacts(proved.accesses, proved.hops, proved.pairs),
          ...(taken === undefined ? [] : [words.provedTaken(taken.pairs, taken.from)]),
          ...(accessAsked === undefined ? [] : [words.provedAccessAsked(words.resources(accessAsked))]),
          words.provedClaims(claims.distinct, claims.certified, claims.replayed, claims.pending),
          words.provedUnknown(proved.unknown),
          ...(proved.disagreements === 0 ? [] : [words.provedDisagreements(proved.disagreements)]),
          `${words.store}${words.colon}${proved.store}`,
          ...(withoutCypher === undefined ? [] : [problemWords(withoutCypher, language)]),
        ],
      },
    ],
    records: {
      columns: titles(['name', 'value'], language),
      rows: [
        ['snapshot', proved.snapshot],
        ['pairs', String(proved.pairs)],
        ...(taken === undefined
          ? []
          : [
              ['taken.from', taken.from],
              ['taken.pairs', String(taken.pairs)],
            ]),
        ...(accessAsked === undefined ? [] : [['accessAsked', String(accessAsked)]]),
        ['accesses', String(proved.accesses)],
        ['hops', String(proved.hops)],
        ...Object.entries(claims).map(([name, n]) => [`claims.${name}`, String(n)]),
        ['unknown', String(proved.unknown)],
        ['disagreements', String(proved.disagreements)],
        ['seconds', String(proved.seconds)],
        ['store', proved.store],
        ...(withoutCypher === undefined ? [] : [['withoutCypher', problemWords(withoutCypher, language)]]),
      ],
    },
  };
}

/** More defects than this are counted in the terminal; the records list all. */
const SHOWN_DEFECTS = 20;

export function verificationReport(verification: Verification, language: Language): Report {
  const words = messagesIn(language);
  const { checked, counts, failed, snapshot } = verification;
  const rows = failed.map(({ record, problem, by }) => [record, problemWords(problem, language), by]);
  const text = failed.length === 0 ? words.verified(checked, snapshot) : words.verifyFailed(failed.length, snapshot);
  const columns = [column(words.record), column(words.problem, 1), column(words.foundBy)];
  const table: Block = { kind: 'table', columns, rows: rows.slice(0, SHOWN_DEFECTS) };
  const rest = rows.length - SHOWN_DEFECTS;
  return {
    blocks: [
      { kind: 'answer', text: sentence(text, language) },
      { kind: 'notes', lines: words.verifiedCounts(counts) },
      ...(rows.length === 0 ? [] : [table]),
      ...(rest > 0 ? [{ kind: 'notes' as const, lines: [words.more(rest)] }] : []),
    ],
    records: { columns: titles(['record', 'problem', 'foundBy'], language), rows },
  };
}

export function snapshotsReport(snapshots: Listed, language: Language): Report {
  const words = messagesIn(language);
  const rows = snapshots.map((one) => [
    one.id,
    moment(one.takenAt, language) ?? one.takenAt,
    one.source,
    one.active ? words.yes : words.no,
  ]);
  const columns = [column(words.id), column(words.takenAt), column(words.source), column(words.active)];
  return {
    blocks: rows.length === 0 ? [{ kind: 'notes', lines: [words.noSnapshots] }] : [{ kind: 'table', columns, rows }],
    records: {
      columns: titles(['snapshot', 'takenAt', 'source', 'active'], language),
      rows: snapshots.map((one) => [one.id, one.takenAt, one.source, String(one.active)]),
    },
  };
}

/** Where a snapshot was written for others. */
export function exportReport({ snapshot, folder }: Exported, language: Language): Report {
  return {
    blocks: [{ kind: 'answer', text: sentence(messagesIn(language).exported(snapshot, folder), language) }],
    records: { columns: titles(['snapshot', 'folder'], language), rows: [[snapshot, folder]] },
  };
}

/** What a collection would call and need, before anything is called. */
export function dryRunReport({ calls, permissions }: DryRun, language: Language): Report {
  const words = messagesIn(language);
  return {
    blocks: [
      { kind: 'answer', text: sentence(words.dryRun(calls.length, permissions.length), language) },
      {
        kind: 'list',
        title: `${words.calls}${words.colon}`.trimEnd(),
        items: calls.map((call) => problemWords(call, language)),
      },
      { kind: 'list', title: `${words.permissions}${words.colon}`.trimEnd(), items: permissions },
    ],
    records: {
      columns: titles(['kind', 'name'], language),
      rows: [
        ...calls.map((call) => ['call', problemWords(call, language)]),
        ...permissions.map((one) => ['permission', one]),
      ],
    },
  };
}
