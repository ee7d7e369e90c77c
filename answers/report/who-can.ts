import type { AnswerPath, Gain, NodeInfo, WhoCanAnswer, WhoCanResult } from '../../domain/answer.ts';
import { gainOver, isPerson } from '../../domain/words/can-now.ts';
import { COMPUTE_USES } from '../../domain/words/compute-uses.ts';
import { usedByLine } from '../../domain/words/used-by.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { layerName, provenName } from '../words/names.ts';
import { statementName } from '../words/policy-names.ts';
import { cutLines, levelLines, unknownLines, whenLines } from './actions.ts';
import { unlistedBlock } from './can.ts';
import { gapBlocks, needsLines, reasonBlocks, selfDescription, statementNames } from './closing.ts';
import { copyBlocks } from './copies.ts';
import { isRole, nameAndPlace, namedIn, nameOf, partWords, route } from './nodes.ts';
import { type Block, column, pairedColumn, type Report } from './report.ts';
import { whoCanRecords } from './who-can-records.ts';
import { standingBlock, whoCanSentence } from './who-can-sentence.ts';

/** "Who can?" as a sentence, a table whose rows are shared routes, and what the answer does not cover. */
export function whoCanReport(answer: WhoCanAnswer, language: Language): Report {
  return { blocks: blocks(namedIn(answer, language), language), records: whoCanRecords(answer, language) };
}

function blocks(answer: WhoCanAnswer, language: Language): readonly Block[] {
  const rows = tableRows(answer, language);
  return [
    { kind: 'answer', text: whoCanSentence(answer, language) },
    ...standingBlock(answer, language),
    ...(rows.length === 0 ? [] : [table(rows, language)]),
    ...looksOpenBlock(answer, language),
    ...reasonBlocks(answer.results, language),
    ...unlistedBlock(
      answer.asked.map((action) => ({ action, level: answer.levelOf[action] ?? '' })),
      language,
    ),
    selfDescription(answer, language, rows.length > 0),
    ...copyBlocks(answer, (copy, title) => rowsOfCopy(copy, title, language), language),
    ...gapBlocks(answer.gaps, language),
  ];
}

function rowsOfCopy(answer: WhoCanAnswer, title: string, language: Language): readonly Block[] {
  const rows = tableRows(namedIn(answer, language), language);
  return rows.length === 0 ? [] : [table(rows, language, title), ...reasonBlocks(answer.results, language)];
}

interface Row {
  readonly who: readonly Subject[];
  readonly route: string;
  readonly canDo: readonly string[];
  readonly when: readonly string[];
  readonly verdict: string;
  readonly grantedBy: string;
}

interface Subject {
  readonly id: string;
  /** Name and department, then what else is said of them. */
  readonly lines: readonly (readonly [text: string, department: string])[];
}

/** People who share a route, and what it gives, share a row. */
function tableRows(answer: WhoCanAnswer, language: Language): readonly Row[] {
  const shared = new Map<string, Row>();
  for (const result of answer.results) {
    const paths: readonly (AnswerPath | undefined)[] = result.paths.length > 0 ? result.paths : [undefined];
    for (const path of paths) {
      const row = rowOf(answer, result, path, language);
      const { who, ...rest } = row;
      const key = JSON.stringify(rest);
      const others = (shared.get(key)?.who ?? []).filter(({ id }) => id !== result.subject.id);
      shared.set(key, { ...row, who: [...others, ...who] });
    }
  }
  return [...shared.values()];
}

