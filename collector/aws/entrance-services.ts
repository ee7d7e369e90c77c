import type { Reader, ServiceCalls } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { COGNITO_IDENTITY, collectIdentityPools } from './cognito-identity.ts';
import { collectClusterIdentities, EKS } from './eks.ts';
import { collectTrustAnchors, ROLES_ANYWHERE } from './roles-anywhere.ts';
import { collectAccessGrants, S3_ACCESS_GRANTS } from './s3-access-grants.ts';

/** Services through which workloads and outside identities enter roles, read in every Region of every account. */
export interface EntranceService {
  readonly calls: ServiceCalls;
  readonly collect: (reader: Reader<string>) => Promise<SnapshotPart>;
}

const service = <Operation extends string>(
  calls: ServiceCalls<Operation>,
  collect: (reader: Reader<Operation>) => Promise<SnapshotPart>,
): EntranceService => ({ calls, collect });

export const ENTRANCE_SERVICES: readonly EntranceService[] = [
  service(EKS, collectClusterIdentities),
  service(COGNITO_IDENTITY, collectIdentityPools),
  service(ROLES_ANYWHERE, collectTrustAnchors),
  service(S3_ACCESS_GRANTS, collectAccessGrants),
];
