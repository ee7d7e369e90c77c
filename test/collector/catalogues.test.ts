import { describe, expect, it } from 'vitest';
import { collectCatalog, GLUE_CATALOG } from '../../collector/aws/glue-catalog.ts';
import { collectDomains, OPENSEARCH } from '../../collector/aws/opensearch.ts';
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
    });
    expect([value, gaps]).toEqual([[], []]);
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
