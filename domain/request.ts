import type { NamedPolicy, PolicyLayer } from './policy.ts';
import type { Principal } from './principal.ts';

/** Text is a single-valued key, a list a multivalued one; a key that is not there is absent. */
export type ContextValue = string | readonly string[];

/** Keys are spelled as given; look-ups ignore case (rule 70). */
export type RequestContext = Readonly<Record<string, ContextValue>>;

/** One KMS grant. Source: AWS KMS, Grants in AWS KMS. */
export interface KmsGrant {
  readonly id: string;
  /** ARN of the grantee, or a service principal name. */
  readonly grantee: string;
  readonly granteeIsService?: boolean;
  readonly retiring?: string;
  readonly issuingAccount?: string;
  /** `Decrypt`, `CreateGrant`, ... without the `kms:` prefix. */
  readonly operations: readonly string[];
  readonly encryptionContextEquals?: Readonly<Record<string, string>>;
  readonly encryptionContextSubset?: Readonly<Record<string, string>>;
  readonly sourceArn?: string;
}

export type AclPermission = 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL';
export type AclGrantee =
  | { readonly kind: 'account'; readonly canonicalId: string; readonly account?: string }
  | { readonly kind: 'allUsers' }
  | { readonly kind: 'authenticatedUsers' }
  | { readonly kind: 'logDelivery' };
export interface AclGrant {
  readonly grantee: AclGrantee;
  readonly permission: AclPermission;
  /** Left out: a grant of the bucket's ACL; otherwise one of the ACL of the object asked about. */
  readonly on?: 'object';
}

/** Where a statement has the name of its policy; `arn`: of the bucket or of something in it. */
export const aclName = (arn: string): string => `ACL of ${arn.split('/')[0]}`;

/** `AllUsers READ`: under which words a grant of an ACL is referred to, where a statement has its Sid. */
export function aclGrantName({ grantee, permission }: AclGrant): string {
  const names = { allUsers: 'AllUsers', authenticatedUsers: 'AuthenticatedUsers', logDelivery: 'LogDelivery' } as const;
  const who = grantee.kind === 'account' ? (grantee.account ?? grantee.canonicalId) : names[grantee.kind];
  return `${who} ${permission}`;
}

/** What a decision needs to know beside policies. Everything is optional; left out means "not so". */
export interface RequestFacts {
  /** The caller's account is the organisation's management account: SCPs do not bind it (rule 14). */
  readonly managementAccount?: boolean;
  /** The resource belongs to the management account: RCPs do not bind it (rule 15). Default: managementAccount, if both accounts are one. */
  readonly resourceInManagementAccount?: boolean;
  readonly serviceLinkedRole?: boolean;
  /** RestrictPublicBuckets and IgnorePublicAcls are in force for the bucket (any of the four levels). */
  readonly s3BlockPublicAccess?: boolean;
  /** RestrictPublicBuckets is in force, whatever becomes of public ACLs: those that are ignored are left out of `s3Acl`. */
  readonly s3RestrictPublicBuckets?: boolean;
  readonly s3BucketAbac?: boolean;
  /** Bucket or object ACL grants that count (nothing under BucketOwnerEnforced). */
  readonly s3Acl?: readonly AclGrant[];
  /** Account that owns the object where it is not the bucket's account. */
  readonly s3ObjectOwner?: string;
  /** ACLs of single objects count and were not read; `accounts`: what they grant to everybody is ignored (rule 81). */
  readonly s3ObjectAclsUnread?: 'everybody' | 'accounts';
  readonly kmsGrants?: readonly KmsGrant[];
  readonly awsManagedKey?: boolean;
  /** Grants were not readable: absence of a grant is no knowledge. */
  readonly kmsGrantsUnread?: boolean;
  readonly lambdaUrlAuthType?: 'AWS_IAM' | 'NONE';
  /** The account of the role has no such identity provider, or nobody read whether it has, and for whom it takes tokens (rule 25). */
  readonly identityProvider?: 'missing' | 'unread';
  /** Client ids of the OpenID provider: the audiences whose tokens AWS takes from it (rule 25). Left out: any. */
  readonly providerClientIds?: readonly string[];
  /** The role that assumes itself is older than AWS's change of September 2022 (rule 24). Left out: its age is not known. */
  readonly roleCreatedBefore2022?: boolean;
  /** Kind of the endpoint whose policy stands in policies.vpcEndpoint (rule 19). Left out: not known. */
  readonly vpcEndpointKind?: 'gateway' | 'interface';
  /** Canonical user id -> account, for S3 policies and ACLs that name the id (rule 44). */
  readonly canonicalUsers?: Readonly<Record<string, string>>;
  /** The user's credentials come from sts:GetSessionToken (rule 110). */
  readonly sessionToken?: boolean;
  /** The caller's account is the delegated administrator for root access (rule 22). */
  readonly rootAccessAdministrator?: boolean;
  /** Keys of the transitive tags that the caller's session has inherited (rule 28). */
  readonly transitiveTagKeys?: readonly string[];
  /** VPC id an S3 access point is bound to (rule 83). */
  readonly accessPointVpc?: string;
  /** How a method of a REST API authorises (rule 86); under LAMBDA `policies.identity` is what the authorizer returned. Left out: by IAM for signed requests, and else not known. `unread`: not known for either, or methods differ. */
  readonly apiAuthorizer?: 'NONE' | 'AWS_IAM' | 'LAMBDA' | 'COGNITO' | 'unread';
  /** The REST API is private: it takes requests through VPC endpoints alone (rule 86). */
  readonly privateApi?: boolean;
  /** Whom a snapshot, image or document is shared with: account ids, `all` for every account, or ARNs of organisations and OUs of which it is not known whether the caller is in them (rule 88). */
  readonly snapshotSharedWith?: readonly string[];
  /** The account's brake on public snapshots: everything, or only what is shared from now on (rule 88). */
  readonly snapshotPublicSharing?: 'blockAll' | 'blockNew';
  /** The key that a snapshot is encrypted under (rule 88). Left out: it is not encrypted. */
  readonly snapshotEncryption?: 'awsManaged' | 'customerManaged';
  /** Account of the Amazon Cognito identity pool that made the token (rule 26). Left out: the account of the role. */
  readonly identityPoolAccount?: string;
  /** The session is that of a guest of an Amazon Cognito identity pool, by the enhanced flow, which cuts it down (rule 114). */
  readonly cognitoGuest?: boolean;
  /** The user or root user has delegated the session, which the session policies given cut (rule 116). */
  readonly delegatedSession?: boolean;
  /** The call switches roles in the console, signed in or in a role that was switched to before (rule 23). */
  readonly consoleSwitch?: 'signIn' | 'switchedRole';
  /** The caller's account has not enabled the Region of the key (rule 77). */
  readonly regionNotEnabled?: boolean;
  /** The access point is attached to a volume of Amazon FSx, whose own permissions count beside (rule 83). */
  readonly accessPointOfVolume?: boolean;
  /** Fine-grained access control is on in the domain, and this is its own answer (rule 88). */
  readonly openSearchRoles?: 'grants' | 'denies' | 'unread';
  /** What the data access policies of OpenSearch Serverless say of the caller and the collection (rule 88q). */
  readonly dataAccessPolicies?: 'grants' | 'denies' | 'unread';
  /** Scope of the registry policy of Amazon ECR: replication and creation alone, or every call (rule 88). Left out: V2. */
  readonly registryPolicyScope?: 'V1' | 'V2';
  /** Lake Formation manages the data, and this is its own answer (rule 90). */
  readonly lakeFormation?: 'grants' | 'denies' | 'unread';
}

