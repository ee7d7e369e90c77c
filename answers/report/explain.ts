import type { Change, ExplainAnswer, ExplainColumn, LayerRow } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { effectName, layerName, levelName, provenName, reasonName } from '../words/names.ts';
import { policyName } from '../words/policy-names.ts';
import { verdictSentence, witnessBlock } from './can.ts';
import { gapLine, needsLines, reasonBlocks, selfDescription, statementNames } from './closing.ts';
import { decidingBlocks } from './deciding.ts';
import { isRole } from './nodes.ts';
import { becauseField, needsField, refField, titles } from './records.ts';
import { type Block, column, type Records, type Report } from './report.ts';

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
      ...answer.columns.flatMap((one) => columnBlocks(answer, one, language)),
      ...decidingBlocks(answer, language, options.documents),
      ...answer.columns.flatMap((one) => proofBlocks(answer, one, language)),
      ...reasonBlocks(answer.columns, language),
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
  verdictSentence({ ...one, principal: answer.principal, resource: answer.resource }, language);

/** One row a layer in evaluation order, one column an action; the last row is the verdict. */
function matrix(answer: ExplainAnswer, language: Language): Block {
  const words = messagesIn(language);
  const title = (one: ExplainColumn): string =>
    one.level === undefined ? one.action : `${one.action} (${levelName(one.level, language)})`;
  return {
    kind: 'table',
    columns: [column(words.layer), column(words.policies, 1), ...answer.columns.map((one) => column(title(one), 1))],
    rows: [
      ...answer.layers.map((row) => [
        layerCell(answer, row, language),
        policyLines(row, language),
        ...effectCells(row, language),
      ]),
      [words.effective, '', ...answer.columns.map((one) => provenName(one.verdict, one.proof, language))],
    ],
  };
}

function layerCell(answer: ExplainAnswer, { layer, level }: LayerRow, language: Language): string {
  const name = layerName(layer, language, isRole(answer.resource));
  return level === undefined ? name : `${name} ${level}`;
}

const policyLines = ({ layer, policies, reason }: LayerRow, language: Language): readonly string[] => [
  ...policies.map((policy) => policyName(layer, policy, language)),
  ...(reason === undefined ? [] : [reasonName(reason, language)]),
];

const effectCells = ({ effects }: LayerRow, language: Language): readonly (readonly string[])[] =>
  effects.map(({ effect, when }) => [effectName(effect, language), ...(when === undefined ? [] : [when.text])]);

/** What decides one action, and the smallest change that would turn it round. */
function columnBlocks(answer: ExplainAnswer, one: ExplainColumn, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const trust = isRole(answer.resource);
  const reasons = [
    ...(one.by.length === 0 ? [] : [words.by(statementNames(one.by, language))]),
    ...(one.deniedBy.length === 0 ? [] : [words.deniedBy(statementNames(one.deniedBy, language))]),
    ...(one.missing.length === 0 ? [] : [words.missing(layerNames(one.missing, trust, language))]),
    ...needsLines(one.alsoNeeds ?? [], answer.nodes, language),
  ];
  const changes = one.smallestChange.map((change) => changeWords(change, trust, language));
  return [
    ...(reasons.length === 0 ? [] : [{ kind: 'list', title: one.action, items: reasons } as const]),
    ...(changes.length === 0 ? [] : [{ kind: 'list', title: words.changeTitle(one.action), items: changes } as const]),
  ];
}

const layerNames = (layers: ExplainColumn['missing'], trust: boolean, language: Language): string =>
  layers.map((layer) => layerName(layer, language, trust)).join(messagesIn(language).comma);

function changeWords(change: Change, trust: boolean, language: Language): string {
  const words = messagesIn(language);
  if (change.kind === 'removeDeny') {
    const statement =
      change.statement === undefined
        ? policyName(change.layer, change.policy ?? '', language).trimEnd()
        : statementNames([change.statement], language);
    return words.removeDeny(statement);
  }
  const where = [
    ...(change.level === undefined ? [] : [words.atLevel(change.level)]),
    ...(change.policy === undefined ? [] : [words.inPolicy(policyName(change.layer, change.policy, language))]),
  ];
  return words.addAllow(layerName(change.layer, language, trust), where.join(''));
}

function proofBlocks(answer: ExplainAnswer, one: ExplainColumn, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const witness = one.witness === undefined ? [] : [witnessBlock(one.witness, words.witnessOf(one.action), language)];
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
      ...['', '', '', '', '', ''],
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
];
