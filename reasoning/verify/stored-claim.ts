import type { Formula } from '../../domain/formula.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import type { ContextValue } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Claim } from '../claim.ts';
import { surroundingsOf } from './surroundings.ts';

/** A claim as it is kept: what the engine says, without the policies it speaks of. Those are read from the snapshot again. */
export interface StoredClaim {
  /** SHA-256 of the solver text. */
  readonly hash: string;
  readonly caller: string;
  readonly written: boolean;
  readonly resource: Claim['resource'];
  readonly parts?: readonly string[];
  /** `null`: the key is absent. */
  readonly keys: readonly {
    readonly key: string;
    readonly samples: readonly (ContextValue | null)[];
    readonly hidden: boolean;
  }[];
  readonly unread?: readonly PolicyLayer[];
  readonly actions: readonly StoredAction[];
}

interface StoredAction {
  readonly action: string;
  readonly fixed: Readonly<Record<string, ContextValue | null>>;
  readonly allowed: Formula;
  readonly possible: Formula;
}

export function storedClaim(hash: string, claim: Claim): StoredClaim {
  const { caller, written, resource, parts, keys, policies, actions } = claim;
  return {
    hash,
    caller,
    written,
    resource,
    ...(parts === undefined ? {} : { parts }),
    keys: keys.map(({ key, samples, hidden }) => ({ key, samples: samples.map((one) => one ?? null), hidden })),
    ...(policies.unread === undefined ? {} : { unread: policies.unread }),
    actions: actions.map(({ action, fixed, allowed, possible }) => ({
      action,
      fixed: Object.fromEntries([...fixed].map(([key, value]) => [key, value ?? null])),
      allowed,
      possible,
    })),
  };
}

/** A stored claim about a snapshot, put together again. Undefined: the snapshot has no such principal or owner. */
export function claimAgain(snapshot: Snapshot, stored: StoredClaim): Claim | undefined {
  const around = surroundingsOf(snapshot, stored.caller, stored.resource.arn);
  if (around === undefined || (around.account ?? stored.resource.account) !== stored.resource.account) return undefined;
  const { caller, written, resource, parts, unread } = stored;
  return {
    caller,
    principal: around.principal,
    written,
    resource,
    ...(parts === undefined ? {} : { parts }),
    policies: { ...around.policies, ...(unread === undefined ? {} : { unread }) },
    facts: around.facts,
    keys: stored.keys.map(({ key, samples, hidden }) => ({
      key,
      samples: samples.map((one) => one ?? undefined),
      hidden,
    })),
    actions: stored.actions.map(({ action, fixed, allowed, possible }) => ({
      action,
      fixed: new Map(Object.entries(fixed).map(([key, value]) => [key, value ?? undefined])),
      allowed,
      possible,
    })),
  };
}
