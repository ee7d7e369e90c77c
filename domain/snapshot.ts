import type { ComputeTypeName } from './compute-types.ts';
import type { CopyLinks } from './copies.ts';
import type { DataAccessRule } from './data-access.ts';
import type { DeployedMethods } from './deployed-methods.ts';
import type { DescribedTypeName } from './described-types.ts';
import type { IdentitySource, RoleEntitlement } from './entitlement.ts';
import type { CoverageCell } from './gap.ts';
import type { IdentityCenter } from './identity-center.ts';
import type { LakeFormationFacts } from './lake-formation.ts';
import type { Json } from './policy.ts';
import type { AclGrant, KmsGrant } from './request.ts';
import type { ResourceShare } from './resource-share.ts';
import type { PrincipalUsage } from './usage.ts';

/** Version of the record shapes below; a reader refuses what it does not know. */
export const SNAPSHOT_FORMAT = 1;

export type Tags = Readonly<Record<string, string>>;

/** A policy as stored by AWS, not yet parsed: a malformed one is kept and reported, never dropped. */
export interface StoredPolicy {
  readonly name: string;
  readonly document: Json;
}

export interface Organization {
  readonly id: string;
  readonly rootId: string;
  readonly managementAccount: string;
  /** Policy types enabled in the root; a type that is not enabled has no layer at all. */
  readonly enabled: readonly ('scp' | 'rcp')[];
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  /** Root id or parent OU id. */
  readonly parent: string;
}

export interface OrganizationPolicy extends StoredPolicy {
  readonly id: string;
  readonly type: 'scp' | 'rcp';
  readonly awsManaged: boolean;
  /** Ids of the root, OUs and accounts it is attached to. */
  readonly targets: readonly string[];
}

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface Account {
  readonly id: string;
  readonly partition: string;
  readonly name?: string;
  /** What the account calls itself at sign-in (iam:ListAccountAliases). */
  readonly alias?: string;
  /** Root or OU id; absent outside an organisation. */
  readonly parent?: string;
  readonly status?: string;
  /** S3 canonical user id, which ACLs speak of. */
  readonly canonicalId?: string;
  readonly s3PublicAccessBlock?: PublicAccessBlock;
}

export interface AccessKey {
  /** `AKIA...`; of a credential report, which does not give it, `access_key_1` or `access_key_2`. */
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  /** Of a credential report: when it was made or last changed. */
  readonly createdAt?: string;
  readonly lastUsed?: string;
  readonly lastUsedService?: string;
  readonly lastUsedRegion?: string;
}

interface IamEntity {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** AIDA..., AROA..., AGPA...: what a stored trust policy compares by (rule 39). */
  readonly uniqueId?: string;
  readonly createdAt?: string;
  readonly inlinePolicies: readonly StoredPolicy[];
  /** ARNs of managed policies. */
  readonly attachedPolicies: readonly string[];
}

export interface IamUser extends IamEntity {
  readonly tags: Tags;
  /** Group names. */
  readonly groups: readonly string[];
  readonly permissionsBoundary?: string;
  readonly accessKeys?: readonly AccessKey[];
  readonly hasPassword?: boolean;
  readonly mfaDevices?: number;
  /** Set where it is known whether there is an MFA device, and not how many. */
  readonly hasMfa?: boolean;
  readonly passwordLastUsed?: string;
}

export type IamGroup = IamEntity;

export interface IamRole extends IamEntity {
  readonly tags: Tags;
  readonly trustPolicy: Json;
  readonly permissionsBoundary?: string;
  readonly maxSessionSeconds?: number;
  readonly lastUsed?: { readonly at: string; readonly region?: string };
}

export interface ManagedPolicy extends StoredPolicy {
  readonly arn: string;
  /** `aws` for AWS-managed policies. */
  readonly account: string;
  readonly awsManaged: boolean;
}

export interface IdentityProvider {
  readonly kind: 'saml' | 'oidc';
  readonly arn: string;
  readonly account: string;
  /** OIDC: issuer without scheme. */
  readonly url?: string;
  readonly clientIds?: readonly string[];
}

export interface InstanceProfile {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  /** Names of roles of the account. */
  readonly roles: readonly string[];
}

export interface PermissionSet {
  readonly arn: string;
  readonly instanceArn: string;
  readonly name: string;
  readonly sessionSeconds?: number;
  readonly inlinePolicy?: Json;
  readonly managedPolicies: readonly string[];
  readonly customerManagedPolicies: readonly { readonly name: string; readonly path: string }[];
  readonly permissionsBoundary?: { readonly arn?: string; readonly name?: string; readonly path?: string };
}

