import type { Language, Operations, ProvedSnapshot, TakenSnapshot, Verification } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { moment } from '../words/moments.ts';
import { problemWords } from '../words/problem-words.ts';
import { gapLine, sentence } from './closing.ts';
import { titles } from './records.ts';
import { type Block, column, type Report } from './report.ts';

type Listed = Extract<Awaited<ReturnType<Operations['snapshots']>>, { ok: true }>['value'];
type DryRun = Extract<Awaited<ReturnType<Operations['dryRun']>>, { ok: true }>['value'];

/** More gaps than this are counted in the terminal; the records list all. */
const SHOWN_GAPS = 20;

/** What was read into a snapshot, and what could not be. */
export function takenReport(taken: TakenSnapshot, language: Language): Report {
  const words = messagesIn(language);
  const counts = [
    words.accounts(taken.accounts),
    words.principals(taken.principals),
    words.resources(taken.resources),
    ...(taken.people > 0 ? [words.people(taken.people)] : []),
  ];
  const shown = taken.gaps.slice(0, SHOWN_GAPS).map((gap) => gapLine(gap, language));
  const rest = taken.gaps.length - shown.length;
  return {
    blocks: [
      {
        kind: 'answer',
        text: sentence(`${words.taken(taken.snapshot)}${words.colon}${counts.join(words.comma)}`, language),
      },
      taken.gaps.length === 0
        ? { kind: 'notes', lines: [taken.calls === 0 ? words.nothingCalled : words.nothingMissed] }
        : {
            kind: 'list',
            title: words.gapsTitle(taken.gaps.length),
            items: rest > 0 ? [...shown, words.more(rest)] : shown,
          },
      ...noticedBlock(taken.noticed, language),
    ],
    records: {
      columns: titles(['snapshot', 'account', 'region', 'call', 'status', 'detail'], language),
      rows: taken.gaps.map((gap) => [
        taken.snapshot,
        gap.account,
        gap.region,
        `${gap.service}:${gap.call}${gap.target === undefined ? '' : ` ${gap.target}`}`,
        gap.status,
        problemWords(gap.detail ?? '', language),
      ]),
    },
  };
}

function noticedBlock(noticed: TakenSnapshot['noticed'], language: Language): readonly Block[] {
  if (noticed.length === 0) return [];
  const words = messagesIn(language);
  const shown = noticed
    .slice(0, SHOWN_GAPS)
    .map(({ policy, problem }) => `${policy}${words.colon}${problemWords(problem, language)}`);
  const rest = noticed.length - shown.length;
  return [
    {
      kind: 'list',
      title: words.noticedTitle(noticed.length),
      items: rest > 0 ? [...shown, words.more(rest)] : shown,
    },
  ];
}

export function provedReport(proved: ProvedSnapshot, language: Language): Report {
  const words = messagesIn(language);
  const { claims } = proved;
  return {
    blocks: [
      { kind: 'answer', text: sentence(words.proved(proved.snapshot, proved.seconds.toFixed(1)), language) },
      {
        kind: 'notes',
        lines: [
          words.provedFacts(proved.accesses, proved.hops, proved.pairs),
          words.provedClaims(claims.distinct, claims.certified, claims.replayed, claims.pending),
          words.provedUnknown(proved.unknown),
          ...(proved.disagreements === 0 ? [] : [words.provedDisagreements(proved.disagreements)]),
          `${words.store}${words.colon}${proved.store}`,
        ],
      },
    ],
    records: {
      columns: titles(['name', 'value'], language),
      rows: [
        ['snapshot', proved.snapshot],
        ['pairs', String(proved.pairs)],
        ['accesses', String(proved.accesses)],
        ['hops', String(proved.hops)],
        ...Object.entries(claims).map(([name, n]) => [`claims.${name}`, String(n)]),
        ['unknown', String(proved.unknown)],
        ['disagreements', String(proved.disagreements)],
        ['seconds', String(proved.seconds)],
        ['store', proved.store],
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
