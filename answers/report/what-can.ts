import type { AnswerPath, WhatCanAnswer, WhatCanResult } from '../../domain/answer.ts';
import { clusterLine } from '../../domain/words/cluster-access.ts';
import { COMPUTE_USES } from '../../domain/words/compute-uses.ts';
import { grantLine } from '../../domain/words/data-grants.ts';
import { lastUsedLine } from '../../domain/words/last-used.ts';
import { usedByLine } from '../../domain/words/used-by.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { provenName } from '../words/names.ts';
import { levelLines, unknownLines, whenLines } from './actions.ts';
import { gapBlocks, needsLines, selfDescription, sentence } from './closing.ts';
import { nameAndPlace, nameOf, partWords, route } from './nodes.ts';
import { conditionalField, needsField, partField, refField, titles } from './records.ts';
import { type Block, column, type Records, type Report } from './report.ts';
import { pathFields, unknownField } from './who-can-records.ts';

/** "What can?": the resources a principal or person reaches, by which way, with which actions. */
export function whatCanReport(answer: WhatCanAnswer, language: Language): Report {
  return { blocks: blocks(answer, language), records: records(answer, language) };
}

function blocks(answer: WhatCanAnswer, language: Language): readonly Block[] {
  return [
    { kind: 'answer', text: answerSentence(answer, language) },
    ...usedByBlock(answer, language),
    ...(answer.results.length === 0 ? [] : [table(answer, language)]),
    selfDescription(answer, language, answer.results.length > 0),
    ...gapBlocks(answer.gaps, language),
  ];
}

function answerSentence(answer: WhatCanAnswer, language: Language): string {
  const words = messagesIn(language);
  const who = nameOf(answer.subject.id, { ...answer.nodes, [answer.subject.id]: answer.subject });
  const reached = new Set(answer.results.filter((one) => one.verdict !== 'unknown').map((one) => one.resource));
  const open = new Set(answer.results.filter((one) => one.verdict === 'unknown').map((one) => one.resource));
  const undecided = [...open].filter((resource) => !reached.has(resource));
  if (answer.results.length === 0) {
    return sentence(answer.complete ? words.reachesNothing(who) : words.reachesNothingKnown(who), language);
  }
  const unknown = undecided.length === 0 ? [] : [words.undecidedReach(undecided.length)];
  const reaches = answer.subject.active === false ? words.goneReaches : words.reaches;
  return sentence([reaches(who, reached.size), ...unknown].join(language === 'ja' ? '。' : '; '), language);
}

/** When it was last used, what acts as the role, which calls would have told of more, where it enters Kubernetes and what Lake Formation grants it. */
function usedByBlock(
  { subject, usersUnread = [], lastUsed = {}, clusters = [], dataGrants = [], nodes }: WhatCanAnswer,
  language: Language,
): readonly Block[] {
  const words = messagesIn(language);
  const used = lastUsed[subject.id];
  const asWhom = (principal: string): string | undefined =>
    principal === subject.id ? undefined : nameOf(principal, nodes);
  const lines = [
    ...(used === undefined ? [] : [lastUsedLine(used, language)]),
    ...(subject.usedBy === undefined ? [] : [usedByLine(subject.usedBy, language, COMPUTE_USES)]),
    ...(usersUnread.length === 0 ? [] : [words.usersUnread(usersUnread.join(words.comma))]),
    ...clusters.map((one) => clusterLine(one, asWhom(one.principal), language)),
    ...dataGrants.map((one) => grantLine(one, asWhom(one.principal), language)),
  ];
  return lines.length === 0 ? [] : [{ kind: 'notes', lines }];
}

function table(answer: WhatCanAnswer, language: Language): Block {
  const words = messagesIn(language);
  return {
    kind: 'table',
    columns: [
      column(words.resource, 1),
      column(words.canDo, 1),
      column(words.when, 1),
      column(words.path, 1),
      column(words.verdict),
    ],
    rows: answer.results.map((result) => [
      resourceLines(answer, result, language),
      capability(answer, result, language),
      conditions(result, language),
      result.paths.length === 0
        ? nameAndPlace(result.principal, answer.nodes)
        : result.paths.map((path) => way(path, answer)),
      provenName(result.verdict, result.proof, language),
    ]),
  };
}

const way = (path: AnswerPath, answer: WhatCanAnswer): string =>
  route(path, answer.nodes, path.hops[0]?.from === answer.subject.id);

function resourceLines(
  answer: WhatCanAnswer,
  { resource, scope }: WhatCanResult,
  language: Language,
): readonly string[] {
  const type = answer.nodes[resource]?.type;
  return [
    nameAndPlace(resource, answer.nodes),
    ...(type === undefined ? [] : [type]),
    ...(scope.kind === 'part' ? [partWords(scope, resource, answer.nodes, language)] : []),
  ];
}

function capability(answer: WhatCanAnswer, result: WhatCanResult, language: Language): readonly string[] {
  const actions = [...result.actions, ...result.conditionalActions.flatMap((one) => one.actions)];
  return [
    ...levelLines([...new Set(actions)], answer.levelOf, language),
    ...unknownLines(result.unknownActions, language),
    ...(result.verdict === 'allowed' ? [] : needsLines(result.alsoNeeds ?? [], answer.nodes, language)),
  ];
}

function conditions(result: WhatCanResult, language: Language): readonly string[] {
  const words = messagesIn(language);
  const own = whenLines(result.actions, result.conditionalActions, language);
  const [only] = result.paths;
  const onPath = result.paths.length === 1 && only?.when !== undefined ? [only.when.text] : [];
  return [...onPath, ...own.filter((line) => onPath.length === 0 || line !== words.always)];
}

function records(answer: WhatCanAnswer, language: Language): Records {
  const columns = titles(
    [
      'subject',
      'resource',
      'principal',
      'part',
      'actions',
      'conditionalActions',
      'unknownActions',
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
      answer.subject.id,
      result.resource,
      result.principal,
      partField(result.scope),
      result.actions.join(' '),
      conditionalField(result.conditionalActions),
      result.unknownActions.flatMap((one) => one.actions).join(' '),
      needsField(result.alsoNeeds),
      result.verdict,
      result.proof,
      ...pathFields(path),
      unknownField(result, language),
      result.by.map(refField).join('; '),
    ]),
  );
  return { columns, rows };
}
