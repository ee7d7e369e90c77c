/** Every form a caller can take (spec table A). The form decides which layers exist for it. */
export type Principal =
  | RootPrincipal
  | UserPrincipal
  | RoleSessionPrincipal
  | FederatedUserPrincipal
  | AssumedRootPrincipal
  | ServicePrincipal
  | FederatedCaller
  | AnonymousPrincipal;

/** The root user of an account (P5, P6). */
export interface RootPrincipal {
  readonly kind: 'root';
  readonly partition: string;
  readonly account: string;
}

/** An IAM user; `arn` carries the path (P1). */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly partition: string;
  readonly account: string;
  readonly arn: string;
}

/** A session of a role (P2, P3, P11). `roleArn` is absent where only the session ARN, which drops the path, is known. */
export interface RoleSessionPrincipal {
  readonly kind: 'roleSession';
  readonly partition: string;
  readonly account: string;
  readonly roleName: string;
  readonly roleArn?: string;
  readonly sessionName?: string;
}

/** A GetFederationToken session (P4); `user` is the ARN of the IAM user (or root) that asked for it, where known. */
export interface FederatedUserPrincipal {
  readonly kind: 'federatedUser';
  readonly partition: string;
  readonly account: string;
  readonly name: string;
  readonly user?: string;
}

/** A session of sts:AssumeRoot in a member account (P12). */
export interface AssumedRootPrincipal {
  readonly kind: 'assumedRoot';
  readonly partition: string;
  readonly account: string;
}

/** An AWS service calling on its own behalf (P7). */
export interface ServicePrincipal {
  readonly kind: 'service';
  readonly name: string;
}

/** A SAML or OIDC caller of sts:AssumeRoleWithSAML / WithWebIdentity (P8): provider ARN, or one of AWS's built-in names. */
export interface FederatedCaller {
  readonly kind: 'federated';
  readonly provider: string;
}

/** An unsigned request (P9). */
export interface AnonymousPrincipal {
  readonly kind: 'anonymous';
}

/** The account whose identity-side policies bind the caller; none for services, federated callers and anonymous. */
export function accountOf(principal: Principal): string | undefined {
  return 'account' in principal ? principal.account : undefined;
}

/** The name of a service as principals are named: `lambda.amazonaws.com`. */
export const SERVICE_NAME = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/** By the path of service-linked roles. Source: AWS, Create a service-linked role. */
export const isServiceLinkedRoleArn = (roleArn: string): boolean => roleArn.includes(':role/aws-service-role/');

/** `AWSReservedSSO_LakeHop_0123456789abcdef` -> `LakeHop`: the permission set that such a role was made for (rule 96). */
export const permissionSetOfRole = (name: string): string | undefined =>
  /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1];

/** Roles that Identity Center provisions (rule 96). */
export const isIdentityCenterRoleArn = (roleArn: string): boolean =>
  roleArn.includes(':role/aws-reserved/sso.amazonaws.com/');
