import type { DescribedResource, Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isList, isObject } from '../schema-check.ts';
import { neededText, textMapOf } from './answers.ts';
import { type ContainerPolicy, given, NEXT_TOKEN, noteContainer, placeOf, policyIn, united } from './described.ts';
import { grantsIn, LAKE_FORMATION, registeredLocations } from './lake-formation.ts';

export type GlueCatalogCall = 'GetResourcePolicy' | 'GetResourcePolicies' | 'GetDatabases' | 'GetTables' | 'GetTags';

export const GLUE_CATALOG: ServiceCalls<GlueCatalogCall> = {
  service: 'glue',
  reach: 'region',
  permissions: {
    GetResourcePolicy: ['glue:GetResourcePolicy'],
    GetResourcePolicies: ['glue:GetResourcePolicies'],
    GetDatabases: ['glue:GetDatabases'],
    GetTables: ['glue:GetTables'],
    GetTags: ['glue:GetTags'],
  },
};

type GlueReader = Reader<GlueCatalogCall>;

/** The Data Catalog of the account in the Region, where anything is in it, its databases and their tables. */
export async function collectCatalog(reader: GlueReader): Promise<readonly DescribedResource[]> {
  const lake = reader.beside(LAKE_FORMATION);
  const [around, listed, registered] = await Promise.all([
    readPolicies(reader),
    reader.items('GetDatabases', {}, 'DatabaseList', NEXT_TOKEN),
    registeredLocations(lake),
  ]);
  const databases = listed.filter(isObject);
  if (databases.length === 0 && registered.length === 0 && around.policy === undefined && !around.unread) return [];
  const [catalog, granted] = await Promise.all([
    describe(reader, 'AWS::Glue::Catalog', 'catalog', 'catalog'),
    grantsIn(lake),
  ]);
  if (around.unread)
    reader.doubt('GetResourcePolicies', catalog.arn, 'the policies of the catalogue could not be read');
  const read = await Promise.all(databases.map((one) => readDatabase(reader, neededText(one, 'Name'), around)));
  const locations = registered.length === 0 ? {} : { registeredLocations: registered };
  return [{ ...catalog, ...given('policy', around.policy), ...granted, ...locations }, ...read.flat()];
}

async function readDatabase(
  reader: GlueReader,
  name: string,
  around: ContainerPolicy,
): Promise<readonly DescribedResource[]> {
  const [database, tables] = await Promise.all([
    describe(reader, 'AWS::Glue::Database', `database/${name}`, name),
    // columns and parameters of tables are not asked for
    reader.items('GetTables', { DatabaseName: name, AttributesToGet: ['NAME'] }, 'TableList', NEXT_TOKEN, {
      target: arnOf(reader, `database/${name}`),
    }),
  ]);
  const read = await Promise.all(
    tables
      .filter(isObject)
      .map((one) => neededText(one, 'Name'))
      .map((table) => describe(reader, 'AWS::Glue::Table', `table/${name}/${table}`, `${name}.${table}`)),
  );
  return [database, ...read].map((one) => {
    noteContainer(reader, 'GetResourcePolicies', one.arn, around);
    return { ...one, ...given('containerPolicy', around.policy) };
  });
}

const arnOf = ({ place: { partition, region, account } }: GlueReader, resource: string): string =>
  `arn:${partition}:glue:${region}:${account}:${resource}`;

async function describe(
  reader: GlueReader,
  type: DescribedResource['type'],
  resource: string,
  name: string,
): Promise<DescribedResource> {
  const arn = arnOf(reader, resource);
  const tags: Tags = textMapOf(await reader.get('GetTags', { ResourceArn: arn }, { target: arn }), 'Tags');
  return { type, arn, ...placeOf(reader.place), name, tags };
}

/**
 * The policy of the catalogue, and those that AWS RAM writes for what is shared, which say by their Resource what they speak
 * of: their statements count together. Source: API GetResourcePolicy, GetResourcePolicies; Granting cross-account access.
 */
async function readPolicies(reader: GlueReader): Promise<ContainerPolicy> {
  const [own, all] = await Promise.all([
    reader.lookUp('GetResourcePolicy', {}, { notSet: ['EntityNotFoundException'] }),
    reader.pages('GetResourcePolicies', {}, NEXT_TOKEN),
  ]);
  const items = all.flatMap(listIn);
  const first = own.kind === 'answer' ? [own.answer] : [];
  const policies = [...first, ...items].flatMap((one) => policyIn(one, 'PolicyInJson', NAME) ?? []);
  return { ...given('policy', united(NAME, policies)), unread: own.kind === 'failed' || all.length === 0 };
}
const NAME = 'Data Catalog policy';

function listIn(page: JsonObject): readonly JsonObject[] {
  const list = page['GetResourcePoliciesResponseList'];
  return list !== undefined && isList(list) ? list.filter(isObject) : [];
}
