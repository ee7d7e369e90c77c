import type { ExplainAnswer, ExplainColumn, LayerEffect, LayerRow } from '../../domain/answer.ts';
import type { Verdict } from '../../domain/decision.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { effectName, layerName, levelName, provenName, reasonName } from '../words/names.ts';
import { policyName } from '../words/policy-names.ts';
import { needWords, unlistedBlock, verdictSentence, witnessBlocks } from './can.ts';
import { gapLine, reasonBlocks, selfDescription } from './closing.ts';
import { decidingBlocks } from './deciding.ts';
import { setBlocks, setFields } from './explain-sets.ts';
import { mayNeedField, mayNeedLines } from './may-need.ts';
import { isRole } from './nodes.ts';
import { becauseField, needsField, refField, titles } from './records.ts';
import { type Block, type Cell, column, type Records, type Report } from './report.ts';

export interface ExplainOptions {
  /** Whole policy documents instead of the deciding statements alone. */
  readonly documents: boolean;
}

/** Which statements grant, cut or are missing: the layer matrix, the words of the deciding statements, the proof. */
export function explainReport(answer: ExplainAnswer, language: Language, options: ExplainOptions): Report {
  return {
    blocks: [
      {
        kind: 'answer',
        text: answer.columns.map((one) => sentenceOf(answer, one, language)).join(language === 'ja' ? '' : ' '),
      },
      matrix(answer, language),
      ...answer.columns.flatMap((one) => setBlocks(answer, one, language)),
      ...decidingBlocks(answer, language, options.documents),
      ...answer.columns.flatMap((one) => proofBlocks(answer, one, language)),
      ...reasonBlocks(answer.columns, language),
      ...unlistedBlock(answer.columns, language),
      selfDescription(answer, language),
      notCovered(answer, language),
    ],
    records: records(answer, language),
  };
}

/** Always there, even if only to say that nothing was missed. */
function notCovered(answer: ExplainAnswer, language: Language): Block {
  const words = messagesIn(language);
  const read = words.policiesRead(answer.policiesRead);
  const items =
    answer.gaps.length === 0 ? [words.complete, read] : [...answer.gaps.map((gap) => gapLine(gap, language)), read];
  return { kind: 'list', title: words.notCovered, items };
}

const sentenceOf = (answer: ExplainAnswer, one: ExplainColumn, language: Language): string =>
  verdictSentence({ ...one, principal: answer.principal, resource: answer.resource }, answer.nodes, language);

/** One row a layer in evaluation order, one column an action; the last row is the verdict. */
function matrix(answer: ExplainAnswer, language: Language): Block {
  const words = messagesIn(language);
  const services = new Set(answer.columns.map(({ action }) => action.split(':')[0]));
  const title = ({ action, level }: ExplainColumn): string => {
    const name = services.size === 1 ? action.slice(action.indexOf(':') + 1) : action;
    return level === undefined ? name : `${name} (${levelName(level, language)})`;
  };
  return {
    kind: 'table',
    columns: [column(words.layer), column(words.policies, 1), ...answer.columns.map((one) => column(title(one), 1))],
    rows: [
      ...rowsOf(answer.layers, words.allLevels).map((row) => [
        layerCell(answer, row, language),
        policyLines(row, language),
        ...effectCells(row, language),
      ]),
      ...needsRow(answer, language),
      ...mayNeedRow(answer, language),
      [words.effective, '', ...answer.columns.map((one) => provenName(one.verdict, one.proof, language))],
    ],
  };
}

const NEED_MARKS: Readonly<Record<Verdict, string>> = {
  allowed: '\u2713 ',
  conditional: '\u2713 ',
  denied: '\u2717 ',
  unknown: '? ',
};

/** What each action needs besides, before what it comes to. */
function needsRow({ columns, nodes }: ExplainAnswer, language: Language): readonly (readonly Cell[])[] {
  if (columns.every(({ alsoNeeds = [] }) => alsoNeeds.length === 0)) return [];
  const cells = columns.map(({ alsoNeeds = [] }) =>
    alsoNeeds.map((need) => NEED_MARKS[need.verdict] + needWords(need, nodes, language)),
  );
  return [[messagesIn(language).alsoNeeds, '', ...cells]];
}

/** Dependent actions, which change no verdict. */
function mayNeedRow({ columns }: ExplainAnswer, language: Language): readonly (readonly Cell[])[] {
  const cells = columns.map(({ mayNeed }) => mayNeedLines(mayNeed, language));
  return cells.every((lines) => lines.length === 0) ? [] : [[messagesIn(language).mayNeed, '', ...cells]];
}

