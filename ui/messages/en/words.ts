import type { LayerEffect, NodeKind } from '../../../domain/answer.ts';
import type { Verdict } from '../../../domain/decision.ts';
import type { PolicyLayer } from '../../../domain/policy.ts';

/** Names of kinds, layers, effects and verdicts. */
export const EN_WORDS = {
  kinds: {
    person: 'person',
    directoryUser: 'directory user',
    directoryGroup: 'group',
    permissionSet: 'permission set',
    ssoRole: 'SSO role',
    role: 'role',
    user: 'IAM user',
    root: 'root user',
    service: 'AWS service',
    externalAccount: 'another account',
    anyone: 'anyone',
    openEnd: 'any identity that fits',
    resource: 'resource',
  } satisfies Record<NodeKind, string>,
  layer: {
    identity: 'Identity policy',
    permissionsBoundary: 'Permissions boundary',
    session: 'Session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'Resource policy',
    vpcEndpoint: 'VPC endpoint policy',
    trust: 'Trust policy',
  } satisfies Record<PolicyLayer | 'trust', string>,
  layerInText: {
    identity: 'identity policy',
    permissionsBoundary: 'permissions boundary',
    session: 'session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'resource policy',
    vpcEndpoint: 'VPC endpoint policy',
    trust: 'trust policy',
  } satisfies Record<PolicyLayer | 'trust', string>,
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
  effect: {
    allows: 'allows',
    cuts: 'cuts',
    silent: 'silent',
    noLimit: 'no limit',
    unknown: 'unknown',
  } satisfies Record<LayerEffect, string>,
  noLimitBecause: {
    absent: 'none set',
    managementAccount: 'management account',
    serviceLinkedRole: 'service-linked role',
    rootUser: 'root user',
    noIdentity: 'caller has no account',
    notInOrganization: 'outside the organisation',
    serviceNotListed: 'service not covered',
    notListed: 'service not covered',
    awsManagedKey: 'AWS managed key',
    actionExempt: 'action is exempt',
    foreign: 'account not collected',
  } as Readonly<Record<string, string>>,
  verdict: { allowed: 'allowed', conditional: 'conditional', denied: 'refused', unknown: 'unknown' } satisfies Record<
    Verdict,
    string
  >,
};
