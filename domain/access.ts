import type { Assumption, ProofState, Verdict } from './decision.ts';
import type { Formula } from './formula.ts';
import type { PolicyLayer, StatementRef } from './policy.ts';
import type { RequestContext } from './request.ts';

/**
 * Which part of a resource a grant speaks of: the resource itself, or a part named by ARN pattern (`arn:...:bucket/*`,
 * `.../table/t/index/i`). Of what matches the pattern, only what matches all of `within`, too, and nothing of `except` is meant.
 */
export interface Scope {
  readonly kind: 'whole' | 'part';
  readonly pattern: string;
  readonly within?: readonly string[];
  readonly except: readonly string[];
  /** A concrete ARN inside the scope: witnesses use it. */
  readonly sample: string;
}

/** A concrete request that the reference interpreter has been asked again, and its answer. */
export interface Witness {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly decision: 'allowed' | 'explicitlyDenied' | 'implicitlyDenied' | 'unknown';
}

/** A denied request just outside a condition: as the condition wants it, but for the key of one of its tests. */
export interface CounterWitness {
  readonly test: Extract<Formula, { readonly kind: 'test' }>;
  readonly witness: Witness;
}

/** What the service checks besides, on the caller's behalf (KMS for sealed objects and tables, access point + bucket). */
export interface AlsoNeeds {
  readonly action: string;
  readonly resource: string;
  readonly verdict: Verdict;
  readonly when?: Formula;
  /** As in Grant. */
  readonly claim?: string;
}

/**
 * A dependent action that AWS lists beside an action: a call may need it, of some resource that AWS does not name. It never changes a
 * verdict and is no part of a claim.
 */
export interface MayNeed {
  readonly action: string;
  /** `denied`: of every resource. `allowed`, `conditional`: it takes no resource. Else `unknown`. */
  readonly verdict: Verdict;
  readonly when?: Formula;
  /** Why it is unknown; else empty. */
  readonly because: readonly Assumption[];
}

/** Actions of one principal on one scope that hold under one and the same condition and for the same reasons. */
export interface Grant {
  readonly actions: readonly string[];
  readonly verdict: Exclude<Verdict, 'denied'>;
  readonly when: Formula;
  readonly by: readonly StatementRef[];
  readonly alsoNeeds: readonly AlsoNeeds[];
  readonly assumptions: readonly Assumption[];
  readonly witness?: Witness;
  /** One for each test of the layers' own condition; left out where there is no condition. */
  readonly counterWitnesses?: readonly CounterWitness[];
  readonly proof: ProofState;
  /** Hash of the solver text of the claim that covers the grant; names the certificate. */
  readonly claim?: string;
}

/** Actions that an identity or resource policy grants and other layers take away whatever the request. */
export interface Cut {
  readonly actions: readonly string[];
  readonly layers: readonly PolicyLayer[];
  readonly by: readonly StatementRef[];
  /** Set where the layers let it through and a second authorisation (a key, the bucket behind an access point) refuses, always or just then. */
  readonly alsoNeeds?: readonly AlsoNeeds[];
}

/** Everything one principal may do on one scope of one resource. Pairs with neither grant nor cut are not recorded. */
export interface EffectiveAccess {
  readonly principal: string;
  readonly resource: string;
  readonly scope: Scope;
  readonly grants: readonly Grant[];
  readonly cuts: readonly Cut[];
  /** The same for actions of the service that the data does not list (granted through a wildcard only). */
  readonly unlisted: readonly Grant[];
}

/** How one identity turns into another. */
export type HopKind = 'memberOf' | 'assigned' | 'federatesTo' | 'assumes';

export interface Hop {
  readonly kind: HopKind;
  readonly from: string;
  readonly to: string;
  /** `sts:AssumeRole`, `sts:AssumeRoleWithSAML`, `Identity Center assignment`, ... */
  readonly technique: string;
  readonly verdict: Exclude<Verdict, 'denied'>;
  readonly when: Formula;
  /** Set where session tags or a source identity may be passed: the condition over everything that can be passed along. */
  readonly full?: Formula;
  /** Set where that condition is not certain: what it can be at most, and why. */
  readonly atMost?: { readonly when: Formula; readonly because: readonly Assumption[] };
  readonly by: readonly StatementRef[];
  readonly assumptions: readonly Assumption[];
  readonly witness?: Witness;
  /** One for each test of the layers' own condition; left out where there is no condition. */
  readonly counterWitnesses?: readonly CounterWitness[];
  readonly proof: ProofState;
  readonly claim?: string;
}