function rowOf(answer: WhoCanAnswer, result: WhoCanResult, path: AnswerPath | undefined, language: Language): Row {
  const words = messagesIn(language);
  const { subject, scope } = result;
  const gain = gainOver(result, path);
  const walked = path === undefined ? '' : route(path, answer.nodes, path.hops[0]?.from === subject.id);
  return {
    who: [
      {
        id: subject.id,
        lines: [
          [nameAndPlaceOfSubject(subject, answer), subject.department ?? ''],
          ...(subject.active === false ? [[words.inactive, ''] as const] : []),
        ],
      },
    ],
    route: walked === '' ? nameOf(answer.resource, answer.nodes) : walked,
    canDo: [
      ...(scope.kind === 'part' ? [partWords(result.scope, answer.resource, answer.nodes, language)] : []),
      ...capabilityLines(answer, gain, language),
      ...cutLines(result.cuts, language),
      ...(gain.verdict === 'allowed' ? [] : needsLines(result.alsoNeeds ?? [], answer.nodes, language)),
    ],
    when: [...conditionLines(gain, path, language), ...notesOf(subject, path, language)],
    verdict: provenName(path?.verdict ?? gain.verdict, path?.proof ?? result.proof, language),
    grantedBy: statementNames(result.by, language),
  };
}

const nameAndPlaceOfSubject = (subject: NodeInfo, answer: WhoCanAnswer): string =>
  isPerson(subject)
    ? nameOf(subject.id, answer.nodes)
    : nameAndPlace(subject.id, { ...answer.nodes, [subject.id]: subject });

function capabilityLines(answer: WhoCanAnswer, gain: Gain, language: Language): readonly string[] {
  const actions = [...gain.actions, ...gain.conditionalActions.flatMap((one) => one.actions)];
  return [
    ...levelLines([...new Set(actions)], answer.levelOf, language, answer.levels),
    ...unknownLines(gain.unknownActions, language),
  ];
}

/** The path's own condition first, then what each action needs besides. */
function conditionLines(gain: Gain, path: AnswerPath | undefined, language: Language): readonly string[] {
  const own = whenLines(gain.actions, gain.conditionalActions, language);
  const { always } = messagesIn(language);
  if (path?.when === undefined) return own;
  return [path.when.text, ...own.filter((line) => line !== always && line !== path.when?.text)];
}

function notesOf(subject: NodeInfo, path: AnswerPath | undefined, language: Language): readonly string[] {
  const words = messagesIn(language);
  return [
    ...(subject.usedBy === undefined ? [] : [usedByLine(subject.usedBy, language, COMPUTE_USES)]),
    ...(path?.chained === true ? [words.chained] : []),
    ...(path?.samePlace === false ? [words.notOnePlace] : []),
    ...(path?.now === false && subject.active !== false ? [words.notNow] : []),
  ];
}

function table(rows: readonly Row[], language: Language, title?: string): Block {
  const words = messagesIn(language);
  const linesIn = (row: Row) => row.who.flatMap(({ lines }) => lines);
  const departments = rows.flatMap(linesIn).some(([, department]) => department !== '');
  return {
    kind: 'table',
    ...(title === undefined ? {} : { title }),
    columns: [
      pairedColumn(words.who),
      ...(departments ? [pairedColumn(words.department)] : []),
      column(words.path, 1),
      column(words.canDo, 1),
      column(words.when, 1),
      column(words.verdict),
    ],
    rows: rows.map((row) => [
      linesIn(row).map(([text]) => text),
      ...(departments ? [linesIn(row).map(([, department]) => department)] : []),
      row.route,
      row.canDo,
      row.when,
      row.verdict,
    ]),
    under: { title: `${words.grantedBy}${words.colon}`, texts: rows.map(({ grantedBy }) => grantedBy) },
  };
}

function looksOpenBlock(answer: WhoCanAnswer, language: Language): readonly Block[] {
  if (answer.looksOpen.length === 0) return [];
  const words = messagesIn(language);
  const trust = isRole(answer.resource);
  const items = answer.looksOpen.map(({ principal, statement, missing, deniedBy = [] }) => {
    const [who, where] = [nameAndPlace(principal, answer.nodes), statementName(statement, language)];
    return deniedBy.length > 0
      ? words.looksOpenDenied(who, where, statementNames(deniedBy, language))
      : words.looksOpen(who, where, missing.map((layer) => layerName(layer, language, trust)).join(words.comma));
  });
  return [{ kind: 'list', title: words.looksOpenTitle, items }];
}
