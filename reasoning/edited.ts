import type { Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { AccessRequest } from '../domain/request.ts';
import { type ActionAnalysis, type Analysis, analyse } from './analyse.ts';
import { BDD_FALSE } from './bdd.ts';
import { type Edit, editedPolicies } from './edits.ts';
import { worst } from './effective.ts';
import type { Environment } from './environment.ts';
import { toFormula } from './formula.ts';
import { type Judgement, judgeMeeting, verdictOf } from './judge.ts';
import { type KeyState, looseKey } from './key-state.ts';
import type { Caller, Profile, Target } from './question.ts';
import { requestInside } from './replay.ts';
import type { Pair } from './space.ts';

/** One authorisation that a call takes: the action itself, or what the service checks besides. */
export interface Authorisation {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly target: Target;
  readonly action: string;
  readonly profile: Profile;
}

/** One authorisation, decided for all ordinary requests. */
export interface Decided {
  readonly analysis: Analysis;
  readonly action: ActionAnalysis;
  /** Inside the requests that are possible. */
  readonly allowed: Pair;
}

/** What a call comes to: the conjunction of its authorisations. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Where it is certainly allowed. */
  readonly when: Formula;
  /** Every ordinary request is allowed. */
  readonly always: boolean;
  /** Some ordinary request is certainly allowed. */
  readonly sometimes: boolean;
  /** No ordinary request is allowed, not even possibly. */
  readonly never: boolean;
  /** One request an authorisation: an allowed one if there is any, else an ordinary one. */
  readonly requests: readonly AccessRequest[];
}

export function decided(authorisation: Authorisation, edits: readonly Edit[], part: number): Decided {
  const { environment, caller, target, action, profile } = authorisation;
  const freed = new Set(edits.flatMap((edit) => (isFreed(edit, part) ? [edit.key.toLowerCase()] : [])));
  const edited: Environment = {
    ...environment,
    situation: (question) => {
      const { policies, facts } = environment.situation(question);
      return { facts, policies: editedPolicies(policies, edits, part) };
    },
    keyState: (question, key): KeyState =>
      freed.has(key.toLowerCase()) ? { kind: 'free', key: looseKey(key) } : environment.keyState(question, key),
  };
  const analysis = analyse(edited, caller, target, [action], profile);
  const [only] = analysis.actions;
  if (only === undefined) throw new Error('one action was asked for');
  const { bdd } = analysis.space;
  const inside = (set: number): number => bdd.and(set, analysis.feasible);
  return {
    analysis,
    action: only,
    allowed: { lower: inside(only.allowed.lower), upper: inside(only.allowed.upper) },
  };
}

const isFreed = (edit: Edit, part: number): edit is Extract<Edit, { readonly kind: 'meetCondition' }> =>
  edit.kind === 'meetCondition' && (edit.part === undefined || edit.part === part);

/** The call after the edits. */
export function outcomeOf(parts: readonly Authorisation[], edits: readonly Edit[]): Outcome {
  const all = parts.map((one, part) => decided(one, edits, part));
  const verdicts = all.map(({ analysis, allowed }) => verdictOf(allowed, analysis.feasible));
  const joint = all.some((one) => one.allowed.lower === BDD_FALSE) ? undefined : together(all);
  const verdict = worst([...verdicts, joint?.verdict ?? 'allowed']);
  return {
    verdict,
    when: joint?.when ?? { kind: 'false' },
    always: verdict === 'allowed',
    sometimes: joint?.verdict === 'allowed' || joint?.verdict === 'conditional',
    never: verdict === 'denied' && (verdicts.includes('denied') || !verdicts.includes('unknown')),
    requests: all.flatMap(({ analysis, action, allowed }) => {
      const set = allowed.lower === BDD_FALSE ? analysis.feasible : allowed.lower;
      return requestInside(analysis, action, set) ?? [];
    }),
  };
}

/** One authorisation speaks for itself; the conditions of several must hold in one request. */
function together(all: readonly Decided[]): Judgement {
  const [only, ...others] = all.map(whenOfPart);
  if (only === undefined || others.length > 0) return judgeMeeting(all.map(whenOfPart));
  return { verdict: only.kind === 'true' ? 'allowed' : 'conditional', when: only, capped: [] };
}

const whenOfPart = ({ analysis, allowed }: Decided): Formula =>
  toFormula(analysis.space, allowed.lower, analysis.feasible);