/** The triple that must never be split: who, which permission set, in which account. */
export interface AccountAssignment {
  readonly instanceArn: string;
  readonly permissionSet: string;
  readonly account: string;
  readonly principalKind: 'user' | 'group';
  readonly principalId: string;
}

export interface DirectoryUser {
  readonly id: string;
  readonly provider: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly emails: readonly string[];
  readonly active: boolean;
  readonly externalId?: string;
  readonly department?: string;
  readonly title?: string;
  readonly manager?: string;
  readonly userType?: string;
  /** As the source of people has it, too: joins the account to a person. */
  readonly employeeNumber?: string;
  /** A GUID that is, or may be, that of the object in Active Directory: lower case, with hyphens. Where it is the same, the human is. */
  readonly objectGuid?: string;
}

export interface DirectoryGroup {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  /** Directory user ids. */
  readonly members: readonly string[];
  readonly externalId?: string;
}

/** One human, from a people file; joined to directory users by employee number, object GUID or e-mail. */
export interface Person {
  readonly email: string;
  readonly displayName?: string;
  readonly department?: string;
  readonly title?: string;
  /** E-mail of the manager. */
  readonly manager?: string;
  readonly employment?: string;
  readonly employeeNumber?: string;
  /** That of the person's object in Active Directory: lower case, with hyphens. */
  readonly objectGuid?: string;
  readonly active: boolean;
}

interface ResourceCommon extends CopyLinks {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly tags: Tags;
  readonly policy?: StoredPolicy;
  /** Key ARN of a customer managed key; absent: none, or an AWS owned key. */
  readonly encryption?: { readonly kind: 'awsOwned' | 'awsManaged' | 'customerManaged'; readonly key?: string };
}

export interface S3Bucket extends ResourceCommon {
  readonly type: 'AWS::S3::Bucket';
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly acl: readonly AclGrant[];
  /** What ACLs of single objects grant to others than the bucket's account, once each; absent: not read, or not of every object. */
  readonly objectGrants?: readonly AclGrant[];
  readonly abac?: boolean;
  /** Objects are sealed under a key of the bucket's (S3 Bucket Key), so that KMS is told the bucket, not the object. */
  readonly bucketKey?: boolean;
}
export interface S3AccessPoint extends ResourceCommon {
  readonly type: 'AWS::S3::AccessPoint';
  readonly bucket: string;
  readonly bucketAccount?: string;
  readonly networkOrigin: 'Internet' | 'VPC';
  readonly vpcId?: string;
  readonly publicAccessBlock?: PublicAccessBlock;
}
export interface S3MultiRegionAccessPoint extends ResourceCommon {
  readonly type: 'AWS::S3::MultiRegionAccessPoint';
  /** A request is routed to one of them. Its own `region` is empty. */
  readonly buckets: readonly { readonly bucket: string; readonly region: string; readonly account?: string }[];
  readonly publicAccessBlock?: PublicAccessBlock;
}
export interface DynamoDbTable extends ResourceCommon {
  readonly type: 'AWS::DynamoDB::Table';
  readonly indexes: readonly string[];
}
export interface DynamoDbStream extends ResourceCommon {
  readonly type: 'AWS::DynamoDB::Stream';
  readonly table: string;
}
export interface KmsKey extends ResourceCommon {
  readonly type: 'AWS::KMS::Key';
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly state?: string;
  readonly aliases: readonly string[];
  readonly grants: readonly KmsGrant[];
}
export interface LambdaFunction extends ResourceCommon {
  readonly type: 'AWS::Lambda::Function';
  readonly role?: string;
  /** Version numbers and alias names, each with its own policy and URL where it has one. */
  readonly qualifiers: readonly LambdaQualifier[];
  readonly url?: LambdaUrl;
}
export interface LambdaQualifier {
  readonly name: string;
  readonly kind: 'version' | 'alias';
  readonly policy?: StoredPolicy;
  readonly url?: LambdaUrl;
}
export interface LambdaUrl {
  readonly authType: 'AWS_IAM' | 'NONE';
  /** ISO 8601. */
  readonly createdAt?: string;
}
export interface LambdaLayerVersion extends ResourceCommon {
  readonly type: 'AWS::Lambda::LayerVersion';
}
export interface SqsQueue extends ResourceCommon {
  readonly type: 'AWS::SQS::Queue';
  /** ARN of the queue that takes what could not be processed. */
  readonly deadLetterQueue?: string;
}
export interface SnsTopic extends ResourceCommon {
  readonly type: 'AWS::SNS::Topic';
}
export interface Secret extends ResourceCommon {
  readonly type: 'AWS::SecretsManager::Secret';
}
export interface VpcEndpoint extends ResourceCommon {
  readonly type: 'AWS::EC2::VPCEndpoint';
  readonly vpcId: string;
  /** `com.amazonaws.eu-west-1.s3` */
  readonly serviceName: string;
  readonly endpointType: 'Gateway' | 'Interface' | 'GatewayLoadBalancer' | 'Resource' | 'ServiceNetwork';
}

