import type { PolicyLayer } from '../../../domain/policy.ts';
import { EFFECT_NAMES, KIND_NAMES, LAYER_NAMES, NO_LIMIT_BECAUSE, VERDICT_NAMES } from '../../../domain/words/names.ts';
import { capital } from './grammar.ts';

const INSIDE = LAYER_NAMES.en;

/** Names of kinds, layers, effects and verdicts, as reports say them. */
export const EN_WORDS = {
  kinds: KIND_NAMES.en,
  layer: {
    identity: capital(INSIDE.identity),
    permissionsBoundary: capital(INSIDE.permissionsBoundary),
    session: capital(INSIDE.session),
    scp: INSIDE.scp,
    rcp: INSIDE.rcp,
    resource: capital(INSIDE.resource),
    vpcEndpoint: INSIDE.vpcEndpoint,
    trust: capital(INSIDE.trust),
  } satisfies Record<PolicyLayer | 'trust', string>,
  layerInText: INSIDE,
  /** For narrow cells, beside the mark of a cut. */
  layerBrief: {
    identity: 'identity policy',
    permissionsBoundary: 'boundary',
    session: 'session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'resource policy',
    vpcEndpoint: 'VPC endpoint',
  } satisfies Record<PolicyLayer, string>,
  effect: EFFECT_NAMES.en,
  noLimitBecause: NO_LIMIT_BECAUSE.en,
  verdict: VERDICT_NAMES.en,
};
