import type { ClusterAccessEntry, ClusterAuthentication, ClusterPolicy } from '../../domain/cluster-access.ts';
import type { IdentitySource } from '../../domain/entitlement.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import { neededText, objectOf, objectsOf, textOf, textsOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN } from './described.ts';

export type EksAccessCall = 'ListAccessEntries' | 'DescribeAccessEntry' | 'ListAssociatedAccessPolicies';

type AccessReader = Reader<EksAccessCall>;

interface Cluster {
  readonly name: string;
  readonly arn: string;
}

/**
 * The users and roles that a cluster lets into Kubernetes. A cluster that goes by its own map alone refuses the question, and
 * its map cannot be read from AWS. Source: Amazon EKS API Reference, ListAccessEntries; User Guide, Access entries.
 */
export async function readAccess(
  reader: AccessReader,
  cluster: Cluster,
  described: JsonObject | undefined,
): Promise<Pick<IdentitySource, 'authentication' | 'accessEntries'>> {
  const authentication = authenticationOf(textOf(objectOf(described, 'accessConfig') ?? {}, 'authenticationMode'));
  if (authentication === 'CONFIG_MAP') return { authentication };
  const input = { clusterName: cluster.name };
  const pages = await reader.pages('ListAccessEntries', input, LOWER_NEXT_TOKEN, { target: cluster.arn });
  const principals = pages.flatMap((page) => textsOf(page, 'accessEntries')).sort();
  const entries = await Promise.all(principals.map((principal) => readEntry(reader, cluster, principal)));
  return { ...given('authentication', authentication), ...(pages.length === 0 ? {} : { accessEntries: entries }) };
}

const authenticationOf = (mode: string | undefined): ClusterAuthentication | undefined =>
  mode === 'API' || mode === 'API_AND_CONFIG_MAP' || mode === 'CONFIG_MAP' ? mode : undefined;

async function readEntry(reader: AccessReader, cluster: Cluster, principal: string): Promise<ClusterAccessEntry> {
  const input = { clusterName: cluster.name, principalArn: principal };
  const aim = { target: `${cluster.arn} ${principal}` };
  const [described, pages] = await Promise.all([
    reader.get('DescribeAccessEntry', input, aim),
    reader.pages('ListAssociatedAccessPolicies', input, LOWER_NEXT_TOKEN, aim),
  ]);
  const policies = pages.flatMap((page) => objectsOf(page, 'associatedAccessPolicies')).map(policyOf);
  return {
    principal,
    ...(described === undefined
      ? {}
      : { groups: textsOf(objectOf(described, 'accessEntry'), 'kubernetesGroups').toSorted() }),
    ...(pages.length === 0 ? {} : { policies: policies.toSorted((a, b) => (a.policy < b.policy ? -1 : 1)) }),
  };
}

function policyOf(item: JsonObject): ClusterPolicy {
  const scope = objectOf(item, 'accessScope') ?? {};
  const inNamespaces = textOf(scope, 'type') === 'namespace';
  const policy = neededText(item, 'policyArn');
  return { policy, ...(inNamespaces ? { namespaces: textsOf(scope, 'namespaces').toSorted() } : {}) };
}
