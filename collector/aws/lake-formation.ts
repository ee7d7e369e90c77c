import type { DataGrant, LakeFormationFacts } from '../../domain/lake-formation.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ReaderPlace, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, objectsOf, textOf, textsOf } from './answers.ts';
import { given, NEXT_TOKEN } from './described.ts';
import { type LFTagCall, searchedOnce } from './lf-tags.ts';

export type LakeFormationCall = 'ListResources' | 'ListPermissions' | 'GetDataLakeSettings' | LFTagCall;

export const LAKE_FORMATION: ServiceCalls<LakeFormationCall> = {
  service: 'lakeformation',
  reach: 'region',
  permissions: {
    ListResources: ['lakeformation:ListResources'],
    ListPermissions: ['lakeformation:ListPermissions'],
    GetDataLakeSettings: ['lakeformation:GetDataLakeSettings'],
    SearchTablesByLFTags: ['lakeformation:SearchTablesByLFTags'],
    SearchDatabasesByLFTags: ['lakeformation:SearchDatabasesByLFTags'],
    GetLFTagExpression: ['lakeformation:GetLFTagExpression'],
  },
};

type LakeReader = Reader<LakeFormationCall>;

/**
 * Places in S3 for which Lake Formation hands out credentials of a role of its own to whom it grants the data: whoever comes to
 * objects there by it, no policy of S3 tells of. Source: How Lake Formation works, credential vending; API GetDataAccess.
 */
export async function registeredLocations(reader: LakeReader): Promise<readonly string[]> {
  const found = await reader.items('ListResources', {}, 'ResourceInfoList', NEXT_TOKEN);
  const arns = found.filter(isObject).map((one) => neededText(one, 'ResourceArn'));
  for (const arn of arns)
    reader.open(
      'ListResources',
      arn,
      'whom Lake Formation gives credentials by lakeformation:GetDataAccess is not judged',
    );
  return arns.sort();
}

/** What is granted in the catalogue. A caller that is no administrator of the data lake is shown a part. Source: API ListPermissions. */
export async function grantsIn(reader: LakeReader): Promise<Pick<LakeFormationFacts, 'dataGrants'>> {
  const [settings, granted] = await Promise.all([
    reader.get('GetDataLakeSettings', {}),
    reader.items('ListPermissions', {}, 'PrincipalResourcePermissions', NEXT_TOKEN),
  ]);
  const reachedBy = searchedOnce(reader);
  const grants = await Promise.all(
    granted.filter(isObject).map(async (one): Promise<DataGrant> => {
      const policy = objectOf(objectOf(one, 'Resource'), 'LFTagPolicy');
      const found = policy === undefined ? undefined : await reachedBy(policy);
      const reaches = found?.map((thing) => thingOf(reader.place, thing)).sort();
      return { ...grantOf(reader.place, one), ...given('reaches', reaches) };
    }),
  );
  const administrators = administratorsIn(reader.place, objectOf(settings, 'DataLakeSettings') ?? {});
  const all = [...administrators, ...grants].sort(byText);
  return all.length === 0 ? {} : { dataGrants: all };
}

const byText = (a: DataGrant, b: DataGrant): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const administratorsIn = (place: ReaderPlace, settings: JsonObject): readonly DataGrant[] =>
  [['DataLakeAdmins', 'ADMINISTRATOR'] as const, ['ReadOnlyAdmins', 'READ_ADMINISTRATOR'] as const].flatMap(
    ([list, permission]) =>
      objectsOf(settings, list).map((one) => ({
        principal: neededText(one, 'DataLakePrincipalIdentifier'),
        permissions: [permission],
        on: glueArn(place, undefined, 'catalog'),
      })),
  );

const grantOf = (place: ReaderPlace, item: JsonObject): DataGrant => ({
  principal: neededText(objectOf(item, 'Principal') ?? {}, 'DataLakePrincipalIdentifier'),
  permissions: [...textsOf(item, 'Permissions')].sort(),
  on: thingOf(place, objectOf(item, 'Resource') ?? {}),
});

/** Exactly one of the fields is set. Source: API Resource. */
function thingOf(place: ReaderPlace, resource: JsonObject): string {
  const database = objectOf(resource, 'Database');
  if (database !== undefined) return glueArn(place, database, `database/${neededText(database, 'Name')}`);
  const table = objectOf(resource, 'Table') ?? objectOf(resource, 'TableWithColumns');
  if (table !== undefined) return tableArn(place, table, textOf(table, 'Name') ?? '*');
  const cells = objectOf(resource, 'DataCellsFilter');
  if (cells !== undefined) return tableArn(place, cells, neededText(cells, 'TableName'));
  const location = objectOf(resource, 'DataLocation');
  if (location !== undefined) return neededText(location, 'ResourceArn');
  const catalog = objectOf(resource, 'Catalog');
  if (catalog !== undefined) return glueArn(place, catalog, 'catalog');
  const tag = objectOf(resource, 'LFTag');
  if (tag !== undefined) return `lf-tag ${textOf(tag, 'TagKey') ?? ''}`;
  const named = objectOf(resource, 'LFTagExpression') ?? objectOf(resource, 'LFTagPolicy') ?? {};
  const name = textOf(named, 'Name') ?? textOf(named, 'ExpressionName');
  if (name !== undefined) return `lf-tag expression ${name}`;
  return `lf-tag ${objectsOf(named, 'Expression')
    .map((one) => `${textOf(one, 'TagKey') ?? ''}=${textsOf(one, 'TagValues').join(',')}`)
    .join(' and ')}`;
}

const tableArn = (place: ReaderPlace, item: JsonObject, name: string): string =>
  glueArn(place, item, `table/${neededText(item, 'DatabaseName')}/${name}`);

const glueArn = (
  { partition, region, account }: ReaderPlace,
  item: JsonObject | undefined,
  resource: string,
): string => {
  const owner = item === undefined ? undefined : (textOf(item, 'CatalogId') ?? textOf(item, 'TableCatalogId'));
  return `arn:${partition}:glue:${region}:${/^\d{12}$/.test(owner ?? '') ? owner : account}:${resource}`;
};
