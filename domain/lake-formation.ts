import type { Verdict } from './decision.ts';

/** A permission of AWS Lake Formation, as it was granted; it counts beside IAM, and is told and not judged (rule 90). */
export interface DataGrant {
  /** ARN of a user, role or group, an account, or `IAM_ALLOWED_PRINCIPALS`: whomever IAM lets. */
  readonly principal: string;
  /** As AWS names them (`SELECT`, `ALL`); `ADMINISTRATOR` of a data lake administrator, `READ_ADMINISTRATOR` of one who only looks. */
  readonly permissions: readonly string[];
  /** ARN of the catalogue, database, table or location; `table/<database>/*` for all tables; `lf-tag ...` by tag. */
  readonly on: string;
  /** By an expression of LF-tags: ARNs of the databases or tables that it reached, as Lake Formation found them; absent: not read, or not by one. */
  readonly reaches?: readonly string[];
}

/** What Lake Formation holds of the Data Catalog of an account and Region. */
export interface LakeFormationFacts {
  /** Grants that the collector is shown, and there may be more; absent: none, or not read. */
  readonly dataGrants?: readonly DataGrant[];
  /** ARNs of places in S3 that it hands out credentials for; absent: none, or not read. */
  readonly registeredLocations?: readonly string[];
}

/** A grant that the subject of a question comes to, itself or as somebody it gets into. */
export interface ReachedGrant extends DataGrant {
  /** Of the way from the subject to whom it is granted. */
  readonly verdict: Exclude<Verdict, 'denied'>;
  /** A data access policy of OpenSearch Serverless grants it, in the collection `on`; absent: Lake Formation does. */
  readonly by?: { readonly policy: string; readonly parts: readonly string[] };
}