/** A resource of a type that needs no rules of its own: domain/described-types.ts. */
export interface DescribedResource extends ResourceCommon, LakeFormationFacts {
  readonly type: DescribedTypeName;
  /** Policy of what it stands in, which counts beside its own: registry, domain, table bucket. */
  readonly containerPolicy?: StoredPolicy;
  /** Scope of the registry policy of Amazon ECR. */
  readonly registryPolicyScope?: 'V1' | 'V2';
  /** Whom a snapshot, image or document is shared with: accounts, `all`, ARNs of organisations and OUs; absent: not read, or nothing of that kind. */
  readonly sharedWith?: readonly string[];
  /** The account's brake on public snapshots in the Region. */
  readonly publicSharing?: 'blockAll' | 'blockNew';
  /** Domains: roles of OpenSearch decide beside policies; absent: AWS did not say. */
  readonly fineGrained?: boolean;
  /** Collections: rules of data access policies that are about it, or may be; absent: not read. */
  readonly dataAccess?: readonly DataAccessRule[];
  /** ARN or id of what it holds a copy of. */
  readonly copyOf?: string;
  /** Snapshots of databases: ARN of the snapshot, of another account or Region, that it was copied from. */
  readonly copiedFrom?: string;
  /** REST APIs: how what is deployed authorises; absent: not read. */
  readonly methods?: readonly DeployedMethods[];
  /** REST APIs: private, and reached through VPC endpoints alone. */
  readonly onlyFromVpc?: boolean;
}

export type Resource =
  | S3Bucket
  | S3AccessPoint
  | S3MultiRegionAccessPoint
  | DynamoDbTable
  | DynamoDbStream
  | KmsKey
  | LambdaFunction
  | LambdaLayerVersion
  | SqsQueue
  | SnsTopic
  | Secret
  | VpcEndpoint
  | DescribedResource;
export type ResourceType = Resource['type'];

/** What a thing uses a role for: to run its code or stack, to start it, to fetch its image. */
export type ComputeUse = 'execution' | 'task' | 'instance' | 'service' | 'batch' | 'job' | 'access' | 'space';

/** A thing that acts as a role: whoever changes what it runs acts with the permissions of the role. */
export interface ComputeBinding {
  /** ARN of the thing. */
  readonly resource: string;
  readonly type: ComputeTypeName;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly use: ComputeUse;
  /** ARN; absent where only the instance profile is known. */
  readonly role?: string;
  /** ARN: how an instance comes to its role. */
  readonly instanceProfile?: string;
}

/** Everything that was read at one time, and what could not be. The source of truth; lists are sorted by their id. */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** ISO 8601 UTC. */
  readonly takenAt: string;
  readonly source: 'aws' | 'import' | 'sample';
  readonly organization?: Organization;
  readonly organizationalUnits: readonly OrganizationalUnit[];
  readonly organizationPolicies: readonly OrganizationPolicy[];
  readonly accounts: readonly Account[];
  readonly users: readonly IamUser[];
  readonly groups: readonly IamGroup[];
  readonly roles: readonly IamRole[];
  readonly managedPolicies: readonly ManagedPolicy[];
  readonly identityProviders: readonly IdentityProvider[];
  readonly instanceProfiles: readonly InstanceProfile[];
  readonly identityCenters: readonly IdentityCenter[];
  readonly permissionSets: readonly PermissionSet[];
  readonly assignments: readonly AccountAssignment[];
  readonly directoryUsers: readonly DirectoryUser[];
  readonly directoryGroups: readonly DirectoryGroup[];
  readonly people: readonly Person[];
  readonly identitySources: readonly IdentitySource[];
  readonly entitlements: readonly RoleEntitlement[];
  readonly resources: readonly Resource[];
  readonly computeBindings: readonly ComputeBinding[];
  readonly resourceShares: readonly ResourceShare[];
  readonly usage: readonly PrincipalUsage[];
  readonly coverage: readonly CoverageCell[];
}
