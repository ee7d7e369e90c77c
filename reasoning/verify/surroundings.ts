import { parseArn } from '../../domain/arn.ts';
import type { RoleEntitlement } from '../../domain/entitlement.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, NamedPolicy, PolicyLayer } from '../../domain/policy.ts';
import { isServiceLinkedRoleArn, type Principal } from '../../domain/principal.ts';
import type { PolicySet, RequestFacts } from '../../domain/request.ts';
import type { IamRole, IamUser, Resource, Snapshot } from '../../domain/snapshot.ts';
import { factsOfResource, factsOfSignIn } from './facts.ts';
import { behindSession, entityActing, principalOf } from './principals.ts';
import { routesAround } from './routes.ts';

// A second, slow reading of what a snapshot attaches around a pair. It shares the policy parser with the engine's, nothing else.

export interface Surroundings {
  readonly principal: Principal;
  /** Without `unread`: what could not be read is the collector's word, not a policy. */
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
  /** Owner of the resource, if the snapshot has it. */
  readonly account?: string;
}

/** What is attached around the principal of this node id and the thing of this ARN; undefined: no such principal can call AWS. */
export function surroundingsOf(snapshot: Snapshot, id: string, arn: string): Surroundings | undefined {
  const principal = principalOf(snapshot, id);
  if (principal === undefined) return undefined;
  const less = behindSession(snapshot, id);
  const acting = less === undefined ? id : entityActing(snapshot, less);
  const entity = [...snapshot.roles, ...snapshot.users].find((one) => one.arn === acting);
  const role = snapshot.roles.find((one) => one.arn === arn);
  const resource = ownerOf(snapshot, arn);
  const account = role?.account ?? resource?.account;
  const caller = 'account' in principal ? principal.account : undefined;
  const identity = entity === undefined ? foreignIdentity(snapshot, principal) : identityPolicies(snapshot, entity);
  const policy = role === undefined ? resourcePolicies(resource, arn) : trustPolicy(role);
  const around = role === undefined ? policiesAround(resource) : undefined;
  const scp = levelsOf(snapshot, 'scp', caller);
  const rcp = levelsOf(snapshot, 'rcp', account);
  const policies: PolicySet = {
    ...given('identity', identity),
    ...given('permissionsBoundary', boundaryOf(snapshot, principal, entity)),
    ...given('session', principal.kind === 'federatedUser' ? identity : passed(snapshot, less)),
    ...given('resource', policy),
    ...(around === undefined ? {} : { container: around }),
    ...(scp === undefined ? {} : { scp }),
    ...(rcp === undefined ? {} : { rcp }),
  };
  return {
    principal,
    policies: { ...policies, ...routesAround(snapshot, policies, regionOf(arn, role, resource)) },
    facts: {
      ...factsOf(snapshot, principal, account, role, resource, arn),
      ...(less !== undefined && /^(user|root)$/.test(principal.kind) ? { delegatedSession: true } : {}),
    },
    ...(account === undefined ? {} : { account }),
  };
}

