import type { DecidingPolicy, ExplainAnswer } from '../../domain/answer.ts';
import type { Json } from '../../domain/policy.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { policyName } from '../words/policy-names.ts';
import type { Block } from './report.ts';

/** The words of the deciding statements, policy by policy; the whole document where it is asked for. */
export const decidingBlocks = (answer: ExplainAnswer, language: Language, documents: boolean): readonly Block[] =>
  answer.policies.map((policy) => ({
    kind: 'code',
    title: title(policy, language),
    text: JSON.stringify(documents ? policy.document : decidingPart(policy), null, 2),
  }));

function title(policy: DecidingPolicy, language: Language): string {
  const words = messagesIn(language);
  const numbers = policy.statements.map(({ index }) => String(index + 1)).join(words.comma);
  const name = policyName(policy.layer, policy.policy, language);
  return `${words[policy.role]}${words.colon}${name}${words.comma}${words.statementOf(numbers, policy.of)}`;
}

/** The deciding statements as they stand in the document; a document of unusual shape is shown whole. */
function decidingPart({ document, statements }: DecidingPolicy): Json {
  const all = statementsOf(document);
  const deciding = statements.flatMap(({ index }) => all[index] ?? []);
  if (deciding.length !== statements.length) return document;
  return deciding.length === 1 ? (deciding[0] ?? document) : deciding;
}

function statementsOf(document: Json): readonly Json[] {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  const statement = document['Statement'];
  if (statement === undefined) return [];
  return Array.isArray(statement) ? statement : [statement];
}
