import type { Claim } from '../claim.ts';
import { isIdentityOnly, isNfsAction } from '../data/resource-policy-scope.ts';
import { crossingOfShared, isUnsureOf } from '../data/shared-snapshots.ts';
import { truth } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, MAYBE, NO, none, perhaps, YES } from './expression.ts';
import { borderOf, byBorder, byIdentity, EVERY_NAMING, own, type Terms } from './grants.ts';
import { serviceOf } from './layers.ts';

/** A method of a REST API that does not authorise by IAM (rule 86); undefined: it does. */
function apiMethod({ claim, identity, anyone }: Parts): Bounds | undefined {
  const { apiAuthorizer } = claim.facts;
  const signed = claim.principal.kind !== 'anonymous';
  if (apiAuthorizer === undefined) return signed ? undefined : perhaps(anyone);
  if (apiAuthorizer === 'unread') return MAYBE;
  if (apiAuthorizer === 'AWS_IAM') return signed ? undefined : NO;
  if (signed) return MAYBE;
  if (apiAuthorizer === 'LAMBDA') return anyOf(identity, anyone);
  return hasNoPolicy(claim) ? YES : anyone;
}

interface Parts {
  readonly claim: Claim;
  readonly identity: Bounds;
  readonly anyone: Bounds;
}

/** No policy at all: open where that is what it means (rules 86, 87). */
const hasNoPolicy = ({ policies }: Claim): boolean =>
  (policies.resource ?? []).length === 0 && policies.unread?.includes('resource') !== true;

/** The list of accounts of a snapshot, image or document names the caller (rule 88); undefined: it is none of another account. */
function sharedWithCaller(claim: Claim): boolean | 'unread' | undefined {
  const { principal, resource, facts, policies } = claim;
  const account = 'account' in principal ? principal.account : undefined;
  const foreign = account !== undefined && resource.account !== undefined && resource.account !== account;
  const listed = serviceOf(claim) !== 'ssm' || facts.snapshotSharedWith !== undefined;
  if (!foreign || !listed || crossingOfShared(resource.arn) === undefined) return undefined;
  const { snapshotSharedWith: shared = [], snapshotPublicSharing: brake, snapshotEncryption: key } = facts;
  if (key === 'awsManaged') return false;
  const open = shared.includes(account) || (shared.includes('all') && brake !== 'blockAll' && key === undefined);
  return open || (policies.unread?.includes('resource') === true || isUnsureOf(shared) ? 'unread' : false);
}

/** Actions that only identity policies grant. */
export function byOtherRule(terms: Terms): Bounds {
  const only = terms.samples.actionIs(isIdentityOnly);
  return anyOf(allOf(only, byIdentity(terms)), allOf(none(only), byBorder(terms)));
}

/** What Lake Formation lets through of the data it manages (rule 90). */
export function throughLakeFormation(claim: Claim): Bounds {
  const { lakeFormation } = claim.facts;
  if (serviceOf(claim) !== 'glue' || lakeFormation === undefined || lakeFormation === 'grants') return YES;
  return lakeFormation === 'unread' ? MAYBE : NO;
}

/** What else has a say after all policies: roles of OpenSearch, data access policies, the volume behind an access point. */
export function throughOthers({ claim, samples }: Pick<Terms, 'claim' | 'samples'>): Bounds {
  const { openSearchRoles, dataAccessPolicies, accessPointOfVolume } = claim.facts;
  const service = serviceOf(claim);
  if (service === 's3') return accessPointOfVolume === true ? MAYBE : YES;
  const said = service === 'es' ? openSearchRoles : service === 'aoss' ? dataAccessPolicies : undefined;
  if (said === undefined || said === 'grants') return YES;
  const data = samples.actionIs((action) => /^(es:ESHttp.*|aoss:(API|Dashboards)AccessAll)$/is.test(action));
  return anyOf(none(data), said === 'unread' ? MAYBE : NO);
}

/** Layers by identity policy, but for reading a version; function URLs for unsigned callers. */
export function onFunction(terms: Terms): Bounds {
  const { claim, samples, named } = terms;
  const layer = /^arn:[^:]*:lambda:[^:]*:[^:]*:layer:/.test(claim.resource.arn)
    ? samples.actionIs((action) => !/^lambda:GetLayerVersion$/i.test(action))
    : NO;
  const function_ = claim.principal.kind === 'anonymous' ? allOf(openUrl(terms), named('anyone')) : byBorder(terms);
  return anyOf(allOf(layer, byIdentity(terms)), allOf(none(layer), function_));
}

function openUrl({ claim, samples }: Terms): Bounds {
  const keys = ['lambda:FunctionUrlAuthType', 'lambda:InvokedViaFunctionUrl'];
  return samples.overEachAction(keys, ({ action, context }) => {
    const value = (key: string): string | undefined => context.get(key)?.values[0];
    const open = (claim.facts.lambdaUrlAuthType ?? value('lambda:functionurlauthtype')) === 'NONE';
    const through = action === 'invokefunction' && value('lambda:invokedviafunctionurl') === 'true';
    return truth(open && (action === 'invokefunctionurl' || through));
  });
}

export function onMethod(terms: Terms): Bounds {
  const { claim, identity, named, samples } = terms;
  const method = apiMethod({ claim, identity, anyone: named('anyone') });
  if (method === undefined) return byBorder(terms);
  const invoke = samples.actionIs((action) => /^execute-api:Invoke$/i.test(action));
  return anyOf(allOf(invoke, method), allOf(none(invoke), byBorder(terms)));
}

export function onFileSystem(terms: Terms): Bounds {
  const nfs = terms.samples.actionIs(isNfsAction);
  if (hasNoPolicy(terms.claim)) return anyOf(nfs, byBorder(terms));
  if (borderOf(terms.claim) !== 'cross') return byBorder(terms);
  const side = perhaps(anyOf(terms.named(...EVERY_NAMING), own(terms)));
  return anyOf(byBorder(terms), allOf(nfs, side));
}

export function onShared(terms: Terms): Bounds {
  const { samples, claim } = terms;
  const shared = sharedWithCaller(claim);
  const reaches = crossingOfShared(claim.resource.arn);
  if (shared === undefined || reaches === undefined) return byBorder(terms);
  if (!shared) return NO;
  const used = anyOf(
    samples.actionIs((action) => reaches(action) === 'crosses'),
    perhaps(samples.actionIs((action) => reaches(action) === 'unclear')),
  );
  const sealed = claim.facts.snapshotEncryption !== undefined && serviceOf(claim) === 'rds';
  const copied = sealed ? none(samples.actionIs((action) => /^rds:Restore/i.test(action))) : YES;
  const side = allOf(used, copied, own(terms));
  return shared === 'unread' ? perhaps(side) : side;
}
