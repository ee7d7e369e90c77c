import type { RequestContext } from '../../domain/request.ts';
import type { SimulateAnswer } from '../simulate.ts';

export interface CalibrateAsk {
  readonly snapshot?: string;
  readonly profile?: string;
  /** How many claims are drawn. */
  readonly sample: number;
  /** The same seed draws the same claims of the same snapshot. */
  readonly seed: number;
}

/** Why a claim was not put to AWS's policy simulator. */
export type NotAsked =
  | 'callerKind'
  | 'crossAccount'
  | 'ownerUnknown'
  | 'resourceDecides'
  | 'noIdentityPolicy'
  | 'unread'
  | 'refused';

/** One request that the two decide differently, with the reasons of both. */
export interface CalibrationDifference {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly ours: Pick<SimulateAnswer, 'decision' | 'by' | 'blockedBy'>;
  readonly aws: {
    readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
    readonly matched: readonly string[];
    readonly missingContext: readonly string[];
  };
}

export interface Calibration {
  readonly snapshot: string;
  readonly sample: number;
  readonly seed: number;
  /** Claims drawn: those with access, and pairs without it. Fewer than `sample` where the snapshot has fewer. */
  readonly drawn: { readonly access: number; readonly noAccess: number };
  readonly compared: number;
  readonly agreed: number;
  readonly differing: readonly CalibrationDifference[];
  /** Our own answer over the part that the simulator covers is unknown, so that AWS was not asked. */
  readonly unknown: number;
  /** `detail`: AWS's words of the first that it refused. */
  readonly notAsked: readonly { readonly reason: NotAsked; readonly count: number; readonly detail?: string }[];
}
