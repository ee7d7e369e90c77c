import type { CompareAnswer, NewAccessOf, NewGrant, UndecidedStatement } from '../../domain/comparison.ts';
import type { Assumption } from '../../domain/decision.ts';
import { assumptionWords } from '../../domain/words/assumptions.ts';
import type { Language } from '../questions.ts';
import { type Messages, messagesIn } from '../words/messages.ts';
import { witnessBlock } from './can.ts';
import { reasonBlocks, sentence } from './closing.ts';
import { titles } from './records.ts';
import type { Block, Records, Report } from './report.ts';

/** Whether the new policy grants more; statement by statement what, and a request that shows it. */
export function compareReport(answer: CompareAnswer, language: Language): Report {
  const words = messagesIn(language);
  const said = { PASS: words.compared.pass, FAIL: words.compared.fail, UNKNOWN: words.compared.unknown };
  return {
    blocks: [
      { kind: 'answer', text: sentence(said[answer.result], language) },
      ...answer.newAccess.flatMap((one) => statementBlocks(one, words, language)),
      ...answer.undecided.map((one) => undecidedBlock(one, words, language)),
      ...reasonBlocks([{ verdict: 'allowed', assumptions: answer.assumptions ?? [] }], language),
    ],
    records: records(answer, language),
  };
}

const SHOWN = 12;

function statementBlocks(one: NewAccessOf, words: Messages, language: Language): readonly Block[] {
  const shown = one.grants.flatMap((grant): readonly Block[] => [
    {
      kind: 'facts',
      title: words.compared.statement(one.statementIndex + 1, one.statementId ?? ''),
      facts: [
        [words.columns.actions, few(grant.actions, words)],
        [words.compared.on, grant.resources.map((each) => resourceWords(each, words)).join(words.comma)],
        [words.when, grant.when.text],
      ],
    },
    witnessBlock(grant.witness, words.witness, language),
  ]);
  if (one.mayBeMore.length === 0) return shown;
  const title = words.compared.mayBeMore(one.statementIndex + 1, one.statementId ?? '');
  return [...shown, { kind: 'list', title, items: reasonItems(one.mayBeMore, words, language) }];
}

const few = (list: readonly string[], words: Messages): string =>
  list.length <= SHOWN
    ? list.join(words.comma)
    : words.compared.more(list.slice(0, SHOWN).join(words.comma), list.length - SHOWN);

const resourceWords = ({ pattern, except }: NewGrant['resources'][number], words: Messages): string =>
  except.length === 0 ? pattern : words.compared.except(pattern, except.join(words.comma));

function undecidedBlock(one: UndecidedStatement, words: Messages, language: Language): Block {
  const title = words.compared.undecided(one.statementIndex + 1, one.statementId ?? '');
  return { kind: 'list', title, items: reasonItems(one.because, words, language) };
}

const reasonItems = (reasons: readonly Assumption[], words: Messages, language: Language): readonly string[] =>
  reasons.map((reason) => `${assumptionWords(reason, language)} (${words.rule(reason.rule)})`);

function records({ result, newAccess, undecided }: CompareAnswer, language: Language): Records {
  const columns = titles(['result', 'statement', 'statementId', 'actions', 'resources', 'when', 'because'], language);
  const row = (one: Pick<NewAccessOf, 'statementIndex' | 'statementId'>, ...cells: readonly string[]) => [
    result,
    String(one.statementIndex),
    one.statementId ?? '',
    ...cells,
  ];
  const rows = [
    ...newAccess.flatMap((one) =>
      one.grants.map((grant) =>
        row(
          one,
          grant.actions.join(' '),
          grant.resources.map(resourceField).join(' '),
          grant.when.text,
          reasonField(one.mayBeMore),
        ),
      ),
    ),
    ...undecided.map((one) => row(one, '', '', '', reasonField(one.because))),
  ];
  return { columns, rows: rows.length === 0 ? [[result, '', '', '', '', '', '']] : rows };
}

/** Beside actions: why there may be more of them. */
const reasonField = (reasons: readonly Assumption[]): string => reasons.map(({ text }) => text).join('; ');

const resourceField = ({ pattern, except }: NewGrant['resources'][number]): string =>
  [pattern, ...except.map((one) => `-${one}`)].join(' ');
