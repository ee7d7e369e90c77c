import type { AnswerHop, AnswerPath, PathsAnswer } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { hopName, layerName, provenName } from '../words/names.ts';
import { levelLines } from './actions.ts';
import { gapBlocks, reasonBlocks, selfDescription, sentence, statementNames } from './closing.ts';
import { nameAndPlace, nameOf, partWords, route } from './nodes.ts';
import { becauseField, partField, refField, titles, yesNo } from './records.ts';
import { type Block, type Cell, column, type Records, type Report } from './report.ts';

/** Access paths, each on one line, then hop by hop with the statements that decide. */
export function pathsReport(answer: PathsAnswer, language: Language): Report {
  const walks = walksOf(answer.paths);
  return {
    blocks: [
      { kind: 'answer', text: answerSentence(answer, walks.length, language) },
      ...refusedBlock(answer, language),
      ...walks.map((walk, i) => walkTable(answer, walk, i, language)),
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

function answerSentence(answer: PathsAnswer, walks: number, language: Language): string {
  const words = messagesIn(language);
  const [from, to] = [nameOf(answer.from, answer.nodes), nameOf(answer.to, answer.nodes)];
  if (answer.paths.length > 0) return sentence(words.pathCount(walks, from, to), language);
  return sentence(answer.complete ? words.noPath(from, to) : words.noPathKnown(from, to), language);
}

/** Paths over the same hops, which differ in what can be done at their end. */
interface Walk {
  /** The hops before the end. */
  readonly hops: readonly AnswerHop[];
  readonly ends: readonly End[];
}

interface End {
  readonly path: AnswerPath;
  readonly hop: AnswerHop;
}

/** Ends that differ in their actions alone are one. */
function walksOf(paths: readonly AnswerPath[]): readonly Walk[] {
  const walks = new Map<string, { readonly hops: readonly AnswerHop[]; readonly ends: Map<string, End> }>();
  for (const path of paths) {
    const hop = path.hops.at(-1);
    if (hop === undefined) continue;
    const hops = path.hops.slice(0, -1);
    const { hops: _, ...wholePath } = path;
    const { actions = [], ...rest } = hop;
    const walkId = JSON.stringify([hops, hop.from, hop.to]);
    const walk = walks.get(walkId) ?? { hops, ends: new Map<string, End>() };
    const endId = JSON.stringify([wholePath, rest]);
    const known = walk.ends.get(endId)?.hop.actions ?? [];
    const all = hop.actions === undefined ? {} : { actions: [...known, ...actions].sort() };
    walk.ends.set(endId, { path, hop: { ...hop, ...all } });
    walks.set(walkId, walk);
  }
  return [...walks.values()].map(({ hops, ends }) => ({ hops, ends: [...ends.values()] }));
}

/** Why the one asked about cannot make the step into the role itself. */
function refusedBlock({ refused, from, to, nodes }: PathsAnswer, language: Language): readonly Block[] {
  if (refused === undefined) return [];
  const words = messagesIn(language);
  const layers = refused.blockedBy.map((layer) => layerName(layer, language, true)).join(words.comma);
  const because = refused.by.length > 0 ? statementNames(refused.by, language) : layers;
  const said = words.stepRefused(nameOf(from, nodes), refused.action, nameOf(to, nodes), because);
  return [{ kind: 'notes', lines: [sentence(said, language)] }];
}

function walkTable(answer: PathsAnswer, { hops, ends }: Walk, index: number, language: Language): Block {
  const words = messagesIn(language);
  const [first] = ends;
  const walked = first === undefined ? '' : route(first.path, answer.nodes, false);
  return {
    kind: 'table',
    title: `${index + 1}. ${walked}${walkNotes(ends, language)}`,
    columns: [
      column(words.from, 1),
      column(words.how, 1),
      column(words.to, 1),
      column(words.when, 1),
      column(words.verdict),
      column(words.decidedBy, 1),
    ],
    rows: [
      ...hops.map((hop) => hopRow(answer, hop, [], language)),
      ...ends.map(({ path, hop }) =>
        hopRow(answer, hop, ends.length > 1 ? pathCondition(path, hop, language) : [], language),
      ),
    ],
  };
}

/** Of several ends each says for itself under which condition the whole path holds. */
const pathCondition = ({ when }: AnswerPath, hop: AnswerHop, language: Language): readonly string[] =>
  when === undefined || when.text === hop.when?.text ? [] : [messagesIn(language).wholePath(when.text)];

function hopRow(answer: PathsAnswer, hop: AnswerHop, more: readonly string[], language: Language): readonly Cell[] {
  const words = messagesIn(language);
  const { scope, actions = [] } = hop;
  return [
    nameAndPlace(hop.from, answer.nodes),
    [
      hopName(hop.kind, hop.technique, language),
      ...(hop.joined === undefined ? [] : [words.joinedBy(hop.joined.by)]),
      ...levelLines(actions, answer.levelOf, language),
    ],
    [
      nameAndPlace(hop.to, answer.nodes),
      ...(scope?.kind === 'part' ? [partWords(scope, hop.to, answer.nodes, language)] : []),
    ],
    [hop.when?.text ?? words.always, ...more],
    provenName(hop.verdict, hop.proof, language),
    statementNames(hop.by, language),
  ];
}

/** What holds for all ends of a walk. */
function walkNotes(ends: readonly End[], language: Language): string {
  const [notes = [], ...others] = ends.map(({ path }) => pathNotes(path, language));
  const shared = notes.filter((note) => others.every((list) => list.includes(note)));
  const said = shared.join('; ');
  if (said === '') return '';
  return language === 'ja' ? `（${said}）` : ` (${said})`;
}

function pathNotes(path: AnswerPath, language: Language): readonly string[] {
  const words = messagesIn(language);
  return [
    provenName(path.verdict, path.proof, language),
    ...(path.when === undefined ? [] : [path.when.text]),
    ...(path.chained ? [words.chained] : []),
    ...(path.samePlace === false ? [words.notOnePlace] : []),
    ...(path.now ? [] : [words.notNow]),
  ];
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
      'part',
      'actions',
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
      hop.scope === undefined ? '' : partField(hop.scope),
      (hop.actions ?? []).join(' '),
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
