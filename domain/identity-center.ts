export interface IdentityCenter {
  readonly instanceArn: string;
  readonly identityStoreId: string;
  readonly region: string;
  readonly ownerAccount: string;
  /** Attributes for access control; absent: they are not enabled, or that was not read. */
  readonly accessControl?: {
    /** False: it is being made, or that has failed. */
    readonly enabled: boolean;
    readonly attributes: readonly AccessControlAttribute[];
  };
}

/** An attribute of the directory that sessions of permission sets carry as a tag. */
export interface AccessControlAttribute {
  /** Key of the session tag. */
  readonly key: string;
  /** Where its value comes from, as AWS writes it: `${path:enterprise.department}`. */
  readonly sources: readonly string[];
}
