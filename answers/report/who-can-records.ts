import type { AnswerPath, WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import type { AskedCopy } from '../../domain/asked-copies.ts';
import type { Language } from '../questions.ts';
import { nodesOf } from './nodes.ts';
import {
  type ColumnName,
  conditionalField,
  needsField,
  partField,
  reasonTexts,
  refField,
  titles,
  yesNo,
} from './records.ts';
import type { Records } from './report.ts';

const COLUMNS: readonly ColumnName[] = [
  'resource',
  'subjectKind',
  'subject',
  'subjectName',
  'department',
  'active',
  'principal',
  'part',
  'actions',
  'conditionalActions',
  'unknownActions',
  'cutActions',
  'alsoNeeds',
  'verdict',
  'proof',
  'path',
  'pathVerdict',
  'when',
  'now',
  'chained',
  'unknownBecause',
  'by',
];

/** One record per result and path; where copies were asked for, what kind of copy it is about stands before it. */
export function whoCanRecords(answer: WhoCanAnswer, language: Language): Records {
  const own = rowsOf(answer, language);
  if (answer.copies === undefined) return { columns: titles(COLUMNS, language), rows: own };
  const ofCopies = answer.copies.flatMap((copy) => rowsOfCopy(copy, language));
  return { columns: titles(['copy', ...COLUMNS], language), rows: [...own.map((row) => ['', ...row]), ...ofCopies] };
}

/** What was not asked about stands as one row, so that it is not taken for nobody. */
function rowsOfCopy(copy: AskedCopy, language: Language): Records['rows'] {
  if (copy.answer !== undefined) return rowsOf(copy.answer, language).map((row) => [copy.way, ...row]);
  if (copy.notAsked === 'otherActions') return [];
  const told: Partial<Record<ColumnName, string>> = { resource: copy.resource, verdict: 'unknown' };
  return [[copy.way, ...COLUMNS.map((name) => told[name] ?? '')]];
}

const rowsOf = (answer: WhoCanAnswer, language: Language): Records['rows'] =>
  answer.results.flatMap((result) =>
    (result.paths.length > 0 ? result.paths : [undefined]).map((path) => [
      answer.resource,
      ...resultFields(result),
      ...pathFields(path),
      unknownField(result, language),
      result.by.map(refField).join('; '),
    ]),
  );

function resultFields(result: WhoCanResult): readonly string[] {
  const { subject } = result;
  return [
    subject.kind,
    subject.id,
    subject.name,
    subject.department ?? '',
    yesNo(subject.active),
    result.principal,
    partField(result.scope),
    result.actions.join(' '),
    conditionalField(result.conditionalActions),
    result.unknownActions.flatMap((one) => one.actions).join(' '),
    result.cuts.flatMap((cut) => cut.actions).join(' '),
    needsField(result.alsoNeeds),
    result.verdict,
    result.proof,
  ];
}

/** Why some of its actions are unknown. */
export const unknownField = ({ unknownActions }: Pick<WhoCanResult, 'unknownActions'>, language: Language): string =>
  unknownActions
    .map(({ actions, reasons }) => `${actions.join(' ')}: ${reasonTexts(reasons, language).join(', ')}`)
    .join('; ');

export const pathFields = (path: AnswerPath | undefined): readonly string[] =>
  path === undefined
    ? ['', '', '', '', '']
    : [nodesOf(path).join(' > '), path.verdict, path.when?.text ?? '', yesNo(path.now), yesNo(path.chained)];
