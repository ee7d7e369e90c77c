import type { Assumption, Decision } from '../domain/decision.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { ActionAnalysis, Analysis } from './analyse.ts';
import type { BddRef } from './bdd.ts';
import { type Claim, claimOf } from './claim.ts';
import type { Profile } from './question.ts';

/** The reference interpreter, as the engine needs it. */
export type Replay = (request: AccessRequest) => Decision;

/** A disagreement between engine and interpreter: never shown as an answer, always reported. */
export interface Disagreement {
  readonly request: AccessRequest;
  readonly engine: 'allowed' | 'denied';
  readonly interpreter: Decision;
}

/** Why an answer whose witness the interpreter does not confirm is unknown. */
export const DISAGREE: Assumption = {
  rule: 0,
  text: 'defect: the engine and the reference interpreter disagree on the witness',
};

/** Why an answer without a witness is unknown. */
export const NO_WITNESS: Assumption = { rule: 0, text: 'no single request was found that shows the access' };

export interface EngineOptions {
  readonly profile: Profile;
  readonly replay: Replay;
  readonly onDisagreement: (disagreement: Disagreement) => void;
  /** Takes down what is claimed, for the solver; returns the name of the claim. Left out: nothing is claimed. */
  readonly register?: (claim: Claim) => string;
  /** Pairs of which nothing is granted have been passed over by whoever asks. */
  readonly withoutEmpty?: true;
}

/** Asking the interpreter again, and telling where it speaks against the engine. */
export type Replaying = Pick<EngineOptions, 'replay' | 'onDisagreement'>;

/** What the interpreter says of a request that the engine takes for allowed; another answer than `allowed` is a disagreement. */
export function replayed(
  { replay, onDisagreement }: Replaying,
  request: AccessRequest | undefined,
): Decision | undefined {
  if (request === undefined) return undefined;
  const interpreter = replay(request);
  if (interpreter.kind !== 'allowed') onDisagreement({ request, engine: 'allowed', interpreter });
  return interpreter;
}

/** The name of what is claimed of these actions inside `care`, if it can be put to a solver. */
export function registered(
  { register }: Pick<EngineOptions, 'register'>,
  analysis: Analysis,
  actions: readonly ActionAnalysis[],
  care: BddRef,
): { readonly claim?: string } {
  const claim = register === undefined ? undefined : claimOf(analysis, actions, care);
  return claim === undefined || register === undefined ? {} : { claim: register(claim) };
}
