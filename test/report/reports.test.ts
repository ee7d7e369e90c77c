import { describe, expect, it } from 'vitest';
import type { Language } from '../../answers/questions.ts';
import { calibrationReport } from '../../answers/report/calibration.ts';
import { canReport } from '../../answers/report/can.ts';
import {
  connectorsReport,
  connectorTokenReport,
  pulledReport,
  removedReport,
} from '../../answers/report/connectors.ts';
import { asCsv } from '../../answers/report/csv.ts';
import { cypherReport } from '../../answers/report/cypher.ts';
import { explainReport } from '../../answers/report/explain.ts';
import { asMarkdown } from '../../answers/report/markdown.ts';
import {
  dryRunReport,
  provedReport,
  snapshotsReport,
  takenReport,
  verificationReport,
} from '../../answers/report/operations.ts';
import { pathsReport } from '../../answers/report/paths.ts';
import type { Report } from '../../answers/report/report.ts';
import { asText } from '../../answers/report/text.ts';
import { whatCanReport } from '../../answers/report/what-can.ts';
import { whoCanReport } from '../../answers/report/who-can.ts';
import { widthOf } from '../../answers/report/width.ts';
import * as calibrations from './calibration-fixtures.ts';
import * as fixtures from './fixtures.ts';
import { takenAgain, takenManyGaps, takenUnchanged, takenUncompared } from './many-gaps.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const WIDTH = 120;

const REPORTS: Readonly<Record<string, (language: Language) => Report>> = {
  'who-can': (language) => whoCanReport(fixtures.whoCan(language), language),
  'who-can-cut': (language) => whoCanReport(fixtures.whoCanCut(language), language),
  'who-can-gone': (language) => whoCanReport(fixtures.whoCanGone(language), language),
  'who-can-public': (language) => whoCanReport(fixtures.whoCanPublic(language), language),
  'who-can-nobody-of-people': (language) =>
    whoCanReport({ ...fixtures.whoCanNobody(language), among: 'people' }, language),
  'who-can-not-one': (language) => whoCanReport(fixtures.whoCanNotOne(language), language),
  'who-can-nobody': (language) => whoCanReport(fixtures.whoCanNobody(language), language),
  'what-can': (language) => whatCanReport(fixtures.whatCan(language), language),
  'what-can-gone': (language) => whatCanReport(fixtures.whatCanGone(language), language),
  'paths-once': (language) => pathsReport(fixtures.pathsOnce(language), language),
  'paths-refused': (language) => pathsReport(fixtures.pathsRefused(language), language),
  paths: (language) => pathsReport(fixtures.paths(language), language),
  can: (language) => canReport(fixtures.can(language), language),
  'can-denied': (language) => canReport(fixtures.canDenied(language), language),
  'can-dependents': (language) => canReport(fixtures.canDependents(language), language),
  'can-need': (language) => canReport(fixtures.canNeed(language), language),
  'can-unlisted': (language) => canReport(fixtures.canUnlisted(language), language),
  'can-unknown': (language) => canReport(fixtures.canUnknown(language), language),
  'can-conditional': (language) => canReport(fixtures.canConditional(language), language),
  explain: (language) => explainReport(fixtures.explain(language), language, { documents: false }),
  cypher: (language) => cypherReport(fixtures.cypher(language), language),
  collect: (language) => takenReport(fixtures.taken, language),
  'collect-many-gaps': (language) => takenReport(takenManyGaps, language),
  'collect-again': (language) => takenReport(takenAgain, language),
  'collect-unchanged': (language) => takenReport(takenUnchanged, language),
  'collect-uncompared': (language) => takenReport(takenUncompared, language),
  'import-people': (language) => takenReport(fixtures.takenPeople, language),
  prove: (language) => provedReport(fixtures.proved, language),
  verify: (language) => verificationReport(fixtures.verification, language),
  'verify-holds': (language) => verificationReport(fixtures.verified, language),
  calibrate: (language) => calibrationReport(calibrations.differing, language),
  'calibrate-agrees': (language) => calibrationReport(calibrations.agreeing, language),
  snapshots: (language) =>
    snapshotsReport(
      [{ id: 'b41d07e2c901', takenAt: '2026-11-22T06:00:00Z', source: 'sample', active: true }],
      language,
    ),
  connectors: (language) => connectorsReport(fixtures.connectors, language),
  'connectors-none': (language) => connectorsReport([], language),
  'connectors-add': (language) => connectorTokenReport('okta', 'dG9rZW4', language),
  'connectors-remove': (language) => removedReport('okta', language),
  'connectors-pull': (language) => pulledReport(fixtures.pulled, language),
  'snapshots-none': (language) => snapshotsReport([], language),
  'dry-run': (language) => dryRunReport({ calls: ['iam:GetRole'], permissions: ['iam:GetRole'] }, language),
};

