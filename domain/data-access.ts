/** A rule of a data access policy of OpenSearch Serverless that is about a collection, or may be (rule 88q). */
export interface DataAccessRule {
  /** Name of the policy. */
  readonly policy: string;
  /** As they are written: ARNs of roles and users, `saml/...`, `iamidentitycenter/...`. */
  readonly principals: readonly string[];
  /** `aoss:ReadDocument`, `aoss:*`. */
  readonly permissions: readonly string[];
  /** As they are written: `collection/logs*`, `index/logs/*`. */
  readonly on: readonly string[];
}
