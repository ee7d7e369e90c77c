import type { Decision } from '../../domain/decision.ts';
import { isFederatedCall, type Situation } from './situation.ts';

/** What is decided before any policy is read: calls that always work, and borders no policy opens. */
export function settledBeforePolicies(situation: Situation): Decision | undefined {
  const { caller, service, action } = situation;
  const signed = caller.kind !== 'anonymous' && caller.kind !== 'federated';
  if (service === 'sts' && action === 'getcalleridentity')
    return signed ? ALLOWED : stop(30, 'an unsigned call has no identity');
  if (service === 'sts' && action === 'getsessiontoken')
    return caller.kind === 'user' || caller.kind === 'root'
      ? ALLOWED
      : stop(30, 'only users and root may call sts:GetSessionToken');
  return (
    credentialLimit(situation) ??
    partitionBorder(situation) ??
    reservedIam(situation) ??
    stsBorder(situation) ??
    consoleBorder(situation) ??
    regionBorder(situation) ??
    networkBorder(situation) ??
    privateBorder(situation)
  );
}

const ALLOWED: Decision = { kind: 'allowed', by: [], assumptions: [] };
const stop = (rule: number, text: string): Decision => ({
  kind: 'implicitlyDenied',
  missing: [],
  assumptions: [],
  limit: { rule, text },
});

/** The call and the permissions that stand beside it. */
const ASSUMING = /^(assumerole|tagsession|setsourceidentity|setcontext)$/;

/** Compare AWS STS credentials: what each kind of credential may not call (rule 110). */
function credentialLimit({ caller, facts, service, action, context }: Situation): Decision | undefined {
  const iamOrSts = service === 'iam' || service === 'sts';
  if (caller.kind === 'federatedUser' && iamOrSts)
    return stop(110, 'federated users call neither IAM nor AWS STS by API');
  if (caller.kind === 'roleSession' && service === 'sts' && action === 'getfederationtoken')
    return stop(110, 'role sessions cannot call sts:GetFederationToken');
  if (
    (caller.kind === 'root' || caller.kind === 'assumedRoot') &&
    service === 'sts' &&
    (ASSUMING.test(action) || action === 'assumeroot')
  )
    return stop(21, 'the root user cannot assume roles');
  if (facts.sessionToken !== true) return undefined;
  if (service === 'sts' && !ASSUMING.test(action))
    return stop(110, 'sts:GetSessionToken credentials call sts:AssumeRole only');
  const mfa = context.get('aws:multifactorauthpresent')?.values[0] === 'true';
  return service === 'iam' && !mfa
    ? stop(110, 'sts:GetSessionToken credentials without MFA cannot call IAM')
    : undefined;
}

function partitionBorder({ caller, arn }: Situation): Decision | undefined {
  const same = arn === undefined || !('partition' in caller) || caller.partition === arn.partition;
  return same ? undefined : stop(111, 'nothing crosses a partition');
}

/** Roles and policies that AWS keeps for itself (rules 34, 35). */
function reservedIam({ service, action, arn }: Situation): Decision | undefined {
  if (
    service !== 'iam' ||
    arn === undefined ||
    !/^(add|attach|create|delete|detach|put|remove|set|tag|untag|update)/.test(action)
  )
    return undefined;
  if (arn.account === 'aws') return stop(34, 'AWS managed policies cannot be changed');
  if (arn.resource.startsWith('role/aws-reserved/')) return stop(34, 'only AWS changes roles under aws-reserved');
  const linked =
    arn.resource.startsWith('role/aws-service-role/') && !/servicelinkedrole$|^updaterole(description)?$/.test(action);
  return linked ? stop(35, 'service-linked roles cannot be edited') : undefined;
}