const FORMS: Readonly<Record<string, (report: Report) => string>> = {
  txt: (report) => asText(report, { width: WIDTH, emphasis: false }),
  csv: (report) => asCsv(report.records, { bom: false }),
  md: asMarkdown,
};

const cases = Object.keys(REPORTS).flatMap((name) =>
  LANGUAGES.flatMap((language) => Object.keys(FORMS).map((form) => ({ name, language, form }))),
);

describe('what a reader sees', () => {
  it.each(cases)('$name in $language as $form', async ({ name, language, form }) => {
    const report = REPORTS[name]!(language);
    await expect(FORMS[form]!(report)).toMatchFileSnapshot(`../golden/reports/${name}.${language}.${form}`);
  });

  it.each(Object.keys(REPORTS))('%s keeps to the page', (name) => {
    for (const language of LANGUAGES) {
      const lines = FORMS['txt']!(REPORTS[name]!(language)).split('\n');
      expect(lines.filter((line) => widthOf(line) > WIDTH && !line.includes('arn:'))).toEqual([]);
    }
  });

  it.each(
    LANGUAGES.flatMap((language) => [80, 200].map((width) => ({ language, width }))),
  )('who-can in $language on $width columns', async ({ language, width }) => {
    const text = asText(REPORTS['who-can']!(language), { width, emphasis: false });
    expect(text.split('\n').filter((line) => widthOf(line) > width)).toEqual([]);
    await expect(text).toMatchFileSnapshot(`../golden/reports/who-can-${width}.${language}.txt`);
  });

  it('the whole documents are there when asked for', () => {
    const text = asText(explainReport(fixtures.explain('en'), 'en', { documents: true }), { emphasis: false });
    expect(text).toContain('GetCallerIdentity');
    expect(FORMS['txt']!(REPORTS['explain']!('en'))).not.toContain('GetCallerIdentity');
  });
});

describe('a hostile name', () => {
  const report = whoCanReport(fixtures.hostileWhoCan('en'), 'en');

  it.each(Object.keys(FORMS))('cannot act through %s', (form) => {
    const text = form === 'txt' ? asText(report, { emphasis: false }) : FORMS[form]!(report);
    expect(text).toContain('evil.example');
    expect(text.replaceAll(/\r?\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('does not start a formula in a spreadsheet', () => {
    for (const form of [asCsv(report.records, { bom: false })]) expect(form).toContain(",'=1+1");
  });

  it('is no link, image, HTML or new row in Markdown', () => {
    const text = asMarkdown(report);
    expect(text.replaceAll('<br>', '')).not.toMatch(/(?<!\\)[<[]|https:\/\//);
    const widths = new Set(
      text
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .map((line) => line.split(/(?<!\\)\|/).length),
    );
    expect([...widths]).toEqual([9]);
  });

  it('emphasis is the only escape sequence, and only when asked for', () => {
    const text = asText(report, { emphasis: true });
    const ours = ['\u001b[1m', '\u001b[2m', '\u001b[22m'];
    const rest = ours.reduce((left, sequence) => left.replaceAll(sequence, ''), text);
    expect(rest.length).toBeLessThan(text.length);
    expect(rest.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('CSV', () => {
  it.each([
    '=1+1',
    '@x',
    '+x',
    '-x',
    '＝1+1',
    '＋x',
    '－x',
    '＠x',
  ])('takes %s for text, as no spreadsheet would', (cell) => {
    expect(asCsv({ columns: ['a'], rows: [[cell]] }, { bom: false })).toBe(`a\r\n'${cell}\r\n`);
  });

  it('follows RFC 4180', () => {
    const text = asCsv(
      {
        columns: ['a', 'b'],
        rows: [
          ['say "hi"', 'x,y'],
          ['-3', '@x'],
        ],
      },
      { bom: true },
    );
    expect(text).toBe('\ufeffa,b\r\n"say ""hi""","x,y"\r\n-3,\'@x\r\n');
  });
});
