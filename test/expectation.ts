import type { Assumption, Decision } from '../domain/decision.ts';
import type { CaseExpectation } from './dsl.ts';

/** The decision is the expected one, and by or for want of the layers that are named. */
export function meets(decision: Decision, expect: CaseExpectation): boolean {
  if (decision.kind !== expect.kind) return false;
  if (expect.by !== undefined && decision.kind === 'explicitlyDenied') {
    return same(
      decision.by.map(({ layer }) => layer),
      expect.by,
    );
  }
  const missing = decision.kind === 'implicitlyDenied' ? decision.missing : [];
  const layersAgree = expect.missing === undefined || same(missing, expect.missing);
  const rules = leaningOn(decision).map(({ rule }) => rule);
  return layersAgree && (expect.rule === undefined ? rules.length === 0 : rules.includes(expect.rule));
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());

/** What a decision rests on beside statements: beliefs, reasons of doubt, borders no policy opens. */
export function leaningOn(decision: Decision): readonly Assumption[] {
  if (decision.kind === 'unknown') return decision.reasons;
  const limit = decision.kind === 'implicitlyDenied' && decision.limit !== undefined ? [decision.limit] : [];
  return [...decision.assumptions, ...limit];
}
