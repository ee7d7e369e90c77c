import { describe, expect, it } from 'vitest';
import { collectCatalog, GLUE_CATALOG } from '../../collector/aws/glue-catalog.ts';
import { collectDomains, OPENSEARCH } from '../../collector/aws/opensearch.ts';
import type { Json } from '../../domain/policy.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const named = (name: string, document: object = POLICY) => ({ name, document });
const SHARE = { Effect: 'Allow', Principal: '*', Action: 'glue:GetTable', Resource: arn('glue', 'table/shop/orders') };
const SHARED = JSON.stringify({ Version: '2012-10-17', Statement: [SHARE] });

describe('the Data Catalog of AWS Glue', () => {
  const SCRIPT = {
    'glue:GetResourcePolicy': { PolicyInJson: TEXT },
    'glue:GetResourcePolicies': { GetResourcePoliciesResponseList: [{ PolicyInJson: TEXT }] },
    'glue:GetDatabases': { DatabaseList: [{ Name: 'shop' }] },
    'glue:GetTables': ({ NextToken }: { readonly NextToken?: unknown }) =>
      NextToken === undefined
        ? { TableList: [{ Name: 'orders' }], NextToken: 'n' }
        : { TableList: [{ Name: 'cakes' }] },
    'glue:GetTags': { Tags: { k: 'v' } },
    'lakeformation:ListResources': {},
    'lakeformation:ListPermissions': {},
    'lakeformation:GetDataLakeSettings': {},
  };

  it('is read with its databases and tables, of which its policy speaks', async () => {
    const { value, gaps, calls } = await read(GLUE_CATALOG, collectCatalog, SCRIPT);
    expect(gaps).toEqual([]);
    const common = { ...PLACE, tags: { k: 'v' } };
    const around = { containerPolicy: named('Data Catalog policy') };
    const table = (name: string) => ({
      type: 'AWS::Glue::Table',
      arn: arn('glue', `table/shop/${name}`),
      ...common,
      name: `shop.${name}`,
      ...around,
    });
    expect(value).toEqual([
      {
        type: 'AWS::Glue::Catalog',
        arn: arn('glue', 'catalog'),
        ...common,
        name: 'catalog',
        policy: named('Data Catalog policy'),
      },
      { type: 'AWS::Glue::Database', arn: arn('glue', 'database/shop'), ...common, name: 'shop', ...around },
      table('orders'),
      table('cakes'),
    ]);
    expect(calls.filter((one) => one.operation === 'GetTables').map((one) => one.input['AttributesToGet'])).toEqual([
      ['NAME'],
      ['NAME'],
    ]);
  });

  it('has the statements that AWS RAM wrote beside its own', async () => {
    const { value } = await read(GLUE_CATALOG, collectCatalog, {
      ...SCRIPT,
      'glue:GetResourcePolicies': {
        GetResourcePoliciesResponseList: [{ PolicyInJson: TEXT }, { PolicyInJson: SHARED }],
      },
    });
    const both = named('Data Catalog policy', { Version: '2012-10-17', Statement: [...POLICY.Statement, SHARE] });
    expect(value[0]).toMatchObject({ policy: both });
    expect(value[2]).toMatchObject({ containerPolicy: both });
  });

  it('is left out where nothing is in it', async () => {
    const { value, gaps } = await read(GLUE_CATALOG, collectCatalog, {
      'glue:GetResourcePolicy': () => failure('EntityNotFoundException'),
      'glue:GetResourcePolicies': { GetResourcePoliciesResponseList: [] },
      'glue:GetDatabases': { DatabaseList: [] },
      'lakeformation:ListResources': {},
    });
    expect([value, gaps]).toEqual([[], []]);
  });

  it('has what Lake Formation grants in it, and a gap for each place that it hands out credentials for', async () => {
    const to = (one: string, permissions: Json, resource: Json): Json => ({
      Principal: { DataLakePrincipalIdentifier: one },
      Permissions: permissions,
      Resource: resource,
    });
    const { value, gaps } = await read(GLUE_CATALOG, collectCatalog, {
      ...SCRIPT,
      'lakeformation:ListResources': { ResourceInfoList: [{ ResourceArn: 'arn:aws:s3:::lake/raw' }] },
      'lakeformation:GetDataLakeSettings': {
        DataLakeSettings: {
          DataLakeAdmins: [{ DataLakePrincipalIdentifier: 'admin' }],
          ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: 'auditor' }],
        },
      },
      'lakeformation:SearchTablesByLFTags': ({ NextToken }) =>
        NextToken === undefined
          ? { TableList: [{ Table: { DatabaseName: 'shop', Name: 'orders' } }], NextToken: 'n' }
          : { TableList: [{ Table: { CatalogId: '999988887777', DatabaseName: 'shop', Name: 'cakes' } }] },
      'lakeformation:GetLFTagExpression': { Expression: [{ TagKey: 'level', TagValues: ['low'] }] },
      'lakeformation:SearchDatabasesByLFTags': { DatabaseList: [{ Database: { Name: 'shop' } }] },
      'lakeformation:ListPermissions': ({ NextToken }) =>
        NextToken === undefined
          ? {
              NextToken: 'n',
              PrincipalResourcePermissions: [
                to('a', ['SELECT', 'DESCRIBE'], { TableWithColumns: { DatabaseName: 'shop', Name: 'orders' } }),
                to('b', ['ALL'], { Table: { DatabaseName: 'shop', TableWildcard: {} } }),
                to('c', ['ALL'], { Database: { CatalogId: '999988887777', Name: 'shop' } }),
                to('d', ['CREATE_DATABASE'], { Catalog: {} }),
              ],
            }
          : {
              PrincipalResourcePermissions: [
                to('e', ['DATA_LOCATION_ACCESS'], { DataLocation: { ResourceArn: 'arn:aws:s3:::lake/raw' } }),
                to('f', ['SELECT'], {
                  DataCellsFilter: { TableCatalogId: ACCOUNT, DatabaseName: 'shop', TableName: 'cakes', Name: 'some' },
                }),
                to('g', ['SELECT'], { LFTagPolicy: { Expression: [{ TagKey: 'level', TagValues: ['low', 'mid'] }] } }),
                to('i', ['DESCRIBE'], { LFTagPolicy: { ResourceType: 'DATABASE', ExpressionName: 'all' } }),
                to('j', ['DESCRIBE'], { LFTagExpression: { Name: 'all' } }),
                to('h', ['ASSOCIATE'], { LFTag: { TagKey: 'level' } }),
              ],
            },
    });
    expect(value[0]).toMatchObject({ registeredLocations: ['arn:aws:s3:::lake/raw'] });
    const granted = 'dataGrants' in (value[0] ?? {}) ? (value[0] as DescribedResource).dataGrants : undefined;
    expect(granted?.map((one) => [one.principal, one.permissions.join(), one.on])).toEqual([
      ['a', 'DESCRIBE,SELECT', arn('glue', 'table/shop/orders')],
      ['admin', 'ADMINISTRATOR', arn('glue', 'catalog')],
      ['auditor', 'READ_ADMINISTRATOR', arn('glue', 'catalog')],
      ['b', 'ALL', arn('glue', 'table/shop/*')],
      ['c', 'ALL', arn('glue', 'database/shop').replace(ACCOUNT, '999988887777')],
      ['d', 'CREATE_DATABASE', arn('glue', 'catalog')],
      ['e', 'DATA_LOCATION_ACCESS', 'arn:aws:s3:::lake/raw'],
      ['f', 'SELECT', arn('glue', 'table/shop/cakes')],
      ['g', 'SELECT', 'lf-tag level=low,mid'],
      ['h', 'ASSOCIATE', 'lf-tag level'],
      ['i', 'DESCRIBE', 'lf-tag expression all'],
      ['j', 'DESCRIBE', 'lf-tag expression all'],
    ]);
    const cakes = arn('glue', 'table/shop/cakes').replace(ACCOUNT, '999988887777');
    expect(granted?.flatMap(({ principal, reaches }) => (reaches === undefined ? [] : [[principal, reaches]]))).toEqual(
      [
        ['g', [arn('glue', 'table/shop/orders'), cakes]],
        ['i', [arn('glue', 'database/shop')]],
      ],
    );
    expect(gaps).toMatchObject([
      { service: 'lakeformation', call: 'ListResources', status: 'unsupported', target: 'arn:aws:s3:::lake/raw' },
    ]);
  });

  it('tells nothing of what LF-tags reach where that may not be searched, and searches for each expression once', async () => {
    const policy = { ResourceType: 'TABLE', Expression: [{ TagKey: 'level', TagValues: ['low'] }] };
    const to = (one: string, more: object): Json => ({
      Principal: { DataLakePrincipalIdentifier: one },
      Permissions: ['SELECT'],
      Resource: { LFTagPolicy: { ...policy, ...more } },
    });
    const { value, gaps, calls } = await read(GLUE_CATALOG, collectCatalog, {
      ...SCRIPT,
      'lakeformation:ListPermissions': {
        PrincipalResourcePermissions: [to('a', {}), to('b', {}), to('c', { Expression: [], ExpressionName: 'gone' })],
      },
      'lakeformation:SearchTablesByLFTags': () => failure('AccessDeniedException', 'denied'),
      'lakeformation:GetLFTagExpression': () => failure('EntityNotFoundException'),
    });
    expect(JSON.stringify(value[0])).not.toContain('reaches');
    expect(gaps.map(({ call }) => call).sort()).toEqual(['GetLFTagExpression', 'SearchTablesByLFTags']);
    expect(calls.filter(({ operation }) => operation === 'SearchTablesByLFTags')).toHaveLength(1);
  });

  it('whose policies may not be read is not taken for one without', async () => {
    const { gaps } = await read(GLUE_CATALOG, collectCatalog, {
      ...SCRIPT,
      'glue:GetResourcePolicy': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps.filter((gap) => gap.call === 'GetResourcePolicies').map((gap) => gap.target)).toEqual([
      arn('glue', 'catalog'),
      arn('glue', 'database/shop'),
      arn('glue', 'table/shop/cakes'),
      arn('glue', 'table/shop/orders'),
    ]);
  });
});

