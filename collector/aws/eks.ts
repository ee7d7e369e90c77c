import type { IdentitySource, OnwardRole, RoleEntitlement } from '../../domain/entitlement.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { documentOf, neededText, objectOf, objectsOf, textOf, textsOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN } from './described.ts';
import { type EksAccessCall, readAccess } from './eks-access.ts';

export type EksCall =
  | 'ListClusters'
  | 'DescribeCluster'
  | 'ListPodIdentityAssociations'
  | 'DescribePodIdentityAssociation'
  | EksAccessCall;

/** The list of associations names no roles: each has to be described. Source: Amazon EKS API Reference. */
export const EKS: ServiceCalls<EksCall> = {
  service: 'eks',
  reach: 'region',
  permissions: {
    ListClusters: ['eks:ListClusters'],
    DescribeCluster: ['eks:DescribeCluster'],
    ListPodIdentityAssociations: ['eks:ListPodIdentityAssociations'],
    DescribePodIdentityAssociation: ['eks:DescribePodIdentityAssociation'],
    ListAccessEntries: ['eks:ListAccessEntries'],
    DescribeAccessEntry: ['eks:DescribeAccessEntry'],
    ListAssociatedAccessPolicies: ['eks:ListAssociatedAccessPolicies'],
  },
};

type EksReader = Reader<EksCall>;

/** Clusters as sources of entitlements: their issuer, and which role each associated service account gets. */
export async function collectClusterIdentities(reader: EksReader): Promise<SnapshotPart> {
  const pages = await reader.pages('ListClusters', {}, LOWER_NEXT_TOKEN);
  const names = pages.flatMap((page) => textsOf(page, 'clusters'));
  const parts = await Promise.all(names.map((name) => readCluster(reader, name)));
  return {
    identitySources: parts.map(({ source }) => source),
    entitlements: parts.flatMap(({ entitlements }) => entitlements),
  };
}

interface ClusterPart {
  readonly source: IdentitySource;
  readonly entitlements: readonly RoleEntitlement[];
}

async function readCluster(reader: EksReader, name: string): Promise<ClusterPart> {
  const { account, partition, region } = reader.place;
  const arn = `arn:${partition}:eks:${region}:${account}:cluster/${name}`;
  const [described, pages] = await Promise.all([
    reader.get('DescribeCluster', { name }, { target: arn }),
    reader.pages('ListPodIdentityAssociations', { clusterName: name }, LOWER_NEXT_TOKEN, { target: arn }),
  ]);
  const cluster = objectOf(described, 'cluster');
  const identity = objectOf(cluster, 'identity');
  const issuer = textOf(objectOf(identity, 'oidc') ?? {}, 'issuer')?.replace(/^https:\/\//, '');
  const listed = pages.flatMap((page) => objectsOf(page, 'associations'));
  const [entitlements, access] = await Promise.all([
    Promise.all(listed.map((one) => readAssociation(reader, { name, arn }, one))),
    readAccess(reader, { name, arn }, cluster),
  ]);
  return {
    source: { id: arn, kind: 'eks', name, closed: false, providers: [], ...given('issuer', issuer), ...access },
    entitlements: entitlements.flatMap((one) => one ?? []),
  };
}

interface Cluster {
  readonly name: string;
  readonly arn: string;
}

async function readAssociation(
  reader: EksReader,
  cluster: Cluster,
  listed: JsonObject,
): Promise<RoleEntitlement | undefined> {
  const associationId = neededText(listed, 'associationId');
  const target = textOf(listed, 'associationArn') ?? `${cluster.arn} ${associationId}`;
  const input = { clusterName: cluster.name, associationId };
  const answer = await reader.get('DescribePodIdentityAssociation', input, { target });
  const association = objectOf(answer, 'association');
  return association === undefined ? undefined : entitlementOf(cluster, association);
}

/**
 * The service enters the role with six session tags, or with none where they are switched off. With a target role, the pod gets
 * the credentials of that one alone, entered from the first with the external id of the association; which of the two sessions a
 * policy of the association cuts then, no page says.
 * Source: Amazon EKS User Guide, Grant Pods access based on tags; Access AWS resources using EKS Pod Identity target IAM roles.
 */
function entitlementOf({ arn, name }: Cluster, association: JsonObject): RoleEntitlement {
  const namespace = neededText(association, 'namespace');
  const serviceAccount = neededText(association, 'serviceAccount');
  const rule = `pod identity association ${neededText(association, 'associationId')}`;
  const policy = textOf(association, 'policy');
  const tagged = association['disableSessionTags'] !== true;
  const entered = {
    source: arn,
    principalKind: 'workload',
    principalId: `${arn}/${namespace}/${serviceAccount}`,
    role: neededText(association, 'roleArn'),
    through: 'pods.eks.amazonaws.com',
    rule,
    closedTags: true,
    ...(tagged ? tagsOf({ arn, name }, namespace, serviceAccount) : {}),
  } as const;
  const targetRole = textOf(association, 'targetRoleArn');
  if (targetRole !== undefined) {
    const onward: OnwardRole = { role: targetRole, ...given('externalId', textOf(association, 'externalId')) };
    return { ...entered, onward, ...(policy === undefined ? {} : { doubt: 'narrowed' }) };
  }
  return policy === undefined
    ? entered
    : { ...entered, session: { policies: [{ name: 'session policy', document: documentOf(policy) }], managed: [] } };
}

const TAGS = [
  'eks-cluster-arn',
  'eks-cluster-name',
  'kubernetes-namespace',
  'kubernetes-service-account',
  'kubernetes-pod-name',
  'kubernetes-pod-uid',
];

const tagsOf = (
  { arn, name }: Cluster,
  namespace: string,
  serviceAccount: string,
): Pick<RoleEntitlement, 'fixes' | 'opens'> => ({
  fixes: {
    'aws:RequestTag/eks-cluster-arn': arn,
    'aws:RequestTag/eks-cluster-name': name,
    'aws:RequestTag/kubernetes-namespace': namespace,
    'aws:RequestTag/kubernetes-service-account': serviceAccount,
    'aws:TagKeys': TAGS,
    'sts:TransitiveTagKeys': TAGS,
  },
  opens: ['aws:RequestTag/kubernetes-pod-name', 'aws:RequestTag/kubernetes-pod-uid'],
});
