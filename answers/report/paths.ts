import type { AnswerPath, PathsAnswer } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { hopName, provenName } from '../words/names.ts';
import { gapBlocks, reasonBlocks, selfDescription, sentence, statementNames } from './closing.ts';
import { nameAndPlace, nameOf, route } from './nodes.ts';
import { becauseField, refField, titles, yesNo } from './records.ts';
import { type Block, column, type Records, type Report } from './report.ts';

/** Access paths, each on one line, then hop by hop with the statements that decide. */
export function pathsReport(answer: PathsAnswer, language: Language): Report {
  return {
    blocks: [
      { kind: 'answer', text: answerSentence(answer, language) },
      ...answer.paths.map((path, i) => pathTable(answer, path, i, language)),
      ...reasonBlocks(
        answer.paths.flatMap(({ hops }) => hops),
        language,
      ),
      selfDescription(answer, language, answer.paths.length > 0),
      ...gapBlocks(answer.gaps, language),
    ],
    records: records(answer, language),
  };
}

function answerSentence(answer: PathsAnswer, language: Language): string {
  const words = messagesIn(language);
  const [from, to] = [nameOf(answer.from, answer.nodes), nameOf(answer.to, answer.nodes)];
  if (answer.paths.length > 0) return sentence(words.pathCount(answer.paths.length, from, to), language);
  return sentence(answer.complete ? words.noPath(from, to) : words.noPathKnown(from, to), language);
}

function pathTable(answer: PathsAnswer, path: AnswerPath, index: number, language: Language): Block {
  const words = messagesIn(language);
  return {
    kind: 'table',
    title: `${index + 1}. ${route(path, answer.nodes, false)}${pathNotes(path, language)}`,
    columns: [
      column(words.from, 1),
      column(words.how, 1),
      column(words.to, 1),
      column(words.when, 1),
      column(words.verdict),
      column(words.decidedBy, 1),
    ],
    rows: path.hops.map((hop) => [
      nameAndPlace(hop.from, answer.nodes),
      hopName(hop.kind, hop.technique, language),
      nameAndPlace(hop.to, answer.nodes),
      hop.when?.text ?? words.always,
      provenName(hop.verdict, hop.proof, language),
      statementNames(hop.by, language),
    ]),
  };
}

function pathNotes(path: AnswerPath, language: Language): string {
  const words = messagesIn(language);
  const notes = [
    provenName(path.verdict, path.proof, language),
    ...(path.when === undefined ? [] : [path.when.text]),
    ...(path.chained ? [words.chained] : []),
    ...(path.samePlace === false ? [words.notOnePlace] : []),
    ...(path.now ? [] : [words.notNow]),
  ];
  const said = notes.join('; ');
  return language === 'ja' ? `（${said}）` : ` (${said})`;
}

function records(answer: PathsAnswer, language: Language): Records {
  const columns = titles(
    [
      'pathNumber',
      'hopNumber',
      'kind',
      'technique',
      'from',
      'to',
      'verdict',
      'proof',
      'when',
      'by',
      'now',
      'chained',
      'unknownBecause',
    ],
    language,
  );
  const rows = answer.paths.flatMap((path, p) =>
    path.hops.map((hop, h) => [
      String(p + 1),
      String(h + 1),
      hop.kind,
      hop.technique ?? '',
      hop.from,
      hop.to,
      hop.verdict,
      hop.proof,
      hop.when?.text ?? '',
      hop.by.map(refField).join('; '),
      yesNo(path.now),
      yesNo(path.chained),
      becauseField(hop, language),
    ]),
  );
  return { columns, rows };
}
