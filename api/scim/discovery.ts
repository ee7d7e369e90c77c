import {
  type Attribute,
  type JsonObject,
  listResponse,
  MOST_IN_A_PAGE,
  RESOURCE_TYPES,
  SCHEMAS,
} from '../../answers/scim.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

/** What this service can do. Source: RFC 7643, 5. */
export const serviceProviderConfig = (base: string): JsonObject => ({
  schemas: [`${CORE}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST_IN_A_PAGE },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Token of a connector',
      description: 'The token that `tadori connectors add` printed, as Authorization: Bearer',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

export const resourceTypes = (base: string): readonly JsonObject[] =>
  Object.values(RESOURCE_TYPES).map(({ kind, endpoint, schema, extension }) => ({
    schemas: [`${CORE}:ResourceType`],
    id: kind,
    name: kind,
    endpoint: `/${endpoint}`,
    description: SCHEMAS.find((one) => one.id === schema)?.description ?? kind,
    schema,
    ...(extension === undefined ? {} : { schemaExtensions: [{ schema: extension.schema, required: false }] }),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${kind}` },
  }));

export const schemas = (base: string): readonly JsonObject[] =>
  SCHEMAS.map(({ id, name, description, attributes }) => ({
    schemas: [`${CORE}:Schema`],
    id,
    name,
    description,
    attributes: attributes.map(described),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }));

function described({ subAttributes, referenceTypes, ...attribute }: Attribute): JsonObject {
  return {
    ...attribute,
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(described) }),
  };
}

export const wholeList = (resources: readonly JsonObject[]): JsonObject => listResponse(resources, 1, resources.length);
