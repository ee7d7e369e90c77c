import type { AlsoNeeds, Witness } from '../../domain/access.ts';
import type { AnsweredNeed, CanAnswer } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { decisionName, layerName, provenName, verdictName } from '../words/names.ts';
import { reasonBlocks, selfDescription, sentence, statementNames } from './closing.ts';
import { mayNeedField, mayNeedLines } from './may-need.ts';
import { isRole, type Nodes, nameOf } from './nodes.ts';
import { becauseField, needsField, refField, titles } from './records.ts';
import type { Block, Records, Report } from './report.ts';

/** One verdict, what decides it, and a request that shows it. */
export function canReport(answer: CanAnswer, language: Language): Report {
  return {
    blocks: [
      { kind: 'answer', text: verdictSentence(answer, answer.nodes, language) },
      factsBlock(answer, language),
      ...witnessBlocks(answer, answer, messagesIn(language).witness, language),
      ...reasonBlocks([answer], language),
      ...unlistedBlock([answer], language),
      selfDescription(answer, language),
    ],
    records: records(answer, language),
  };
}

type Judged = Pick<CanAnswer, 'principal' | 'action' | 'resource' | 'verdict' | 'when' | 'blockedBy' | 'alsoNeeds'>;

/** "can" only where it is so, "under conditions" with the condition, "could not be decided" for unknown. */
export function verdictSentence(answer: Judged, nodes: Nodes, language: Language): string {
  const words = messagesIn(language);
  const [who, what] = [nameOf(answer.principal, nodes), nameOf(answer.resource, nodes)];
  const verb = words.verbs.actions(answer.action, what);
  switch (answer.verdict) {
    case 'allowed':
      return sentence(words.can(who, verb.said), language);
    case 'conditional':
      return sentence(`${words.canWhen(who, verb.said)}${words.colon}${answer.when?.text ?? ''}`, language);
    case 'denied':
      return sentence(cannotSentence(words.cannot(who, answer.action, what), answer, nodes, language), language);
    case 'unknown':
      return sentence(words.undecided(who, verb), language);
  }
}

/** Where the layers let a call through, what it needs besides is why it is denied. */
function cannotSentence(said: string, { blockedBy, alsoNeeds = [] }: Judged, nodes: Nodes, language: Language): string {
  const words = messagesIn(language);
  if (blockedBy.length > 0) return said;
  const refused = alsoNeeds.find((need) => need.verdict === 'denied');
  if (refused !== undefined)
    return words.cannotFor(said, words.needRefused(refused.action, nameOf(refused.resource, nodes)));
  return alsoNeeds.length === 0 ? said : words.cannotFor(said, words.needsExclude);
}

function factsBlock(answer: CanAnswer, language: Language): Block {
  const words = messagesIn(language);
  const trust = isRole(answer.resource);
  const fact = (name: string, value: string): readonly (readonly [string, string])[] =>
    value === '' ? [] : [[name, value]];
  return {
    kind: 'facts',
    title: `${answer.action}${words.colon}${answer.resource}`,
    facts: [
      [words.principal, answer.principal],
      [words.verdict, provenName(answer.verdict, answer.proof, language)],
      ...fact(words.when, answer.when?.text ?? ''),
      ...fact(words.decidedBy, statementNames(answer.by, language)),
      ...fact(words.stoppedBy, answer.blockedBy.map((layer) => layerName(layer, language, trust)).join(words.comma)),
      ...(answer.alsoNeeds ?? [])
        .flatMap((need) => refusalLines(need, answer.nodes, language))
        .map((line, i) => [i === 0 && answer.blockedBy.length === 0 ? words.stoppedBy : '', line] as const),
      ...fact(
        words.alsoNeeds,
        (answer.alsoNeeds ?? []).map((need) => needWords(need, answer.nodes, language)).join('; '),
      ),
      ...fact(words.mayNeed, mayNeedLines(answer.mayNeed, language).join('; ')),
    ],
  };
}

export const needWords = ({ action, resource, verdict }: AlsoNeeds, nodes: Nodes, language: Language): string =>
  messagesIn(language).need(action, nameOf(resource, nodes), verdictName(verdict, language));

/** What stops a further authorisation: its explicit denies, else the layers without an allow. */
function refusalLines(
  { action, resource, by = [], blockedBy = [] }: AnsweredNeed,
  nodes: Nodes,
  language: Language,
): readonly string[] {
  const words = messagesIn(language);
  const layers = blockedBy.map((layer) => layerName(layer, language)).join(words.comma);
  const reasons = by.length > 0 ? statementNames(by, language) : layers;
  return reasons === '' ? [] : [words.needStopped(action, nameOf(resource, nodes), reasons)];
}

/** Of a denied call the request shows the denial, unless it is something else that is denied. */
export function witnessBlocks(
  { resource, nodes }: Pick<CanAnswer, 'resource' | 'nodes'>,
  { verdict, witness }: Pick<CanAnswer, 'verdict' | 'witness'>,
  title: string,
  language: Language,
): readonly Block[] {
  if (witness === undefined) return [];
  const letThrough = verdict === 'denied' && witness.decision === 'allowed';
  const said = letThrough ? messagesIn(language).ownWitness(title, nameOf(resource, nodes)) : title;
  return [witnessBlock(witness, said, language)];
}

/** Names that AWS does not list: what is said of them rests on the wording of policies alone. */
export function unlistedBlock(
  columns: readonly { readonly action: string; readonly level?: string }[],
  language: Language,
): readonly Block[] {
  const names = columns.filter(({ level }) => level === UNLISTED).map(({ action }) => action);
  const words = messagesIn(language);
  return names.length === 0
    ? []
    : [{ kind: 'notes', lines: [sentence(words.unlisted(words.listJoin(names)), language)] }];
}

const UNLISTED = 'Unlisted';

/** A request that anybody can send to check the answer; the reference interpreter has decided it again. */
export function witnessBlock(witness: Witness, title: string, language: Language): Block {
  const words = messagesIn(language);
  const context = Object.entries(witness.context).map(
    ([key, value]) => `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return {
    kind: 'facts',
    title,
    facts: [
      [words.principal, witness.principal],
      [words.action, witness.action],
      [words.resource, witness.resource],
      ...context.map((line, i) => [i === 0 ? words.context : '', line] as const),
      [words.replay, words.replayedAs(decisionName(witness.decision, language))],
    ],
  };
}

function records(answer: CanAnswer, language: Language): Records {
  const columns = titles(
    [
      'principal',
      'action',
      'resource',
      'verdict',
      'proof',
      'when',
      'by',
      'blockedBy',
      'alsoNeeds',
      'unknownBecause',
      'mayNeed',
    ],
    language,
  );
  const row = [
    answer.principal,
    answer.action,
    answer.resource,
    answer.verdict,
    answer.proof,
    answer.when?.text ?? '',
    answer.by.map(refField).join('; '),
    answer.blockedBy.join(' '),
    needsField(answer.alsoNeeds),
    becauseField(answer, language),
    mayNeedField(answer.mayNeed),
  ];
  return { columns, rows: [row] };
}
