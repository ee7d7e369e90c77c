import type { AnswerPath, WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { nodesOf } from './nodes.ts';
import { conditionalField, needsField, partField, reasonTexts, refField, titles, yesNo } from './records.ts';
import type { Records } from './report.ts';

/** One record per result and path. */
export function whoCanRecords(answer: WhoCanAnswer, language: Language): Records {
  const columns = titles(
    [
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
    ],
    language,
  );
  const rows = answer.results.flatMap((result) =>
    (result.paths.length > 0 ? result.paths : [undefined]).map((path) => [
      answer.resource,
      ...resultFields(result),
      ...pathFields(path),
      unknownField(result, language),
      result.by.map(refField).join('; '),
    ]),
  );
  return { columns, rows };
}

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
