import type { Formula } from '../domain/formula.ts';
import type { Principal } from '../domain/principal.ts';
import type { ContextValue, PolicySet, RequestFacts } from '../domain/request.ts';
import type { ActionAnalysis, Analysis } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { RESOURCE_KEY } from './compile.ts';
import { toFormula } from './formula.ts';

/** A key of the claim's requests: one value, absent, or one of finitely many classes by their samples (undefined: absent). */
export interface ClaimKey {
  readonly key: string;
  readonly samples: readonly (ContextValue | undefined)[];
  /** Nobody can know the value. */
  readonly hidden: boolean;
}

/**
 * What the engine says of one action, in terms that owe nothing to it: the parties, the policies as parsed, the values keys can
 * take, and the conditions under which access is certainly (`allowed`) and possibly (`possible`) given. A claim is right if no
 * combination of values contradicts it.
 */
export interface Claim {
  readonly principal: Principal;
  readonly boundarySet: boolean;
  readonly action: string;
  readonly resource: { readonly arn: string; readonly account?: string };
  /** Samples of the resource's name, where a part of the resource is meant. */
  readonly parts?: readonly string[];
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
  readonly keys: readonly ClaimKey[];
  readonly allowed: Formula;
  readonly possible: Formula;
}

/** `care`: the part of the space the claim speaks of (one scope). */
export function claimOf(analysis: Analysis, action: ActionAnalysis, care: BddRef): Claim {
  const { space } = analysis;
  const { question, states } = action.gathering;
  const parts = space.domain(RESOURCE_KEY);
  const formula = (set: BddRef): Formula => {
    const inside = space.bdd.and(set, care);
    if (inside === BDD_FALSE) return { kind: 'false' };
    return inside === care ? { kind: 'true' } : toFormula(space, inside, care);
  };
  return {
    principal: question.caller.principal,
    boundarySet: analysis.situation.policies.permissionsBoundary !== undefined,
    action: action.action,
    resource: {
      arn: question.target.arn,
      ...(question.target.account === undefined ? {} : { account: question.target.account }),
    },
    ...(parts === undefined ? {} : { parts: partsIn(analysis, care) }),
    policies: analysis.situation.policies,
    facts: analysis.situation.facts,
    keys: [...states.values()].map(({ key, state }): ClaimKey => {
      if (state.kind === 'fixed') return { key, samples: [state.value], hidden: false };
      if (state.kind === 'absent') return { key, samples: [undefined], hidden: false };
      const samples = space.domain(key)?.samples ?? [undefined];
      return { key, samples, hidden: state.key.hidden !== undefined };
    }),
    allowed: formula(action.allowed.lower),
    possible: formula(action.allowed.upper),
  };
}

function partsIn({ space }: Analysis, care: BddRef): readonly string[] {
  const domain = space.domain(RESOURCE_KEY);
  if (domain === undefined) return [];
  return domain.samples.flatMap((sample, index) =>
    typeof sample === 'string' && space.bdd.and(space.classOf(domain, index), care) !== BDD_FALSE ? [sample] : [],
  );
}
