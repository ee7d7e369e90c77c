import type { Verdict } from './decision.ts';

/** How an Amazon EKS cluster knows principals of IAM: by access entries, by a map inside the cluster, or by both. */
export type ClusterAuthentication = 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';

/** An access policy of Amazon EKS: permissions of Kubernetes, not of IAM. */
export interface ClusterPolicy {
  /** ARN, as `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`. */
  readonly policy: string;
  /** Absent: in the whole cluster. */
  readonly namespaces?: readonly string[];
}

/** An access entry of a cluster: a user or role of IAM, and what it is in Kubernetes. */
export interface ClusterAccessEntry {
  /** ARN of the user or role. */
  readonly principal: string;
  /** Kubernetes groups, which bindings inside the cluster may give permissions to; absent: not read. */
  readonly groups?: readonly string[];
  /** Absent: not read. */
  readonly policies?: readonly ClusterPolicy[];
}

/** An access entry that the subject of a question comes to. */
export interface ReachedCluster extends ClusterAccessEntry {
  /** ARN of the cluster. */
  readonly cluster: string;
  readonly name: string;
  /** Of the way from the subject to the user or role of the entry; what the entry gives is no question of IAM. */
  readonly verdict: Exclude<Verdict, 'denied'>;
}