/** Undefined: the request does not say. */
export const accountOfCanonicalUser = ({ canonicalUsers = {} }: RequestFacts, id: string): string | undefined =>
  Object.hasOwn(canonicalUsers, id) ? canonicalUsers[id] : undefined;

/** A VPC endpoint: who comes through it shows its id as aws:SourceVpce and its VPC as aws:SourceVpc. */
export interface EndpointRoute {
  /** `vpce-0123456789abcdef0` */
  readonly id: string;
  readonly vpc: string;
  /** Every endpoint of its VPC is told, so that who comes from this VPC comes through one of them. */
  readonly vpcRead: boolean;
  readonly kind?: 'gateway' | 'interface';
  /** Prefix of the actions it takes to where the resource is: `s3`; `none` where it leads elsewhere. Left out: not known. */
  readonly service?: string;
  /** Left out: it has none, and lets everything through. */
  readonly policy?: NamedPolicy;
  /** It has a policy that could not be read. */
  readonly unread?: true;
}

/**
 * The policies that are attached around one (principal, resource) pair, as found; which of them bind is the decision's business.
 * A part left out does not exist; a layer named in `unread` exists but could not be read, so it makes answers unknown.
 */
export interface PolicySet {
  readonly identity?: readonly NamedPolicy[];
  /** Resource policy; the trust policy for sts:AssumeRole*. Several documents unite (Lambda qualifiers, Glue shares). */
  readonly resource?: readonly NamedPolicy[];
  /** Policies of what the resource stands in: CodeArtifact domain of a repository, registry of Amazon ECR, backup vault of a recovery point. */
  readonly container?: readonly NamedPolicy[];
  readonly permissionsBoundary?: readonly NamedPolicy[];
  readonly session?: readonly NamedPolicy[];
  /** One list per Organizations level, root first. */
  readonly scp?: readonly (readonly NamedPolicy[])[];
  readonly rcp?: readonly (readonly NamedPolicy[])[];
  readonly vpcEndpoint?: readonly NamedPolicy[];
  /** VPC endpoints that a request may come through, where it is open through which it does (rule 19c). `vpcEndpoint` goes before. */
  readonly endpoints?: readonly EndpointRoute[];
  readonly unread?: readonly PolicyLayer[];
}

/** One question to the reference interpreter: self-contained, decided from these fields alone. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `service:Name` */
  readonly action: string;
  readonly resource: { readonly arn: string; readonly account?: string };
  readonly context: RequestContext;
  readonly policies: PolicySet;
  readonly facts: RequestFacts;
}
