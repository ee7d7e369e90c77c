import type { ReachedCluster } from './cluster-access.ts';
import type { ReachedGrant } from './lake-formation.ts';
import type { LastUsed, SeenCall } from './usage.ts';

/** What an answer about somebody tells besides, and what no verdict rests on. Left out where there is nothing. */
export interface ToldOfSubject {
  /** Of a role: the calls that would have told of more that acts as it; left out where all were read. */
  readonly usersUnread?: readonly string[];
  readonly lastUsed?: Readonly<Record<string, LastUsed>>;
  readonly seen?: readonly SeenCall[];
  /** Access entries of EKS clusters that it comes to: permissions of Kubernetes. */
  readonly clusters?: readonly ReachedCluster[];
  /** Permissions of AWS Lake Formation that it comes to: they count beside IAM, and are not judged. */
  readonly dataGrants?: readonly ReachedGrant[];
}
