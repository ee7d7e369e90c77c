import type { AlsoNeeds, Scope } from '../../domain/access.ts';
import type { ConditionalActions } from '../../domain/answer.ts';
import type { Assumption, Verdict } from '../../domain/decision.ts';
import type { StatementRef } from '../../domain/policy.ts';
import { assumptionWords } from '../../domain/words/assumptions.ts';
import type { Language } from '../questions.ts';
import type { Messages } from '../words/messages.ts';
import { messagesIn } from '../words/messages.ts';

/** In words, each once. */
export const reasonTexts = (reasons: readonly Assumption[], language: Language): readonly string[] => [
  ...new Set(reasons.map((reason) => assumptionWords(reason, language))),
];

export type ColumnName = keyof Messages['columns'];

/** Titles of flat columns in the asked language; English ones are stable names for programs. */
export const titles = (names: readonly ColumnName[], language: Language): readonly string[] =>
  names.map((name) => messagesIn(language).columns[name]);

export const partField = ({ kind, pattern, within = [], except }: Scope): string =>
  kind === 'whole'
    ? ''
    : [pattern, ...within.map((one) => `and ${one}`), ...except.map((one) => `except ${one}`)].join(' ');

export const conditionalField = (conditional: readonly ConditionalActions[]): string =>
  conditional.map(({ actions, when }) => `${actions.join(' ')}: ${when.text}`).join('; ');

export const needsField = (needs: readonly AlsoNeeds[] | undefined): string =>
  (needs ?? []).map(({ action, resource, verdict }) => `${action} ${resource} ${verdict}`).join('; ');

/** Why it is unknown; empty for what is known. */
export const becauseField = (
  { verdict, assumptions }: { readonly verdict: Verdict; readonly assumptions?: readonly Assumption[] },
  language: Language,
): string => (verdict === 'unknown' ? reasonTexts(assumptions ?? [], language).join('; ') : '');

/** `scp EuropeOnly[0]`; the index counts from 0, as in the JSON. */
export const refField = ({ layer, policy, index, level }: StatementRef): string =>
  `${layer}${level === undefined ? '' : `@${level}`} ${policy}[${index}]`;

export const yesNo = (value: boolean | undefined): string => (value === undefined ? '' : String(value));
