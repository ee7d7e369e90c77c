import type { RoleEntitlement } from '../domain/entitlement.ts';
import type {
  IamGroup,
  IamRole,
  IamUser,
  ManagedPolicy,
  OrganizationPolicy,
  Resource,
  Snapshot,
  StoredPolicy,
} from '../domain/snapshot.ts';

// Names by which statement references and readers find a document; each is unique in a snapshot.

export const inlineName = (policy: StoredPolicy, entity: { readonly arn: string }): string =>
  `inline policy ${policy.name} of ${entity.arn}`;
export const managedName = (policy: Pick<ManagedPolicy, 'arn'>): string => `managed policy ${policy.arn}`;
export const organizationName = (policy: OrganizationPolicy): string =>
  `${policy.type.toUpperCase()} ${policy.name} (${policy.id})`;
export const trustName = (role: IamRole): string => `trust policy of ${role.arn}`;
export const resourceName = (arn: string): string => `policy of ${arn}`;
export const containerName = (arn: string): string => `policy of what ${arn} is in`;

/** An entrance passes one inline policy at most. */
export const sessionName = ({ rule, source }: Pick<RoleEntitlement, 'rule' | 'source'>): string =>
  `session policy ${rule} (${source})`;

export const named = (name: string, policy: StoredPolicy): StoredPolicy => ({ name, document: policy.document });

/** All documents of a snapshot under those names, one after the other: there may be more than fit beside it. */
export function* storedPolicies(snapshot: Snapshot): Generator<StoredPolicy> {
  yield* inlinePolicies(snapshot.users);
  yield* inlinePolicies(snapshot.roles);
  yield* inlinePolicies(snapshot.groups);
  for (const policy of snapshot.managedPolicies) yield named(managedName(policy), policy);
  for (const policy of snapshot.organizationPolicies) yield named(organizationName(policy), policy);
  for (const role of snapshot.roles) yield { name: trustName(role), document: role.trustPolicy };
  for (const resource of snapshot.resources) yield* resourcePolicies(resource);
  for (const one of snapshot.entitlements) {
    for (const policy of one.session?.policies ?? []) yield named(sessionName(one), policy);
  }
}

type Entity = IamUser | IamRole | IamGroup;

function* inlinePolicies(entities: readonly Entity[]): Generator<StoredPolicy> {
  for (const entity of entities) {
    for (const policy of entity.inlinePolicies) yield named(inlineName(policy, entity), policy);
  }
}

export function* resourcePolicies(resource: Resource): Generator<StoredPolicy> {
  const { arn, policy } = resource;
  if (policy !== undefined) yield named(resourceName(arn), policy);
  if ('containerPolicy' in resource && resource.containerPolicy !== undefined)
    yield named(containerName(arn), resource.containerPolicy);
  if (resource.type !== 'AWS::Lambda::Function') return;
  for (const one of resource.qualifiers) {
    if (one.policy !== undefined) yield named(resourceName(`${arn}:${one.name}`), one.policy);
  }
}