/** RCPs allow unless one denies: where no level cuts, one row says it for all of them. */
function rowsOf(layers: readonly LayerRow[], allLevels: string): readonly LayerRow[] {
  const rcps = layers.filter((row) => row.layer === 'rcp');
  const plain = rcps.every((row) => row.effects.every(({ effect }) => effect === 'allows'));
  const [first] = rcps;
  if (first === undefined || rcps.length < 2 || !plain) return layers;
  const policies = [...new Set(rcps.flatMap((row) => row.policies))];
  const effects = first.effects.map((one, i) => ({ ...one, by: rcps.flatMap((row) => row.effects[i]?.by ?? []) }));
  const one = { ...first, level: allLevels, policies, effects };
  return layers.flatMap((row) => (row === first ? [one] : row.layer === 'rcp' ? [] : [row]));
}

function layerCell(answer: ExplainAnswer, { layer, level }: LayerRow, language: Language): string {
  const name = layerName(layer, language, isRole(answer.resource));
  return level === undefined ? name : `${name} ${level}`;
}

/** The policies of a layer that decide something, each with the numbers of its statements that do, then the others. */
function policyLines({ layer, policies, reason, effects }: LayerRow, language: Language): readonly string[] {
  const words = messagesIn(language);
  const deciding = effects.flatMap(({ by }) => by);
  const numbersIn = (policy: string): readonly number[] =>
    [...new Set(deciding.filter((ref) => ref.policy === policy).map((ref) => ref.index + 1))].sort((a, b) => a - b);
  const name = (policy: string): string => policyName(layer, policy, language);
  const spoken = policies.filter((policy) => numbersIn(policy).length > 0);
  const others = policies.filter((policy) => !spoken.includes(policy)).map(name);
  const rest = spoken.length === 0 || others.length === 0 ? others : [words.notDeciding(others.join(words.comma))];
  const lines = spoken.map((policy) => words.numbered(name(policy), numbersIn(policy).join(words.comma)));
  return [...lines, ...rest, ...(reason === undefined ? [] : [reasonName(reason, language)])];
}

const MARKS: Readonly<Record<LayerEffect, string>> = {
  allows: '\u2713 ',
  cuts: '\u2717 ',
  silent: '- ',
  noLimit: '',
  unknown: '? ',
};

const effectCells = ({ effects }: LayerRow, language: Language): readonly (readonly string[])[] =>
  effects.map(({ effect, when }) => [
    MARKS[effect] + effectName(effect, language),
    ...(when === undefined ? [] : [when.text]),
  ]);

function proofBlocks(answer: ExplainAnswer, one: ExplainColumn, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const witness = witnessBlocks(answer, one, words.witnessOf(one.action), language);
  const { certificate } = one;
  if (certificate === undefined) return witness;
  const facts: readonly (readonly [string, string])[] = [
    [words.result, words.certificateResult[certificate.result]],
    ...(certificate.solver === undefined ? [] : [[words.solver, solverWords(certificate, language)] as const]),
    [words.data, answer.dataVersion],
    [words.snapshot, answer.snapshot],
    [words.hash, certificate.hash],
  ];
  return [...witness, { kind: 'facts', title: words.certificateOf(one.action), facts }];
}

function solverWords({ solver, ms }: NonNullable<ExplainColumn['certificate']>, language: Language): string {
  const words = messagesIn(language);
  return ms === undefined ? (solver ?? '') : `${solver ?? ''}${words.comma}${words.took(ms)}`;
}

/** One record per layer and action, then one per action with its verdict. */
function records(answer: ExplainAnswer, language: Language): Records {
  const columns = titles(
    [
      'principal',
      'action',
      'resource',
      'layer',
      'level',
      'policies',
      'reason',
      'effect',
      'when',
      'by',
      'verdict',
      'proof',
      'missing',
      'deniedBy',
      'alsoNeeds',
      'unknownBecause',
      'reasons',
      'blocks',
      'toAllow',
      'toDeny',
      'mayNeed',
    ],
    language,
  );
  const layers = answer.layers.flatMap((row) =>
    row.effects.map((one, i) => [
      answer.principal,
      answer.columns[i]?.action ?? '',
      answer.resource,
      row.layer,
      row.level ?? '',
      row.policies.join('; '),
      row.reason ?? '',
      one.effect,
      one.when?.text ?? '',
      one.by.map(refField).join('; '),
      ...Array.from({ length: 11 }, () => ''),
    ]),
  );
  return { columns, rows: [...layers, ...answer.columns.map((one) => verdictRecord(answer, one, language))] };
}

const verdictRecord = (answer: ExplainAnswer, one: ExplainColumn, language: Language): readonly string[] => [
  answer.principal,
  one.action,
  answer.resource,
  ...['', '', '', '', ''],
  one.when?.text ?? '',
  one.by.map(refField).join('; '),
  one.verdict,
  one.proof,
  one.missing.join(' '),
  one.deniedBy.map(refField).join('; '),
  needsField(one.alsoNeeds),
  becauseField(one, language),
  ...setFields(one),
  mayNeedField(one.mayNeed),
];
