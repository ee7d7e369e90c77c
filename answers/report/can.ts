import type { AlsoNeeds, Witness } from '../../domain/access.ts';
import type { CanAnswer } from '../../domain/answer.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { decisionName, layerName, provenName, verdictName } from '../words/names.ts';
import { reasonBlocks, selfDescription, sentence, statementNames } from './closing.ts';
import { isRole, nameOf } from './nodes.ts';
import { becauseField, needsField, refField, titles } from './records.ts';
import type { Block, Records, Report } from './report.ts';

/** One verdict, what decides it, and a request that shows it. */
export function canReport(answer: CanAnswer, language: Language): Report {
  return {
    blocks: [
      { kind: 'answer', text: verdictSentence(answer, language) },
      factsBlock(answer, language),
      ...(answer.witness === undefined ? [] : [witnessBlock(answer.witness, messagesIn(language).witness, language)]),
      ...reasonBlocks([answer], language),
      selfDescription(answer, language),
    ],
    records: records(answer, language),
  };
}

type Judged = Pick<CanAnswer, 'principal' | 'action' | 'resource' | 'verdict' | 'when'>;

/** "can" only where it is so, "under conditions" with the condition, "could not be decided" for unknown. */
export function verdictSentence(answer: Judged, language: Language): string {
  const words = messagesIn(language);
  const [who, what] = [nameOf(answer.principal, {}), nameOf(answer.resource, {})];
  const verb = words.verbs.actions(answer.action, what);
  switch (answer.verdict) {
    case 'allowed':
      return sentence(words.can(who, verb.said), language);
    case 'conditional':
      return sentence(`${words.canWhen(who, verb.said)}${words.colon}${answer.when?.text ?? ''}`, language);
    case 'denied':
      return sentence(words.cannot(who, answer.action, what), language);
    case 'unknown':
      return sentence(words.undecided(who, verb), language);
  }
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
      ...fact(words.alsoNeeds, (answer.alsoNeeds ?? []).map((need) => needWords(need, language)).join('; ')),
    ],
  };
}

const needWords = ({ action, resource, verdict }: AlsoNeeds, language: Language): string =>
  messagesIn(language).need(action, nameOf(resource, {}), verdictName(verdict, language));

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
    ['principal', 'action', 'resource', 'verdict', 'proof', 'when', 'by', 'blockedBy', 'alsoNeeds', 'unknownBecause'],
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
  ];
  return { columns, rows: [row] };
}