/** Roles are everywhere. */
function regionOf(arn: string, role: IamRole | undefined, resource: Resource | undefined): string | undefined {
  if (/^arn:[^:]*:s3::[^:]+:accesspoint\//.test(arn)) return '';
  const inArn = arn.split(':')[3] ?? '';
  return role === undefined ? (resource?.region ?? (inArn === '' ? undefined : inArn)) : undefined;
}

const given = (layer: PolicyLayer, policies: readonly NamedPolicy[] | undefined): PolicySet =>
  policies === undefined ? {} : { [layer]: policies };

/** The resource that the ARN names, or in which it lies: `bucket/key`, `table/index/i`, `function:alias`. */
function ownerOf(snapshot: Snapshot, arn: string): Resource | undefined {
  const within = snapshot.resources.filter((one) => arn === one.arn || /^[/:]/.test(arn.slice(one.arn.length)));
  const around = within.filter((one) => arn.startsWith(one.arn));
  return around.sort((a, b) => b.arn.length - a.arn.length)[0];
}

function read(name: string, document: Json): readonly NamedPolicy[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? [{ name, document: parsed.value }] : [];
}

function identityPolicies(snapshot: Snapshot, entity: IamUser | IamRole): readonly NamedPolicy[] {
  const names = 'groups' in entity ? entity.groups : [];
  const groups = names.flatMap((name) =>
    snapshot.groups.filter((group) => group.account === entity.account && group.name === name),
  );
  return [entity, ...groups].flatMap((one) => [
    ...one.inlinePolicies.flatMap((policy) => read(`inline policy ${policy.name} of ${one.arn}`, policy.document)),
    ...managed(snapshot, one.attachedPolicies),
  ]);
}

/** That of a federated user is its IAM user's, whoever that is. */
function boundaryOf(
  snapshot: Snapshot,
  principal: Principal,
  entity: IamUser | IamRole | undefined,
): readonly NamedPolicy[] | undefined {
  if (entity?.permissionsBoundary !== undefined) return managed(snapshot, [entity.permissionsBoundary]);
  const ours = snapshot.accounts.some((one) => 'account' in principal && one.id === principal.account);
  return principal.kind === 'federatedUser' && ours ? [] : undefined;
}

const managed = (snapshot: Snapshot, arns: readonly string[]): readonly NamedPolicy[] =>
  arns.flatMap((arn) => {
    const policy = snapshot.managedPolicies.find((one) => one.arn === arn);
    return policy === undefined ? [] : read(`managed policy ${arn}`, policy.document);
  });

/** What the entrance passed along. */
function passed(snapshot: Snapshot, less: RoleEntitlement | undefined): readonly NamedPolicy[] | undefined {
  if (less?.session === undefined) return undefined;
  const own = less.session.policies.flatMap(({ document }) =>
    read(`session policy ${less.rule} (${less.source})`, document),
  );
  return [...own, ...managed(snapshot, less.session.managed)];
}

const trustPolicy = (role: IamRole): readonly NamedPolicy[] => read(`trust policy of ${role.arn}`, role.trustPolicy);

/** Of a principal whose account is not in the snapshot it is assumed that its own side allows everything. */
function foreignIdentity({ accounts }: Snapshot, principal: Principal): readonly NamedPolicy[] | undefined {
  if (principal.kind !== 'user' && principal.kind !== 'roleSession' && principal.kind !== 'federatedUser')
    return undefined;
  if (accounts.some((one) => one.id === principal.account)) return [];
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  return read('assumed: the other account lets its principal', { Version: '2012-10-17', Statement: [statement] });
}

/** A qualified function has its own policy beside that of the function. */
function resourcePolicies(resource: Resource | undefined, arn: string): readonly NamedPolicy[] | undefined {
  if (resource === undefined) return undefined;
  const own = resource.policy === undefined ? [] : read(`policy of ${resource.arn}`, resource.policy.document);
  if (resource.type !== 'AWS::Lambda::Function') return own;
  const qualifier = resource.qualifiers.find((one) => arn === `${resource.arn}:${one.name}`);
  return qualifier?.policy === undefined ? own : [...own, ...read(`policy of ${arn}`, qualifier.policy.document)];
}

/** What a repository or table stands in has a say, too, whether it has a policy or not. */
function policiesAround(resource: Resource | undefined): readonly NamedPolicy[] | undefined {
  if (
    resource === undefined ||
    !/^AWS::(ECR|CodeArtifact)::Repository$|^AWS::S3Tables::Table$|^AWS::Glue::(Database|Table)$|^AWS::SageMaker::ModelPackage$/.test(
      resource.type,
    )
  )
    return undefined;
  const policy = 'containerPolicy' in resource ? resource.containerPolicy : undefined;
  return policy === undefined ? [] : read(`policy of what ${resource.arn} is in`, policy.document);
}

/** From the root down to the account; undefined where the organisation, or this kind of policy, is not there. */
function levelsOf(
  { organization, accounts, organizationalUnits, organizationPolicies }: Snapshot,
  type: 'scp' | 'rcp',
  id: string | undefined,
): readonly (readonly NamedPolicy[])[] | undefined {
  if (id === undefined || organization?.enabled.includes(type) !== true) return undefined;
  const path: string[] = [];
  const parentOf = (node: string): string | undefined =>
    accounts.find((one) => one.id === node)?.parent ?? organizationalUnits.find((one) => one.id === node)?.parent;
  for (let at: string | undefined = id; at !== undefined && !path.includes(at); at = parentOf(at)) path.unshift(at);
  if (path[0] !== organization.rootId) return undefined;
  return path.map((node) =>
    organizationPolicies
      .filter((policy) => policy.type === type && policy.targets.includes(node))
      .flatMap((policy) => read(`${type.toUpperCase()} ${policy.name} (${policy.id})`, policy.document)),
  );
}

function factsOf(
  snapshot: Snapshot,
  principal: Principal,
  owner: string | undefined,
  role: IamRole | undefined,
  resource: Resource | undefined,
  arn: string,
): RequestFacts {
  const management = snapshot.organization?.managementAccount;
  const isManagement = (account: string | undefined): boolean => account !== undefined && account === management;
  const linked = principal.kind === 'roleSession' && isServiceLinkedRoleArn(principal.roleArn ?? '');
  const created = role?.createdAt;
  const parsed = parseArn(arn);
  const ids = snapshot.accounts.flatMap(({ id, canonicalId }) =>
    canonicalId === undefined ? [] : [[canonicalId, id]],
  );
  const s3 = parsed.ok && parsed.value.service === 's3' && ids.length > 0;
  return {
    ...('account' in principal && isManagement(principal.account) ? { managementAccount: true } : {}),
    resourceInManagementAccount: isManagement(owner),
    ...(linked ? { serviceLinkedRole: true } : {}),
    ...(created === undefined ? {} : { roleCreatedBefore2022: Date.parse(created) < AGE_OF_SELF_TRUST }),
    ...(role === undefined ? {} : factsOfSignIn(snapshot, principal, role)),
    ...(s3 ? { canonicalUsers: Object.fromEntries(ids) } : {}),
    ...(resource === undefined ? {} : factsOfResource(snapshot, resource, arn, principal)),
  };
}

/** Since then a role that assumes itself needs to trust itself (rule 24). */
const AGE_OF_SELF_TRUST = Date.parse('2022-09-21T00:00:00Z');
