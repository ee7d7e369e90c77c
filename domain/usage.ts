/** Where the word of a record is from: IAM's own report of what was last accessed, a credential report, files of CloudTrail. */
export type UsageSource = 'lastAccessed' | 'credentialReport' | 'cloudTrail';

/**
 * What one source tells of how a principal was used. Sources stand side by side, so that it stays known who said what; what
 * no record tells is not known, which is not the same as "unused".
 */
export interface PrincipalUsage {
  /** Version of this record's shape. */
  readonly version: 1;
  /** ARN of the user, role or root user; its unique id (`AROA...`, `AIDA...`) where no ARN is told. */
  readonly principal: string;
  readonly account: string;
  readonly source: UsageSource;
  /** First moment the source speaks of, where it says so. */
  readonly since?: string;
  /** Last moment the source speaks of: when a report was made, the newest event of files. */
  readonly until: string;
  readonly services?: readonly ServiceUse[];
  readonly credentials?: CredentialUse;
  readonly events?: EventUses;
}

/** A service that the identity policies of a principal let it into, as IAM tracks it. Denied attempts count as well. */
export interface ServiceUse {
  /** Prefix of its actions. */
  readonly service: string;
  /** Absent: not in the time that is tracked. */
  readonly at?: string;
  readonly region?: string;
  /** Actions that IAM tracks one by one and that were used; absent: none is tracked. */
  readonly actions?: readonly ActionUse[];
  /** Names of tracked actions that were not used in the time that is tracked. */
  readonly unusedActions?: readonly string[];
}

export interface ActionUse {
  /** Without the prefix. */
  readonly action: string;
  readonly at: string;
  readonly region?: string;
}

/** Password, devices and keys as a credential report has them. */
export interface CredentialUse {
  readonly hasPassword?: boolean;
  readonly passwordLastUsed?: string;
  readonly passwordChanged?: string;
  readonly hasMfa?: boolean;
  readonly keys?: readonly KeyUse[];
}

export interface KeyUse {
  /** The report gives no id: `access_key_1` or `access_key_2`. */
  readonly id: string;
  readonly active: boolean;
  readonly changed?: string;
  readonly at?: string;
  readonly region?: string;
  readonly service?: string;
}

/** Events of a principal in files of CloudTrail, counted. */
export interface EventUses {
  readonly calls: readonly EventUse[];
  /** Who was behind the calls, where events say so: source identities, and users of Identity Center. */
  readonly behind?: readonly Behind[];
}

export interface Behind {
  /** A source identity that a session carries, or the id of a user of Identity Center. */
  readonly kind: 'sourceIdentity' | 'directoryUser';
  readonly name: string;
  readonly count: number;
}

export interface EventUse {
  /** `s3.amazonaws.com:GetObject`, as the event names it. */
  readonly event: string;
  /** Events that ended well. */
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** Events that ended in an error, by its code. */
  readonly errors?: readonly CountedName[];
  /** ARNs that events name, the first ones found. */
  readonly resources?: readonly string[];
  /** How often other ARNs were named. */
  readonly otherResources?: number;
}

export interface CountedName {
  readonly name: string;
  readonly count: number;
}

/** The last use of a principal that is known, and who tells of it; `iam`: last use of roles, passwords and keys. */
export interface LastUsed {
  /** ISO 8601. */
  readonly at: string;
  readonly source: UsageSource | 'iam';
}

/** An event of a principal with the actions it may stand for: one of them, or none where that is not known. */
export interface SeenCall extends Pick<EventUse, 'event' | 'count' | 'first' | 'last' | 'errors'> {
  readonly actions: readonly string[];
}
