import type { Calibration, CalibrationDifference } from '../calibrate/calibration.ts';
import type { Language } from '../questions.ts';
import { CALIBRATION_WORDS, NOT_ASKED_WORDS } from '../words/calibration.ts';
import { sentence } from './closing.ts';
import { type Block, column, type Report } from './report.ts';

/** More differences than this are counted by the answer alone; the records list all. */
const SHOWN = 20;

/** What AWS's policy simulator says of a sample, with the reasons of both where they differ. */
export function calibrationReport(calibration: Calibration, language: Language): Report {
  const words = CALIBRATION_WORDS[language];
  const { compared, differing, unknown, notAsked } = calibration;
  const told = differing.length > 0 ? words.differs : compared === 0 ? words.nothing : words.agreed;
  const lines = [
    words.drawn(calibration),
    words.scope,
    ...(unknown === 0 ? [] : [words.unknown(unknown)]),
    ...notAsked.map(({ reason, count, detail }) => {
      const why = NOT_ASKED_WORDS[language][reason];
      return words.notAsked(count, detail === undefined ? why : `${why}: ${detail}`);
    }),
  ];
  const table: Block = {
    kind: 'table',
    columns: [column(words.request, 1), column(words.ours, 1), column(words.aws, 1)],
    rows: differing
      .slice(0, SHOWN)
      .map((one) => [[one.principal, one.action, one.resource], ours(one, language), aws(one, language)]),
  };
  return {
    blocks: [
      { kind: 'answer', text: sentence(told(calibration), language) },
      { kind: 'notes', lines },
      ...(differing.length === 0 ? [] : [table]),
    ],
    records: {
      columns: words.columns,
      rows: differing.map((one) => [
        one.principal,
        one.action,
        one.resource,
        one.ours.decision,
        oursBecause(one),
        one.aws.decision,
        one.aws.matched.join('; '),
        one.aws.missingContext.join(' '),
      ]),
    },
  };
}

function oursBecause({ ours: { by, blockedBy } }: CalibrationDifference): string {
  const statements = by.map(({ policy, sid, index }) => `${policy} ${sid ?? `#${index}`}`);
  return (statements.length > 0 ? statements : blockedBy).join('; ');
}

function ours(difference: CalibrationDifference, language: Language): readonly string[] {
  const because = oursBecause(difference);
  return [difference.ours.decision, ...(because === '' ? [] : [CALIBRATION_WORDS[language].because(because)])];
}

function aws(
  { aws: { decision, matched, missingContext } }: CalibrationDifference,
  language: Language,
): readonly string[] {
  const words = CALIBRATION_WORDS[language];
  return [
    decision,
    ...(matched.length === 0 ? [] : [words.because(matched.join('; '))]),
    ...(missingContext.length === 0 ? [] : [words.missing(missingContext.join(', '))]),
  ];
}
