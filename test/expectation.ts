import { type Decision, leaningOn } from '../domain/decision.ts';
import type { CaseExpectation } from './dsl.ts';

/** The decision is the expected one, by or for want of the layers that are named, and rests on what is named and nothing else. */
export function meets(decision: Decision, expect: CaseExpectation): boolean {
  if (decision.kind !== expect.kind) return false;
  const by = decision.kind === 'explicitlyDenied' ? decision.by.map(({ layer }) => layer) : [];
  const missing = decision.kind === 'implicitlyDenied' ? decision.missing : [];
  const layersAgree = isSame(by, expect.by ?? by) && isSame(missing, expect.missing ?? missing);
  const leaning = leaningOn(decision);
  const rules = leaning.map(({ rule }) => rule);
  const rulesAgree = expect.rule === undefined ? rules.length === 0 : rules.includes(expect.rule);
  return layersAgree && rulesAgree && leaning.every(({ text }) => text !== '');
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());

/** The engine does not tell the two denials apart. */
export const shortOf = ({ kind }: Pick<Decision, 'kind'>): 'allowed' | 'denied' | 'unknown' =>
  kind === 'allowed' || kind === 'unknown' ? kind : 'denied';
