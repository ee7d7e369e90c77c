// What the API needs of the directories that identity providers push.

export type { JsonObject } from '../collector/call-source.ts';
export type { Resource } from '../collector/scim/directory.ts';
export type { ListQuery } from '../collector/scim/listing.ts';
export { listResponse, MOST_IN_A_PAGE } from '../collector/scim/listing.ts';
export type { Selection } from '../collector/scim/render.ts';
export { etagOf, Renderer, selected, wantsMembers } from '../collector/scim/render.ts';
export type { Attribute, ResourceKind } from '../collector/scim/schemas.ts';
export { RESOURCE_TYPES, SCHEMAS } from '../collector/scim/schemas.ts';
export type { Scim, ScimError } from '../collector/scim/scim-error.ts';
export type { ScimService } from '../collector/scim/service.ts';

import type { ScimService } from '../collector/scim/service.ts';
import type { Result } from '../domain/result.ts';

/** The directories that connectors push into. An error is a text that says what is wrong with their files. */
export interface Pushes {
  /** Name of the connector whose token it is; undefined: nobody's. */
  connectorOf(token: string): Promise<Result<string | undefined, string>>;
  service(connector: string): Promise<Result<ScimService, string>>;
  close(): Promise<void>;
}
