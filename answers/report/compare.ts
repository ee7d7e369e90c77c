import type { CompareAnswer, NewAccessOf, NewGrant, UndecidedStatement } from '../../domain/comparison.ts';
import { assumptionWords } from '../../domain/words/assumptions.ts';
import type { Language } from '../questions.ts';
import { type Messages, messagesIn } from '../words/messages.ts';
import { witnessBlock } from './can.ts';
import { sentence } from './closing.ts';
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
    ],
    records: records(answer, language),
  };
}

const SHOWN = 12;

function statementBlocks(one: NewAccessOf, words: Messages, language: Language): readonly Block[] {
  return one.grants.flatMap((grant): readonly Block[] => [
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
}

const few = (list: readonly string[], words: Messages): string =>
  list.length <= SHOWN
    ? list.join(words.comma)
    : words.compared.more(list.slice(0, SHOWN).join(words.comma), list.length - SHOWN);

const resourceWords = ({ pattern, except }: NewGrant['resources'][number], words: Messages): string =>
  except.length === 0 ? pattern : words.compared.except(pattern, except.join(words.comma));

function undecidedBlock(one: UndecidedStatement, words: Messages, language: Language): Block {
  const items = one.because.map((reason) => `${assumptionWords(reason, language)} (${words.rule(reason.rule)})`);
  return { kind: 'list', title: words.compared.undecided(one.statementIndex + 1, one.statementId ?? ''), items };
}

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
        row(one, grant.actions.join(' '), grant.resources.map(resourceField).join(' '), grant.when.text, ''),
      ),
    ),
    ...undecided.map((one) => row(one, '', '', '', one.because.map(({ text }) => text).join('; '))),
  ];
  return { columns, rows: rows.length === 0 ? [[result, '', '', '', '', '', '']] : rows };
}

const resourceField = ({ pattern, except }: NewGrant['resources'][number]): string =>
  [pattern, ...except.map((one) => `-${one}`)].join(' ');