function stsBorder(situation: Situation): Decision | undefined {
  const { caller, service, action, arn, facts, context } = situation;
  if (service !== 'sts')
    return caller.kind === 'federated' ? stop(25, "an identity provider's user must assume a role first") : undefined;
  if (isFederatedCall(situation)) return federatedBorder(situation);
  if (caller.kind === 'federated' && !/^(tagsession|setsourceidentity|setcontext)$/.test(action))
    return stop(25, "an identity provider's user calls only sts:AssumeRoleWithSAML or sts:AssumeRoleWithWebIdentity");
  if (action === 'assumeroot' && facts.managementAccount !== true && facts.rootAccessAdministrator !== true)
    return stop(22, 'only the management account and the delegated administrator call sts:AssumeRoot');
  if (action === 'assumerole' && arn?.resource.startsWith('role/') !== true)
    return stop(23, 'sts:AssumeRole is called on a role');
  const passed = [...(context.get('aws:tagkeys')?.values ?? []), ...tagNames(context)].map((one) => one.toLowerCase());
  const again = facts.transitiveTagKeys?.find((one) => passed.includes(one.toLowerCase()));
  return again === undefined ? undefined : stop(28, `the inherited session tag \`${again}\` cannot be passed again`);
}

const tagNames = (context: Situation['context']): readonly string[] =>
  [...context.keys()]
    .filter((key) => key.startsWith('aws:requesttag/'))
    .map((key) => key.slice('aws:requesttag/'.length));

/** STS's own checks on callers with a SAML assertion or a token (rules 25, 96). */
function federatedBorder({ caller, arn, resourceAccount, facts, context }: Situation): Decision | undefined {
  if (caller.kind !== 'federated')
    return stop(25, 'this call is made with an assertion or a token, not with AWS credentials');
  const reserved = arn?.resource.startsWith('role/aws-reserved/sso.amazonaws.com/') === true;
  if (reserved && !caller.provider.includes(':saml-provider/AWSSSO_'))
    return stop(25, 'only Identity Center signs in to its roles');
  const own = /^arn:[^:]*:iam::(\d*):/.exec(caller.provider)?.[1];
  if (own !== undefined && own !== resourceAccount) return stop(25, 'the identity provider stands in another account');
  if (facts.identityProvider === 'missing') return stop(25, 'the account has no such identity provider');
  const [, issuer = ''] = caller.provider.split(':oidc-provider/');
  if (/^[^/]+\.tokens\.sts\.global\.api\.aws$/i.test(issuer))
    return stop(25, 'tokens of sts:GetWebIdentityToken sign in to no role');
  const audience = context.get(`${issuer.toLowerCase()}:aud`)?.values;
  const isListed = !audience || facts.providerClientIds?.some((one) => audience.includes(one)) !== false;
  return isListed ? undefined : stop(25, 'the identity provider does not list the audience of the token');
}

/**
 * The console asks with the credentials of the sign-in, whichever role it is in, and passes neither external id, tags nor source
 * identity (rule 23). Sources: Switch from a user to an IAM role (console); Pass session tags in AWS STS.
 */
function consoleBorder({ facts, service, action, context }: Situation): Decision | undefined {
  if (facts.consoleSwitch === undefined || service !== 'sts' || !ASSUMING.test(action)) return undefined;
  if (facts.consoleSwitch === 'switchedRole')
    return stop(23, 'the console switches roles as who signed in, not as a role that was switched to');
  const carries = (key: string): boolean => (context.get(key)?.values ?? []).length > 0;
  const passes = carries('sts:externalid') || carries('aws:tagkeys');
  return action !== 'assumerole' || passes
    ? stop(23, 'the console passes neither external id, session tags nor source identity')
    : undefined;
}

/** Keys of opt-in Regions serve other accounts that have enabled the Region (rule 77). Source: Allowing users in other accounts to use a KMS key. */
const regionBorder = ({ facts, service, border }: Situation): Decision | undefined =>
  facts.regionNotEnabled === true && service === 'kms' && border === 'cross'
    ? stop(77, "the caller's account has not enabled the Region of the key")
    : undefined;

/** An access point bound to a VPC refuses other networks before policies are read (rule 83). */
function networkBorder({ facts, context }: Situation): Decision | undefined {
  const bound = facts.accessPointVpc;
  return bound === undefined || context.get('aws:sourcevpc')?.values[0] === bound
    ? undefined
    : stop(83, 'the access point is bound to another VPC');
}

/** A private API is reached through VPC endpoints alone (rule 86). Source: Private REST APIs in API Gateway. */
const privateBorder = ({ facts, service, context }: Situation): Decision | undefined =>
  facts.privateApi !== true || service !== 'execute-api' || (context.get('aws:sourcevpce')?.values ?? []).length > 0
    ? undefined
    : stop(86, 'a private API is reached through a VPC endpoint alone');