describe('opensearch', () => {
  it('reads domains five at a time, with policy, tags, key and whether it has roles of its own', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { value, gaps, calls } = await read(OPENSEARCH, collectDomains, {
      'opensearch:ListDomainNames': { DomainNames: names.map((DomainName) => ({ DomainName })) },
      'opensearch:DescribeDomains': (input) => ({
        DomainStatusList: (input['DomainNames'] as readonly string[]).map((DomainName) => ({
          DomainName,
          ARN: arn('es', `domain/${DomainName}`),
          ...(DomainName === 'a'
            ? {
                AccessPolicies: TEXT,
                AdvancedSecurityOptions: { Enabled: true },
                EncryptionAtRestOptions: { Enabled: true, KmsKeyId: arn('kms', 'key/k') },
              }
            : { AccessPolicies: '', AdvancedSecurityOptions: { Enabled: false } }),
        })),
      }),
      'opensearch:ListTags': { TagList: [{ Key: 'k', Value: 'v' }] },
    });
    expect(gaps).toEqual([]);
    expect(calls.filter((one) => one.operation === 'DescribeDomains')).toHaveLength(2);
    expect(value).toHaveLength(6);
    expect(value[0]).toEqual({
      type: 'AWS::OpenSearchService::Domain',
      arn: arn('es', 'domain/a'),
      ...PLACE,
      name: 'a',
      tags: { k: 'v' },
      policy: named('domain policy'),
      encryption: { kind: 'customerManaged', key: arn('kms', 'key/k') },
      fineGrained: true,
    });
    expect(value[1]).not.toHaveProperty('policy');
    expect(value[1]).toMatchObject({ fineGrained: false });
  });
});
