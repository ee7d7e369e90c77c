import type { CompareAnswer, NewAccessOf, UndecidedStatement } from '../domain/comparison.ts';
import type { Assumption } from '../domain/decision.ts';
import { isKnownOperator, parsePolicy } from '../domain/parse-policy.ts';
import type { NamedPolicy } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { implication } from '../reasoning/implication/implication.ts';
import type { NewAccess, Undecided } from '../reasoning/implication/new-access.ts';
import type { AskError, CompareAsk, Language, PolicyFile } from './questions.ts';
import { conditionWords } from './words/condition-words.ts';

/** Does the new policy grant anything that the existing one does not? Like AWS's CheckNoNewAccess, but exact (docs/cli.md). */
export function comparePolicies({ existing, newer, type, language }: CompareAsk): Result<CompareAnswer, AskError> {
  const before = readFile(existing);
  if (!before.ok) return before;
  const after = readFile(newer);
  if (!after.ok) return after;
  const found = implication({ type, existing: [before.value], newer: [after.value] });
  const assumptions = operatorsNobodyKnows([before.value, after.value]);
  const rest = assumptions.length === 0 ? {} : { assumptions };
  switch (found.kind) {
    case 'implied':
      return ok({ result: 'PASS', newAccess: [], undecided: [], ...rest });
    case 'unknown':
      return ok({ result: 'UNKNOWN', newAccess: [], undecided: found.undecided.map(undecidedOf), ...rest });
    case 'new': {
      const newAccess = found.access.flatMap((one) => newAccessOf(one, language) ?? []);
      return ok({ result: 'FAIL', newAccess, undecided: found.undecided.map(undecidedOf), ...rest });
    }
  }
}

/** A statement under such an operator never matches: assumed, since AWS would not store it (rule 72). */
function operatorsNobodyKnows(policies: readonly NamedPolicy[]): readonly Assumption[] {
  const conditions = policies.flatMap(({ document }) => document.statements.flatMap((one) => one.conditions));
  const names = conditions.filter((one) => !isKnownOperator(one.operator)).map((one) => one.operator.name);
  return [...new Set(names)].map((name) => ({ rule: 72, text: `the operator \`${name}\` does not exist` }));
}

function readFile({ name, text }: PolicyFile): Result<NamedPolicy, AskError> {
  const document = parsePolicy(text.replace(/^\uFEFF/, ''));
  if (document.ok) return ok({ name, document: document.value });
  const { path, message } = document.error;
  return err({ kind: 'badInput', message: `\`${name}\`${path === '' ? '' : ` at \`${path}\``}: ${message}` });
}

function newAccessOf(
  { parts, mayBeMore, policy: _, ...statement }: NewAccess,
  language: Language,
): NewAccessOf | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    ...statement,
    actions: [...new Set(parts.flatMap((part) => part.actions))].sort(),
    witness: first.witness,
    grants: parts.map((part) => ({
      ...part,
      when: { text: conditionWords(part.when, language), formula: part.when },
    })),
    mayBeMore,
  };
}

const undecidedOf = ({ policy: _, reasons, ...statement }: Undecided): UndecidedStatement => ({
  ...statement,
  because: reasons,
});
